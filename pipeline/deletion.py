"""Deleted posts: marked when their source says so, or shows what stood around them without them."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from pipeline import dedup
from pipeline.left_out import Shown, find_doubtful, find_missing
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.watch import Source

SECOND_LOOK = timedelta(hours=20)  # after the first one at a page that should show a post
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+)")
_columns = PostRow.__table__.c


def note(
    session: Session,
    posts: Sequence[Post],
    gone: Sequence[str],
    page: Shown | None,
    now: datetime,
    *,
    source: Source,
) -> bool:
    """Mark what a page that was read well shows to be deleted.

    `gone` are addresses the page calls deleted; `page` is that of a thread, None for a page of
    any other sort. True when the page is to be looked at again, whether it changes or not.
    """
    shown = [dedup.key(post) for post in posts]
    missing = [dedup.key_of(url) for url in gone]
    if page is not None and page.met:
        missing += find_missing(session, posts, shown, page.body)
    if missing:
        fresh = _columns.key.in_(missing) & _columns.key.not_in(shown)
        _mark(session, fresh, source, now)
    doubtful = find_doubtful(session, posts, shown, page, source.name) if page else []
    return bool(doubtful) and _doubt(session, doubtful, source, now)


def note_shown(session: Session, posts: Sequence[Post]) -> None:
    """Unmark posts that a page shows again; a copy says nothing of its original elsewhere."""
    own = [dedup.key(post) for post in posts if not post.original]
    copies = [post for post in posts if post.original]
    stored_so = _columns.key.in_([dedup.key(post) for post in copies])
    these = _columns.key.in_(own) | (stored_so & _columns.url.in_([post.url for post in copies]))
    session.execute(update(PostRow).where(these).values(deleted=None, missing=None))


def _doubt(session: Session, keys: Sequence[str], source: Source, now: datetime) -> bool:
    """Mark posts that two looks did not find; whether one of them needs its second look."""
    these = _columns.key.in_(keys)
    _mark(session, these & (_columns.missing <= now - SECOND_LOOK), source, now)
    waiting = these & _columns.deleted.is_(None)
    begins = update(PostRow).where(waiting, _columns.missing.is_(None)).values(missing=now)
    session.execute(begins)
    return session.scalar(select(_columns.id).where(waiting).limit(1)) is not None


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
