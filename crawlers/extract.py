"""Saved pages read again: one row in, one row out, and no page stops another."""

import gzip
import json
import signal
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from scrapy.http import HtmlResponse

from classifier.rows import LONGEST_LINE
from crawlers.decode import LARGEST, Refused, open_page
from crawlers.engines import review
from crawlers.engines.rating import post_of
from crawlers.kinds import KINDS, detect, read_as
from crawlers.page import Page
from crawlers.pagination import find_next
from pipeline.errors import OtklikError, unknown
from pipeline.post import Channel, Post
from pipeline.watch import Source

LONGEST = 6.0  # seconds of work for one page; a busy machine may take longer for them
SHOWN = 20_000  # characters of a page that is no article

# Only decoding and the next page, for pages of no kind.
PLAIN = ("page", "encoding", "pagination")
_HEAD = ("text", "title", "author", "date")
_CHANNELS = {
    "review": Channel.REVIEW,
    "forum": Channel.FORUM,
    "article": Channel.BLOG,
    "feed": Channel.NEWS,
    "telegram": Channel.MESSENGER,
    "youtube": Channel.VIDEO,
}


@dataclass(frozen=True)
class Saved:
    """One saved page, as a line of the list names it."""

    file: str
    url: str
    kind: str
    content_type: str | None = None


def read_list(lines: BinaryIO, name: str, kind: str | None = None) -> Iterator[Saved | OtklikError]:
    """The pages a list names; a line that cannot be read is an error in its place."""
    number = 0
    while line := lines.readline(LONGEST_LINE):
        number += 1
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        if text.strip():
            yield _read_line(text, f"{name}, line {number}", kind)


def _read_line(line: str, place: str, kind: str | None) -> Saved | OtklikError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return OtklikError(f"{place}: not a line of JSON ({error})")
    if not isinstance(row, dict) or not isinstance(row.get("file"), str):
        return OtklikError(f'{place}: needs an object with "file", "url" and "kind"')
    return Saved(
        file=row["file"],
        url=str(row.get("url") or ""),
        kind=kind or str(row.get("kind") or "auto"),
        content_type=row.get("content_type") or None,
    )


def extract(saved: Saved, base: Path) -> dict[str, Any]:
    """One row of the answer; what went wrong stands in its "error"."""
    try:
        with _time_limit(LONGEST):
            return {"file": saved.file} | _extract(saved, base)
    except (OtklikError, RecursionError, MemoryError) as error:
        return _failed(saved, str(error) or type(error).__name__)
    except Exception as error:  # a reader's own mistake on one page must not stop the others
        return _failed(saved, f"{type(error).__name__}: {error}")


def _failed(saved: Saved, reason: str) -> dict[str, Any]:
    return {"file": saved.file, "items": [], "error": reason[:500]}


def _extract(saved: Saved, base: Path) -> dict[str, Any]:
    if saved.kind not in (*KINDS, *PLAIN, "auto"):
        raise OtklikError(unknown("kind", saved.kind, [*KINDS, *PLAIN, "auto"]))
    page = _open(saved, base)
    kind = detect(page) if saved.kind == "auto" else saved.kind
    items, head = _read(page, kind)
    if saved.kind == "auto" and kind in ("forum", "review"):
        head |= _article_of(page)  # a page may be both; who asked for neither gets both
    encoding = page.response.encoding
    return head | {"items": items, "next": find_next(page), "encoding": encoding, "kind": kind}


def _read(page: Page, kind: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The items of a page, and what is said of the page as a whole."""
    whole: dict[str, Any] = dict.fromkeys(_HEAD)
    if kind in PLAIN or (kind == "article" and not isinstance(page.response, HtmlResponse)):
        return [], whole | {"text": page.response.text[:SHOWN]}
    if kind == "review":
        return _read_reviews(page), whole
    posts = list(read_as(kind, page))
    if kind == "feed":
        whole["text"] = page.response.text[:SHOWN]
    if kind == "article" and (head := _head_of(posts)):
        whole |= head
        del posts[0]  # the article; what is left are the comments below it
    return [item_of(post) for post in posts], whole


def _article_of(page: Page) -> dict[str, Any]:
    return _head_of(list(islice(read_as("article", page), 1)))


def _head_of(posts: list[Post]) -> dict[str, Any]:
    """What the first post says of the page, when it is the article and no comment."""
    if not posts or posts[0].thread is not None:
        return {}
    item = item_of(posts[0])
    return {name: item[name] for name in _HEAD}


def item_of(post: Post) -> dict[str, Any]:
    """A post as the answer shows it."""
    return {
        "author": post.author,
        "date": post.published.isoformat() if post.published else None,
        "text": post.text,
        "rating": post.stars,
        "url": post.url,
        "title": post.title,
    }


def _read_reviews(page: Page) -> list[dict[str, Any]]:
    """Reviews with the rating on the page's own scale."""
    reviews = list(review.read_reviews(page))
    posts = [post_of(page, each) for each in reviews]
    pairs = zip(posts, reviews, strict=True)
    return [item_of(post) | {"rating": each.rating} for post, each in pairs]


def _open(saved: Saved, base: Path) -> Page:
    body = _read_body(base / saved.file)
    channel = _CHANNELS.get(saved.kind, Channel.SOCIAL)
    url = saved.url or "http://saved.invalid/"
    # A saved page is shown as it is: quotes stay, in lines that begin with "> ".
    shown = {"quotes": "keep"}
    source = Source(name="extract", kind=saved.kind, channel=channel, url=url, options=shown)
    return open_page(body, url, saved.content_type, source)


def _read_body(path: Path) -> bytes:
    """The bytes of a file, decompressed up to the limit."""
    try:
        with path.open("rb") as raw:
            opened: Any = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            body: bytes = opened.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"{path.name}: cannot be read ({error})") from error
    return body


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop what takes longer; the pages after it are waiting."""

    def stop(*_: object) -> None:
        raise Refused(f"took longer than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    # Again and again, since an exception raised inside a destructor is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
