"""What was erased is not stored again: it is known by marks that name neither post nor person."""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.erasure_model import Erasure
from pipeline.model import PostRow
from pipeline.post import Post

_POST, _ERASURE = PostRow.__table__.c, Erasure.__table__.c
# Nearly always there is none, and nothing more is asked.
_ANY = select(or_(exists().where(_POST.erased.is_not(None)), exists().where(_ERASURE.id > 0)))


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
