"""Deleted posts: marked when their source says so, or shows what stood around them without them."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.watch import Source

FEWEST = 3  # posts of a page between which a missing one is noticed
LATEST = 500  # posts of a wall or channel among which one may be found to be missing
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+)")
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
    source: Source,
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
        missing += _find_missing(session, posts, shown, body)
    if missing:
        fresh = _columns.key.in_(missing) & _columns.key.not_in(shown)
        _mark(session, fresh, source, now)


def note_lost(session: Session, threads: Sequence[str], now: datetime, *, source: Source) -> None:
    """Mark all posts of threads that are not to be had any more."""
    bare = [url.removesuffix(".json").rstrip("/") for url in threads]
    spelt = {*bare, *(f"{url}/" for url in bare)}
    _mark(session, _columns.thread.in_(sorted(spelt)), source, now)


def _mark(session: Session, which: ColumnElement[bool], source: Source, now: datetime) -> None:
    """Mark posts that a source may speak of: its own, and those of its site."""
    asked = select(_columns.id, _columns.source, _columns.url)
    rows = session.execute(asked.where(which, _columns.deleted.is_(None)))
    ids = [id_ for id_, name, url in rows if name == source.name or is_of_site(url, source.url)]
    if ids:
        session.execute(update(PostRow).where(_columns.id.in_(ids)).values(deleted=now))


def is_of_site(url: str, site: str) -> bool:
    """Whether an address has the host and port of another."""
    hosts = [_HOST.match(each.lower()) for each in (url, site)]
    return hosts[0] is not None and hosts[1] is not None and hosts[0][1] == hosts[1][1]


def _find_missing(
    session: Session, posts: Sequence[Post], shown: Sequence[str], body: bytes
) -> list[str]:
    """Keys of stored posts of a thread that are not on the page where they stood."""
    own = [post for post in posts if post.thread and not _is_address(post, post.thread)]
    span = find_span([post.url for post in own])
    threads = {post.thread for post in own}
    if span is None or len(threads) != 1:
        return []
    asked = select(_columns.key, _columns.url).where(
        _columns.thread == threads.pop(), _columns.deleted.is_(None)
    )
    return [
        key
        for key, url in session.execute(asked)
        if key not in shown and span.holds(url) and not mentions(body, url)
    ]


def find_gaps(session: Session, posts: Sequence[Post], source: str) -> list[str]:
    """Addresses of stored posts that a wall or channel leaves out, though it shows others around.

    That alone proves nothing (an album, a folded reply): each is to be asked for by its number.
    """
    by_shape: dict[str, list[int]] = {}
    for url in (post.url for post in posts):
        number = _number(url)
        if number is not None:
            by_shape.setdefault(_shape(url), []).append(number)
    spans = [Span(shape, min(some), max(some)) for shape, some in by_shape.items()]
    if len(posts) < FEWEST:
        return []
    shown = {dedup.key(post) for post in posts}
    latest = select(_columns.key, _columns.url, _columns.deleted).where(_columns.source == source)
    rows = session.execute(latest.order_by(_columns.id.desc()).limit(LATEST)).all()
    left = [url for key, url, deleted in rows if key not in shown and deleted is None]
    return [url for url in left if any(span.holds(url) for span in spans)]


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
