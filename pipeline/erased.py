"""What was erased is not stored again: it is known by marks that name neither post nor person."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Function, exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.erasure_model import Erasure
from pipeline.model import PostRow
from pipeline.post import Post

_POST, _ERASURE = PostRow.__table__.c, Erasure.__table__.c
# Nearly always there is none, and nothing more is asked.
_ANY = select(or_(exists().where(_POST.erased.is_not(None)), exists().where(_ERASURE.id > 0)))
ERASING = 0x07_41_1D  # names PostgreSQL's lock; any number that nobody else uses


def store_beside_others(session: Session) -> None:
    """Store posts while others do, but not while somebody is erased: each waits for the other.

    Else neither would see the other until both had committed. SQLite has one writer anyway.
    """
    _lock(session, func.pg_advisory_xact_lock_shared(ERASING))


def erase_alone(session: Session) -> None:
    """Erase when all who store posts have committed, and before they store more."""
    _lock(session, func.pg_advisory_xact_lock(ERASING))


def _lock(session: Session, lock: Function[Any]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(lock))


def veil(key: str) -> str:
    """The key of an erased post: met again it is recognised, but it says no address."""
    return f"erased:{_digest(key)}"


def mark(source: str, author: str) -> str:
    """What tells an author of a source from others without the name."""
    return _digest(f"{source}\n{author}")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def find_erased(session: Session, posts: Mapping[str, Post]) -> set[str]:
    """Of posts by their keys, those that were erased or are by somebody erased later.

    A post without a time counts as said before: whoever was erased is not to come back by it.
    """
    if not posts or not session.scalar(_ANY):
        return set()
    veiled = {veil(key): key for key in posts}
    asked = select(_POST.key).where(_POST.key.in_(veiled))
    marks = {key: mark(post.source, post.author) for key, post in posts.items() if post.author}
    until = select(_ERASURE.mark, func.max(_ERASURE.at)).where(
        _ERASURE.mark.in_(set(marks.values()))
    )
    erased = {row[0]: row[1] for row in session.execute(until.group_by(_ERASURE.mark))}
    said = {key: posts[key].published for key in marks}
    return {veiled[key] for key in session.scalars(asked)} | {
        key
        for key, one in marks.items()
        if one in erased and ((at := said[key]) is None or at <= erased[one])
    }
