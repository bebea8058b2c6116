"""An answer taken back: recorded by mistake, or deleted at its place again."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline import answering, desk
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.posting.account import Account
from pipeline.posting.ways import Way
from pipeline.publishing import way_for
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState
from pipeline.task_model import Task

WITHIN = timedelta(days=1)  # later looks and reports rest on what was recorded longer ago


def can_be_withdrawn(reply: Reply, now: datetime) -> bool:
    """Whether an answer may still be taken back; what a platform posted it may always delete."""
    if reply.task.status not in OPEN or reply.posted is None:
        return False
    lately = reply.state is ReplyState.RECORDED and now - reply.posted <= WITHIN
    return lately or reply.state is ReplyState.POSTED


def removing_way(session: Session, reply: Reply, accounts: list[Account]) -> Way | None:
    """The account that can delete an answer where it was posted; None where a person has to."""
    way = way_for(session, reply.task, accounts) if reply.url else None
    posted_so = way is not None and reply.state is ReplyState.POSTED and str(way) == reply.way
    return way if posted_so else None


def find_given(session: Session, task: Task, reply_id: int | None, now: datetime) -> Reply:
    """The answer a form wants taken back; raises OtklikError when it cannot be any more."""
    last = answering.last_given(session, task)
    if last is None or last.id != reply_id:
        raise OtklikError("another answer was given meanwhile; look at the task again")
    if not can_be_withdrawn(last, now):
        raise OtklikError(
            "this answer cannot be taken back any more: the task is closed, or it was given too "
            "long ago or outside of the desk"
        )
    return last


def withdraw(session: Session, reply: Reply, person: Person, now: datetime) -> None:
    """The answer stands nowhere any more: its task is in hand again, and its promise holds."""
    earlier = _forget(session, reply)
    text, url = (earlier.text, earlier.url) if earlier else (None, None)
    desk.unanswer(session, reply.task, text, url, person, now)


def undo_record(session: Session, task: Task, at: datetime) -> None:
    """Forget the answer that was recorded at a moment, or where it stands if that was said then.

    The rest of the deed is undone elsewhere.
    """
    last = answering.last_given(session, task)
    if last is None or last.posted != at:
        if last is not None:
            last.url = task.reply_url
        return
    if last.state is not ReplyState.RECORDED:
        raise OtklikError("the answer was posted; have it deleted on the page of the task")
    _forget(session, last)


def _forget(session: Session, reply: Reply) -> Reply | None:
    """Count an answer as given no longer; the one before it."""
    answering.stand(reply, ReplyState.WITHDRAWN)
    session.flush()
    earlier = answering.last_given(session, reply.task)
    reply.task.replied = earlier.posted if earlier else None
    if earlier is None:
        reply.task.answered = None
    return earlier
