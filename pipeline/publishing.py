"""Posting an answer through a platform so that it stands there once, whatever is killed when.

What is to be posted is stored, with its key, before the platform is asked, and nothing that was
begun is begun again blindly: when nobody knows how it ended, the platform is asked what stands
there (pipeline.lost_answers), and where it does not tell, a person looks and says so.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import answering, desk
from pipeline.errors import OtklikError
from pipeline.model import SourceRow
from pipeline.people_model import Person
from pipeline.posting.account import Account, Place
from pipeline.posting.door import Door, NotPosted, Uncertain
from pipeline.posting.ways import Way, find_way
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState
from pipeline.task_model import Task, TaskChange

SETTLED = "settled"  # a person said what became of it
IN_HAND = timedelta(minutes=3)  # a platform that was asked so lately may still answer
_TASK, _SOURCE, _REPLY = Task.__table__.c, SourceRow.__table__.c, Reply.__table__.c


def way_for(session: Session, task: Task, accounts: list[Account]) -> Way | None:
    """The account that can answer a task's post; None where a person has to."""
    post = task.mention.post.post
    asked = select(SourceRow).where(_SOURCE.name == post.source)
    row = session.scalar(asked) if accounts else None
    return find_way(accounts, Place(post.url, row.source.kind if row else "", post.thread))


def begin(
    session: Session,
    task: Task,
    person: Person,
    text: str,
    template_id: int | None,
    way: Way,
    now: datetime,
) -> Reply:
    """Store what is about to be posted; commit before the platform is asked."""
    # Two clicks in two processes: the second waits here, and then sees the first.
    session.execute(select(_TASK.id).where(_TASK.id == task.id).with_for_update())
    _must_be_new(session, task, text)
    reply = answering.ready(session, task, person, text, template_id, now)
    reply.way, reply.started = str(way), now
    answering.stand(reply, ReplyState.POSTING)
    session.flush()
    return reply


def ask_platform(way: Way, door: Door, text: str, key: str) -> str | OtklikError | None:
    """Ask the platform, with no transaction open; what went wrong is given back."""
    try:
        return way.post(door, text, key)
    except (NotPosted, Uncertain) as error:
        return error


def finish(
    session: Session, reply_id: int, came: str | OtklikError | None, person: Person, now: datetime
) -> ReplyState:
    """Keep how it ended; what a person said meanwhile stays, unless the platform did post it."""
    reply = session.get_one(Reply, reply_id)
    posted = came is None or isinstance(came, str)
    if reply.state in answering.GIVEN or not (posted or reply.state is ReplyState.POSTING):
        return reply.state
    if isinstance(came, NotPosted):
        reply.error = str(came)
        answering.stand(reply, ReplyState.REFUSED)
    elif isinstance(came, OtklikError):
        reply.error = str(came)
        answering.stand(reply, ReplyState.UNKNOWN)
    else:
        _publish(session, reply, came, person, now)
    return reply.state


def settle(
    session: Session, reply: Reply, person: Person, *, stands: bool, url: str | None, now: datetime
) -> None:
    """A person looked at the place, and says whether the answer stands there."""
    if reply.state not in answering.UNDER_WAY:
        raise OtklikError("it is known already what became of this answer; look at the task again")
    asked = reply.last_asked
    if reply.state is ReplyState.POSTING and asked and abs(now - asked) < IN_HAND:
        raise OtklikError("it is being posted just now; wait three minutes, and look at the task")
    after = "stands" if stands else "does not stand"
    session.add(TaskChange(task=reply.task, person=person, at=now, what=SETTLED, after=after))
    if stands:
        _publish(session, reply, url, person, now)
    else:
        # What was approved stays approved: it may be posted again, as a new attempt.
        answering.stand(reply, ReplyState.REFUSED)
        reply.error = None


def confirm(session: Session, reply: Reply, url: str | None, now: datetime) -> None:
    """An answer that nobody was sure of was met at its place."""
    session.add(TaskChange(task=reply.task, at=now, what=SETTLED, after="stands"))
    reply.seen = now
    if reply.person is not None:
        _publish(session, reply, url, reply.person, now)


def _publish(
    session: Session, reply: Reply, url: str | None, person: Person, now: datetime
) -> None:
    """The answer stands there: record it as one given by hand is recorded."""
    if reply.task.status in OPEN:  # somebody may have closed it while the platform was asked
        desk.answer(session, reply.task, person, reply.text, url, now)
    answering.give(reply, ReplyState.POSTED, url, now)


def _must_be_new(session: Session, task: Task, text: str) -> None:
    given = select(Reply).where(_REPLY.task_id == task.id, _REPLY.state.in_(answering.GIVEN))
    if any(answering.same(reply.text, text) for reply in session.scalars(given)):
        raise OtklikError("this very answer was given already; write another one")
