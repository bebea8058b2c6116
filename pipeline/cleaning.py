"""A post as it can be stored: without what a database refuses, sizes or times that hurt.  (pure)"""

import math
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.post import Post

LONGEST_TEXT = 100_000
LONGEST_LINE = 1_000
LARGEST_LINE = 2_400  # bytes: an index of PostgreSQL refuses entries of more than some 2,700
MOST_FOLLOWERS = 2_000_000_000  # what a column holds
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # browsers show them as boxes
CLOCK_SKEW = timedelta(days=1)  # a post from further in the future has a wrong date


def clean(post: Post, now: datetime) -> Post:
    """The post as it can be stored: no letters a database refuses, no sizes or times to hurt it."""
    storable: dict[str, Any] = {  # as the fields of a post are
        "url": _storable(post.url).strip(),
        "text": _storable(post.text)[:LONGEST_TEXT],
        "title": _line(post.title),
        "author": _line(post.author),
        "published": _sane_time(post.published, now),
        "stars": _sane_stars(post.stars),
        "thread": _line(post.thread),
        "original": _line(post.original),
        "language": _language(post.language),
        "followers": post.followers if 0 <= (post.followers or 0) <= MOST_FOLLOWERS else None,
    }
    # Most posts are as they should be, and to make another one takes longer than to look.
    changed = {name: value for name, value in storable.items() if value != getattr(post, name)}
    return replace(post, **changed) if changed else post


def _storable(text: str) -> str:
    """Without NUL and half characters, which no database holds; a space for other controls."""
    if text.isprintable():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return _UNSEEN.sub(" ", text.replace("\x00", ""))


def _line(text: str | None) -> str | None:
    if not text or _is_line(text):
        return text or None
    cut = even(_storable(text))[:LONGEST_LINE].encode()[:LARGEST_LINE]
    return cut.decode("utf-8", "ignore") or None


def _is_line(text: str) -> bool:
    """Whether a text is a line already, as most titles and names are."""
    short = len(text) <= LARGEST_LINE // 4 and text.isprintable()  # a sign has four bytes at most
    return short and "  " not in text and text[0] != " " and text[-1] != " "


def _language(code: str | None) -> str | None:
    """A code as it may be one; a language that only its page knows is told from the text."""
    return code if code and LANGUAGE.fullmatch(code) else None


def _sane_time(published: datetime | None, now: datetime) -> datetime | None:
    if published is None or published.tzinfo is None or published > now + CLOCK_SKEW:
        return None
    return published if published.year >= 1990 else None


def _sane_stars(stars: float | None) -> float | None:
    if stars is None or not math.isfinite(stars) or not 0 <= stars <= 5:
        return None
    return float(stars)


def even(text: str) -> str:
    """The text with one space wherever there is white space."""
    return " ".join(text.split())
