"""Later looks at answers: do they stand there, and what did the author do after them?

A look asks nobody: it reads what the crawler stored of the post and of its thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from pipeline import dedup
from pipeline.answering import GIVEN
from pipeline.folding import fold, split_words
from pipeline.insertion import insert_new
from pipeline.model import Mention, PostRow
from pipeline.reply_model import Look, Reply
from pipeline.task_model import Task

LOOKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=7))
LAST = timedelta(days=14)  # answers older than this are looked at no more
ALIKE = 0.8  # the least share of words that makes a post our answer: sites cut and reformat
_REPLY, _POST = Reply.__table__.c, PostRow.__table__.c
spoken = func.coalesce(_POST.published, _POST.found)


@dataclass(frozen=True)
class Facts:
    """What is to be seen around an answer."""

    visible: bool | None
    edited: bool
    deleted: bool
    returned: bool
    stars: float | None


def due_look(posted: datetime, done: Sequence[timedelta], now: datetime) -> timedelta | None:
    """The look that is due; of several that were missed only the last makes sense now."""
    reached = [after for after in LOOKS if posted + after <= now]
    return reached[-1] if reached and reached[-1] not in done else None


def look_all(session: Session, now: datetime) -> int:
    """Take the looks that are due; a second time, or in a second process, takes none twice."""
    asked = (
        select(Reply)
        .where(_REPLY.state.in_(GIVEN), _REPLY.posted > now - LAST, _REPLY.posted <= now - LOOKS[0])
        .options(selectinload(Reply.looks))
        .options(joinedload(Reply.task).joinedload(Task.mention).joinedload(Mention.post))
    )
    return sum(_look(session, reply, now) for reply in session.scalars(asked).all())


def _look(session: Session, reply: Reply, now: datetime) -> bool:
    after = due_look(reply.posted or now, [look.after for look in reply.looks], now)
    if after is None:
        return False
    facts = see(session, reply)
    if facts.visible and reply.seen is None:
        reply.seen = now
    row = {"reply_id": reply.id, "after": after, "at": now, **vars(facts)}
    return insert_new(session, Look, row) is not None


def see(session: Session, reply: Reply) -> Facts:
    """What is to be seen now."""
    row = reply.task.mention.post
    since = reply.posted or reply.written
    ours = find_ours(session, reply)
    return Facts(
        visible=None if ours is None else ours.deleted is None,
        edited=row.edited is not None and row.edited > since,
        deleted=row.deleted is not None,
        returned=_wrote_again(session, row, since),
        stars=row.latest_stars,
    )


def find_ours(session: Session, reply: Reply) -> PostRow | None:
    """The answer itself among the stored posts: by its address, or by its words in the thread."""
    if reply.url:
        # An address that leads to the post itself names no answer.
        there = (_POST.key == dedup.key_of(reply.url)) & (_POST.id != reply.task.mention.post_id)
        found = session.scalar(select(PostRow).where(there))
        if found is not None:
            return found
    since = (reply.started or reply.posted or reply.written) - timedelta(hours=1)
    later = select(PostRow).where(in_thread_of(reply.task.mention.post), spoken > since)
    candidates = session.scalars(later.order_by(_POST.id).limit(200))
    return next((row for row in candidates if is_same_answer(row.latest_text, reply.text)), None)


def in_thread_of(row: PostRow) -> ColumnElement[bool]:
    """Posts of the same thread, the post itself left out."""
    threads = [address for address in (row.post.thread, row.post.url) if address]
    return (_POST.thread.in_(threads)) & (_POST.id != row.id)


def is_same_answer(said: str, wanted: str) -> bool:
    """Whether a post says what we wanted to say, a name or a quote before it set aside."""
    theirs, ours = set(split_words(fold(said))), set(split_words(fold(wanted)))
    return bool(ours) and len(theirs & ours) / len(theirs | ours) >= ALIKE


def _wrote_again(session: Session, row: PostRow, since: datetime) -> bool:
    if row.post.author is None:
        return False
    theirs = in_thread_of(row) & (_POST.author == row.post.author) & (spoken > since)
    return session.scalar(select(_POST.id).where(theirs).limit(1)) is not None
