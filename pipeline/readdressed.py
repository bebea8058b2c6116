"""Posts stored by their thread's address that have one of their own now: a reader learnt to see it.

They are the same posts, and are known by their own address from then on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pipeline import dedup, incidents
from pipeline.dedup import SHORTEST_TWIN
from pipeline.known import Known, read_known
from pipeline.model import Incident, PostRow
from pipeline.post import Post
from pipeline.siblings import ZONES

_columns, _incident = PostRow.__table__.c, Incident.__table__.c
# Built once: to build a statement costs more than to run it.
_IN_THREAD = select(_columns.id).where(_columns.thread == bindparam("wanted")).limit(1)


def find_readdressed(
    session: Session, news: Mapping[int, tuple[str, Post]], taken: Iterable[int]
) -> dict[int, Known]:
    """The rows of posts, given with their keys, that are stored by their thread, author and text.

    Each row is one post's; those in `taken` still stand on the page as they were.
    """
    wanted = _with_threads(session, news)
    keys = {number: _old_keys(post) for number, (_, post) in wanted.items()}
    rows = read_known(session, [key for some in keys.values() for key in some])
    met, gone = dict[int, Known](), set(taken)
    for number, (key, post) in wanted.items():
        row = next((rows[old] for old in keys[number] if old in rows), None)
        if row and row.id not in gone and _may_be(row, post):
            gone.add(row.id)
            met[number] = _give_address(session, row, key, post.url)
    return met


def _with_threads(
    session: Session, news: Mapping[int, tuple[str, Post]]
) -> dict[int, tuple[str, Post]]:
    """Those that have an address of their own, in threads of which something is stored."""
    own = {number: each for number, each in news.items() if _has_own_address(each[1])}
    threads = {post.thread for _, post in own.values()}
    known = {thread for thread in threads if session.scalar(_IN_THREAD, {"wanted": thread})}
    return {number: each for number, each in own.items() if each[1].thread in known}


def _has_own_address(post: Post) -> bool:
    if post.thread is None or post.original is not None:
        return False
    return dedup.canonical(post.url) != dedup.canonical(post.thread)


def _old_keys(post: Post) -> list[str]:
    """The keys it had without an address, with its author or before that could be read."""
    bare = replace(post, url=post.thread or post.url)
    return list(dict.fromkeys((dedup.key(bare), dedup.key(replace(bare, author=None)))))


def _may_be(row: Known, post: Post) -> bool:
    """Whether times speak for it: a short text is said twice by chance."""
    if row.published is None or post.published is None:
        return len(post.text) >= SHORTEST_TWIN
    if len(post.text) < SHORTEST_TWIN:
        return row.published == post.published
    return abs(row.published - post.published) <= ZONES


def _give_address(session: Session, row: Known, key: str, url: str) -> Known:
    """The row by its own address; an incident that is named after the post goes by it, too."""
    session.execute(update(PostRow).where(_columns.id == row.id).values(key=key, url=url))
    named = _incident.key == incidents.POST + row.key
    session.execute(update(Incident).where(named).values(key=incidents.POST + key))
    return replace(row, key=key, url=url)
