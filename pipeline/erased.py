"""What was erased is not stored again: it is known by marks that name neither post nor person."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Function, exists, func, or_, select
from sqlalchemy.orm import Session

from pipeline.cleaning import even
from pipeline.dedup import SHORTEST_TWIN
from pipeline.erasure_model import Erasure
from pipeline.folding import fold
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.siblings import siblings, side_doors

_POST, _ERASURE = PostRow.__table__.c, Erasure.__table__.c
# Nearly always there is none, and nothing more is asked.
_ANY = select(or_(exists().where(_POST.erased.is_not(None)), exists().where(_ERASURE.id > 0)))
AT_ONCE = 900  # keys in one question; old SQLite takes 999 parameters
AMP_ENDS = ("/amp", "/amp/")
_SMALL = re.compile(r"(?:(?<=&)|^)(?:amp=[^&#]*|m=1|output(?:type)?=amp)(?:&|(?=#)|$)", re.I)
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


def mark_words(source: str, text: str) -> str:
    """What tells the words of somebody without a name, said in a source, from other words."""
    return _digest(f"{source}\n\n{fold(even(text))}")


def find_erased(session: Session, posts: Mapping[str, Post]) -> set[str]:
    """Of posts by their keys, those that were erased or are by somebody erased later.

    A post is known at its sibling addresses, too. One without a time counts as said before:
    whoever was erased is not to come back by it.
    """
    if not posts or not session.scalar(_ANY):
        return set()
    return _find_veiled(session, posts) | _find_marked(session, posts)


def _find_veiled(session: Session, keys: Iterable[str]) -> set[str]:
    veiled = {veil(spelled): key for key in keys for spelled in {key, *spellings(key)}}
    asked, found = list(veiled), set[str]()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        found.update(session.scalars(select(_POST.key).where(_POST.key.in_(some))))
    return {veiled[each] for each in found}


def _find_marked(session: Session, posts: Mapping[str, Post]) -> set[str]:
    marks = {key: _mark_of(post) for key, post in posts.items()}
    wanted = select(_ERASURE.mark, func.max(_ERASURE.at)).where(
        _ERASURE.mark.in_(set(filter(None, marks.values())))
    )
    erased = {row[0]: row[1] for row in session.execute(wanted.group_by(_ERASURE.mark))}
    return {
        key
        for key, one in marks.items()
        if one in erased and ((at := posts[key].published) is None or at <= erased[one])
    }


def _mark_of(post: Post) -> str | None:
    """The mark of who said it; of words without a name, when chance does not repeat them."""
    if post.author:
        return mark(post.source, post.author)
    return mark_words(post.source, post.text) if len(post.text) >= SHORTEST_TWIN else None


def spellings(key: str) -> list[str]:
    """Other keys that the same post may have had: of small screens, with a slash, as AMP."""
    hosts = side_doors(key)
    address, asks, rest = key.partition("?")
    page = _SMALL.sub("", rest)
    bare = f"{address}{asks if page.strip('&') else ''}{page.strip('&')}" if asks else key
    small = [] if "?" in bare or "#" in bare else [f"{bare}?{end}" for end in ("m=1", "amp=1")]
    return [*siblings(bare, hosts, AMP_ENDS), bare, *small]
