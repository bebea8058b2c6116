"""Answers lost on their way: looked for at their place, posted again only where they are not."""

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from pipeline import answering
from pipeline.later_looks import is_same_answer
from pipeline.posting.account import Below
from pipeline.posting.door import Door, NotPosted, Uncertain
from pipeline.posting.ways import Way
from pipeline.publishing import IN_HAND, confirm
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState
from pipeline.task_model import TaskChange

AGAIN = "posted again"  # what stands in the history
AGAIN_FOR = timedelta(hours=1)  # later nobody waits for just this answer; a person decides
LOOK_FOR = timedelta(days=1)
_NOT_SAID = re.compile(r"<[^<>]*>|@[\w.@-]+")  # markup, and who is spoken to
_REPLY = Reply.__table__.c
_LAST = func.coalesce(_REPLY.sought, _REPLY.started)


def find_lost(session: Session, now: datetime) -> list[int]:
    """The answers of the last day that a platform was asked for, and nobody knows how it ended."""
    asked = select(_REPLY.id).where(*_lost(now), _REPLY.started > now - LOOK_FOR)
    return list(session.scalars(asked.order_by(_REPLY.id)))


def _lost(now: datetime) -> tuple[ColumnElement[bool], ...]:
    known = _REPLY.person_id.is_not(None) & _REPLY.way.is_not(None)
    # Nobody has in hand what is of a time to come: the clock was ahead then.
    free = or_(now - IN_HAND >= _LAST, now + IN_HAND < _LAST)
    return (_REPLY.state.in_(answering.UNDER_WAY), known, free)


def claim(session: Session, reply_id: int, now: datetime) -> Reply | None:
    """The answer for this process alone, to be committed before anybody is asked; else None."""
    mine = update(Reply).where(_REPLY.id == reply_id, *_lost(now)).returning(_REPLY.id)
    if session.scalar(mine.values(sought=now)) is None:
        return None
    reply = session.get_one(Reply, reply_id, populate_existing=True)
    answering.stand(reply, ReplyState.POSTING)
    return reply


def known_addresses(session: Session, reply: Reply) -> frozenset[str]:
    """Where other answers of ours stand: a template says the same to many in one thread."""
    asked = select(_REPLY.url).where(_REPLY.url.is_not(None), _REPLY.id != reply.id)
    return frozenset(session.scalars(asked.where(_REPLY.way == reply.way)))


def look(way: Way, door: Door, text: str, known: frozenset[str]) -> tuple[bool | None, str | None]:
    """Whether the answer stands at its place (None: nobody tells), and where.

    Asks the platform, with no transaction open.
    """
    try:
        below = way.read_below(door)
    except (NotPosted, Uncertain):
        return None, None
    return find(below, text, known)


def find(below: Below, text: str, known: frozenset[str]) -> tuple[bool | None, str | None]:
    """The same of what stands there.  (pure)"""
    ours = _NOT_SAID.sub(" ", text)
    for url, said in below.answers:
        if url not in known and is_same_answer(_NOT_SAID.sub(" ", said), ours):
            return True, url
    return (False if below.whole else None), None


def keep_found(session: Session, reply_id: int, url: str | None, now: datetime) -> None:
    """The answer stands there."""
    reply = session.get_one(Reply, reply_id)
    if reply.state in answering.UNDER_WAY:
        confirm(session, reply, url, now)


def leave(session: Session, reply_id: int) -> None:
    """Nobody tells; a person looks."""
    reply = session.get_one(Reply, reply_id)
    if reply.state is ReplyState.POSTING:
        answering.stand(reply, ReplyState.UNKNOWN)


def begin_again(session: Session, reply_id: int, claimed: datetime, now: datetime) -> bool:
    """Whether an answer that is not there may be posted again; commit before the platform is asked.

    Else it is given back to people: its hour is over, or somebody closed the task meanwhile.
    """
    mine = update(Reply).where(_REPLY.id == reply_id, _REPLY.sought == claimed)
    mine = mine.where(_REPLY.state == ReplyState.POSTING).returning(_REPLY.id)
    if session.scalar(mine.values(sought=now)) is None:
        return False
    reply = session.get_one(Reply, reply_id, populate_existing=True)
    if reply.task.status not in OPEN or (reply.started or reply.written) < now - AGAIN_FOR:
        reply.error = f"{reply.way}: the answer is not there; post it again, or answer by hand"
        answering.stand(reply, ReplyState.REFUSED)
        return False
    session.add(TaskChange(task=reply.task, at=now, what=AGAIN, after=reply.way))
    return True
