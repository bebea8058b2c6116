"""An answer on its way out: drafted, approved by a second person where that is asked, recorded."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from pipeline import calls, desk
from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.replies import must_be_filled
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.triage import BANDS, band

ASKED, RETURNED, APPROVED = ReplyState.ASKED, ReplyState.RETURNED, ReplyState.APPROVED
GIVEN = (ReplyState.POSTED, ReplyState.RECORDED, ReplyState.OUTSIDE)
UNDER_WAY = (ReplyState.POSTING, ReplyState.UNKNOWN)
# What stands in the history of a task.
DRAFTED, LET_OUT, SENT_BACK = "draft", "approved", "sent back"
_REPLY = Reply.__table__.c


def needs_approval(task: Task) -> bool:
    """Whether the brand wants a second person to read an answer to this task."""
    wanted = task.mention.brand.brand.approve_from
    return wanted is not None and BANDS.index(band(task.priority)) <= BANDS.index(wanted)


def latest(session: Session, task: Task) -> Reply | None:
    """The reply that is being written, or the last one given."""
    asked = select(Reply).where(_REPLY.task_id == task.id).order_by(_REPLY.id.desc()).limit(1)
    return session.scalar(asked)


def last_given(session: Session, task: Task) -> Reply | None:
    """The last answer that stands in public."""
    asked = select(Reply).where(_REPLY.task_id == task.id, _REPLY.state.in_(GIVEN))
    return session.scalar(asked.order_by(_REPLY.posted.desc(), _REPLY.id.desc()).limit(1))


def waiting(session: Session) -> list[Reply]:
    """The drafts that wait for a second person, the longest wait first."""
    asked = (
        select(Reply)
        .where(_REPLY.state == ASKED)
        .options(joinedload(Reply.task).joinedload(Task.mention).joinedload(Mention.post))
        .options(joinedload(Reply.task).joinedload(Task.mention).joinedload(Mention.brand))
        .options(joinedload(Reply.person))
        .order_by(_REPLY.written, _REPLY.id)
    )
    return [reply for reply in session.scalars(asked) if reply.task.status in OPEN]


def asked_drafts() -> Select[int]:
    """The question how many drafts wait for a second person."""
    asked = select(func.count()).where(Task.__table__.c.reply_state == ASKED)
    # Said the other way round, lest a database go through all open tasks instead of the asked ones.
    closed = tuple(status for status in TaskStatus if status not in OPEN)
    return asked.where(Task.__table__.c.status.not_in(closed))


def find_reply(session: Session, task: Task, reply_id: int | None) -> Reply:
    """The reply a form speaks of; raises OtklikError when a newer one took its place."""
    last = latest(session, task)
    if last is None or last.id != reply_id:
        raise OtklikError(
            "another answer to task %(task)s was written meanwhile; look again", task=task.id
        )
    return last


def must_know(session: Session, task: Task, person: Person, known: int | None) -> None:
    """Raise OtklikError where a colleague wrote an answer that this person has not seen.

    `known` is the reply that the form showed.
    """
    last = latest(session, task)
    if last is None or last.id == known or last.person_id == person.id:
        return
    if last.state in (*GIVEN, *UNDER_WAY, ASKED, APPROVED):
        raise OtklikError(
            "%(name)s wrote an answer to task %(task)s meanwhile; look at it before yours goes out",
            name=last.person.name if last.person else (last.task.mention.brand.brand.name),
            task=task.id,
        )


def ask(
    session: Session, task: Task, person: Person, text: str, template_id: int | None, now: datetime
) -> Reply:
    """Ask a second person to approve a draft; a newer draft takes the place of an older one.

    A task that nobody has is its writer's from now on, as with an answer that is recorded.
    """
    said = may_go_out(session, task, text)
    older = latest(session, task)
    if older is not None and older.state is ASKED:
        older.state = RETURNED
    reply = _write(session, task, person, said, template_id, now)
    stand(reply, ASKED)
    if task.assignee_id is None:
        desk.take(session, task, person, now)
    _note(session, task, DRAFTED, said, person, now)
    return reply


def approve(session: Session, reply: Reply, person: Person, now: datetime) -> None:
    """Let a draft go out; nobody approves what they wrote themselves."""
    _decide(reply, person, APPROVED, None, now)
    _tell_author(session, reply, _note(session, reply.task, LET_OUT, None, person, now))


def send_back(session: Session, reply: Reply, person: Person, remark: str, now: datetime) -> None:
    """Give a draft back to its author, and say why."""
    said = desk.must_say(remark, "a remark", "remark")
    _decide(reply, person, RETURNED, said, now)
    _tell_author(session, reply, _note(session, reply.task, SENT_BACK, said, person, now))


def record(
    session: Session,
    task: Task,
    person: Person,
    text: str,
    url: str | None,
    template_id: int | None,
    now: datetime,
) -> Reply:
    """Record an answer that a person published; raises OtklikError while it needs approval."""
    said = may_go_out(session, task, text)
    last = last_given(session, task)
    if last is not None and same(last.text, said):
        return _give_address(session, last, person, url, now)
    reply = ready(session, task, person, said, template_id, now)
    desk.answer(session, task, person, said, url, now)
    give(reply, ReplyState.RECORDED, task.reply_url, now)
    return reply


def _give_address(
    session: Session, given: Reply, person: Person, url: str | None, now: datetime
) -> Reply:
    """The same answer again is none; it can only be told where it stands."""
    if not url or url == given.url:
        raise OtklikError("this very answer was given already; write another one")
    desk.give_address(session, given.task, url, person, now)
    given.url = given.task.reply_url
    return given


def ready(
    session: Session, task: Task, person: Person, text: str, template_id: int | None, now: datetime
) -> Reply:
    """The reply that may go out with this text: the approved one, or a new one."""
    text = may_go_out(session, task, text)
    last = latest(session, task)
    if last is not None and last.state is APPROVED and same(last.text, text):
        return last
    refused = last is not None and last.state is ReplyState.REFUSED and last.approver is not None
    if last is not None and refused and same(last.text, text):
        return _again(session, last, person, now)  # approved, but the platform did not take it
    if needs_approval(task):
        if last is not None and last.state is APPROVED:
            raise OtklikError("the text was changed since it was approved; ask for approval again")
        raise OtklikError("answers to this task need a second person's approval; ask for it first")
    return _write(session, task, person, text, template_id, now)


def give(reply: Reply, state: ReplyState, url: str | None, now: datetime) -> None:
    """The reply stands in public from now on."""
    reply.posted, reply.url = now, url
    reply.stars_before = reply.task.mention.post.latest_stars
    stand(reply, state)


def same(one: str, other: str) -> bool:
    """Whether two texts differ in spaces and ends of lines at most."""
    return one.split() == other.split()


def may_go_out(session: Session, task: Task, text: str) -> str:
    """The text as it goes out; raises OtklikError for one that must not."""
    if task.status not in OPEN:
        raise OtklikError(
            "task %(task)s is %(status)s and cannot be answered; reopen it",
            task=task.id,
            status=task.status,
        )
    last = latest(session, task)
    if last is not None and last.state in UNDER_WAY:
        raise OtklikError(
            "an answer to task %(task)s is being posted, or may stand there already; look at "
            "the place and say first what became of it",
            task=task.id,
        )
    must_be_filled(text)
    return desk.must_say(text, "a reply")


def _write(
    session: Session, task: Task, person: Person, text: str, template_id: int | None, now: datetime
) -> Reply:
    known = template_id is not None and session.get(TemplateRow, template_id) is not None
    reply = Reply(
        task=task,
        state=APPROVED,
        text=text,
        person=person,
        template_id=template_id if known else None,
        written=now,
        key=uuid4().hex,
    )
    session.add(reply)
    return reply


def _again(session: Session, refused: Reply, person: Person, now: datetime) -> Reply:
    """Another attempt with a text that was approved before."""
    reply = _write(session, refused.task, person, refused.text, refused.template_id, now)
    reply.approver, reply.decided = refused.approver, refused.decided
    return reply


def _decide(
    reply: Reply, person: Person, state: ReplyState, remark: str | None, now: datetime
) -> None:
    if reply.state is not ASKED:
        raise OtklikError("this draft does not wait for approval any more; look at the task again")
    if reply.person is person:
        raise OtklikError("nobody approves their own draft; ask another manager")
    reply.approver, reply.decided, reply.remark = person, now, remark
    stand(reply, state)


def stand(reply: Reply, state: ReplyState) -> None:
    """Say where a reply stands, on its task, too: lists show it."""
    reply.state = state
    reply.task.reply_state = state


def _note(
    session: Session, task: Task, what: str, after: str | None, person: Person, now: datetime
) -> TaskChange:
    change = TaskChange(task=task, person=person, at=now, what=what, after=after)
    session.add(change)
    return change


def _tell_author(session: Session, reply: Reply, decided: TaskChange) -> None:
    """Whoever wrote the draft has to go on with it, and finds it among what they are called to."""
    if reply.person is not None:
        calls.call(session, decided, [reply.person], decided.at)
