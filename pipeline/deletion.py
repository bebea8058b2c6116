"""Deleted posts: marked when their source says so, or shows what stood around them without them."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.model import PostRow
from pipeline.post import Post

FEWEST = 3  # posts of a page between which a missing one is noticed
_NUMBER = re.compile(r"\d{1,18}(?=\D*$)")
_columns = PostRow.__table__.c
_SHOWN_AGAIN = (  # built once: every page asks it
    update(cast(Table, PostRow.__table__))
    .where(_columns.key.in_(bindparam("keys", expanding=True)), _columns.deleted.is_not(None))
    .values(deleted=None)
)


def note(
    session: Session,
    posts: Sequence[Post],
    gone: Sequence[str],
    body: bytes | None,
    now: datetime,
    *,
    source: str,
) -> None:
    """Mark what a page that was read well shows to be deleted, and unmark what it shows again.

    `gone` are addresses the page calls deleted; `body` is the page of a thread that is shown
    without holes, None for a page of any other sort.
    """
    shown = [dedup.key(post) for post in posts]
    if shown:
        session.execute(_SHOWN_AGAIN, {"keys": shown})
    missing = [dedup.key_of(url) for url in gone]
    if body is not None:
        missing += _find_missing(session, posts, shown, body, source)
    if missing:
        theirs = _columns.key.in_(missing) & (_columns.source == source)
        fresh = theirs & _columns.deleted.is_(None) & _columns.key.not_in(shown)
        session.execute(update(PostRow).where(fresh).values(deleted=now))


def _find_missing(
    session: Session, posts: Sequence[Post], shown: Sequence[str], body: bytes, source: str
) -> list[str]:
    """Keys of stored posts of a thread that are not on the page where they stood."""
    own = [post for post in posts if post.thread and not _is_address(post, post.thread)]
    span = find_span([post.url for post in own])
    threads = {post.thread for post in own}
    if span is None or len(threads) != 1:
        return []
    asked = select(_columns.key, _columns.url).where(
        _columns.thread == threads.pop(), _columns.source == source, _columns.deleted.is_(None)
    )
    return [
        key
        for key, url in session.execute(asked)
        if key not in shown and span.holds(url) and not mentions(body, url)
    ]


def _is_address(post: Post, thread: str) -> bool:
    """Whether a post has only its thread's address, as opening posts often do."""
    return dedup.canonical(post.url) == dedup.canonical(thread)


class Span:
    """Addresses of one shape between two numbers."""

    def __init__(self, shape: str, first: int, last: int) -> None:
        self._shape, self._first, self._last = shape, first, last

    def holds(self, url: str) -> bool:
        """Whether a post of this address would stand between the first and the last."""
        number = _number(url)
        return (
            number is not None and self._first < number < self._last and _shape(url) == self._shape
        )


def find_span(urls: Sequence[str]) -> Span | None:
    """From where to where a page shows posts; None unless their numbers rise without a turn.

    Where they do not, as in a tree of comments, a missing post may stand on another page.
    """
    numbers = [_number(url) for url in urls]
    rising = [number for number in numbers if number is not None]
    if len(urls) < FEWEST or len(rising) < len(urls) or len({_shape(url) for url in urls}) > 1:
        return None
    if any(one >= following for one, following in pairwise(rising)):
        return None
    return Span(_shape(urls[0]), rising[0], rising[-1])


def mentions(body: bytes, url: str) -> bool:
    """Whether a page still names a post by its number, be it as "this post was deleted"."""
    number = _number(url)
    return re.search(rf"(?<!\d){number}(?!\d)".encode(), body) is not None


def _number(url: str) -> int | None:
    """The last number of an address: that of the post where posts have numbers."""
    found = _NUMBER.search(url)
    return int(found[0]) if found else None


def _shape(url: str) -> str:
    return _NUMBER.sub("#", url, count=1)
