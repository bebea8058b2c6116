"""Answers written in Telegram: checked, approved, posted and recorded as in the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pipeline import answering, promises, publishing
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.posting.ways import Way
from pipeline.reply_model import Reply
from pipeline.states import ReplyState
from pipeline.task_model import Task
from pipeline.telegram_model import TelegramDraft
from web.drafts import check
from web.languages import N_
from web.telegram.outbox import Rows
from web.telegram.remarks import tell_remarks
from web.telegram.speech import LONGEST_QUOTE, Speech, place_of, quote
from web.telegram.talk import Talk
from web.telegram.updates import Wish

SEND_AGAIN = (ReplyState.APPROVED, ReplyState.REFUSED)
GOING_ON = timedelta(days=1)  # who writes later than that begins anew
_DRAFT = TelegramDraft.__table__.c


@dataclass(frozen=True)
class Begun:
    """An answer that is stored, and that the platform is to be asked to post."""

    reply_id: int
    person_id: int
    text: str
    key: str
    way: Way


def write(talk: Talk, wish: Wish) -> Begun | None:
    """Make a text the draft of a task's answer."""
    task = talk.task(wish.number)
    begun_with = _begun_with(talk.session, task, talk.person, talk.now)
    return propose(talk, task, wish.text, template_id=begun_with, message=talk.to)


def propose(
    talk: Talk, task: Task, typed: str, *, template_id: int | None, message: int | None
) -> Begun | None:
    """Keep a draft and let it go on its way; what would appear in public is asked about first.

    A text that nobody typed (`message` is None) goes nowhere before it was shown.
    """
    text = answering.may_go_out(talk.session, task, typed)
    theirs = _unseen(talk.session, task, talk.person)
    draft = TelegramDraft(
        update_id=talk.update_id,
        task=task,
        person=talk.person,
        text=text,
        made=talk.now,
        message_id=message,
        template_id=template_id,
        known=theirs.id if theirs else None,
    )
    talk.session.add(draft)
    talk.session.flush()
    way = publishing.way_for(talk.session, task, talk.house.accounts)
    places = check(task, text, talk.person, way.longest if way else None)
    must_ask = _must_ask(talk.session, task, text)
    public = way is not None and not must_ask
    unseen = must_ask and message is None
    if not (places or theirs or public or unseen):
        return _send(talk, task, draft)
    go_on = N_("Ask for approval") if must_ask else N_("Post it")
    talk.tell(
        task,
        _tell_theirs(theirs, talk.speech),
        *tell_remarks(places, talk.speech),
        talk.speech.say(N_("It will be posted as %(account)s."), account=way) if public else "",
        talk.speech.due(task),
        rows=_choices(talk, draft, N_("Send anyway") if places or theirs else go_on),
    )
    if message is None:
        talk.say(text, copied=True)
    return None


def send(talk: Talk, wish: Wish) -> Begun | None:
    """Let a draft go on its way, as it is."""
    draft = _find(talk, wish.number)
    if draft.reply_id is not None and draft.told not in SEND_AGAIN:
        raise OtklikError(
            "this answer is on its way already; look at task %(task)s in the desk",
            task=draft.task_id,
        )
    return _send(talk, talk.task(draft.task_id), draft)


def rewrite(talk: Talk, wish: Wish) -> None:
    """Say how to write an answer anew."""
    draft = _find(talk, wish.number)
    talk.tell(draft.task, talk.speech.say(N_("Reply to this message with the new text.")))


def posted(talk: Talk, wish: Wish) -> None:
    """Record an answer that the person has published."""
    draft = _find(talk, wish.number)
    task = talk.task(draft.task_id)
    answering.must_know(talk.session, task, talk.person, draft.known)
    begun_with = draft.template_id
    reply = answering.record(
        talk.session, task, talk.person, draft.text, None, begun_with, talk.now
    )
    _bind(draft, reply)
    told = talk.speech.say(N_("The answer is recorded."))
    talk.tell(task, told, speed(talk, task), rows=talk.undoing(task))


def hand_over(talk: Talk, task: Task, draft: TelegramDraft, *lines: str, rows: Rows = ()) -> None:
    """Give the text back to be copied, and where it belongs."""
    talk.tell(
        task,
        *lines,
        talk.speech.say(N_("Copy the text below and answer there; then press the button.")),
        place_of(task),
        talk.speech.due(task),
        rows=[*rows, [talk.button(N_("I have posted it"), f"posted:{draft.id}")]],
    )
    talk.say(draft.text, copied=True)


def speed(talk: Talk, task: Task) -> str:
    """How long the author waited, and how that is to what was promised."""
    speech, answered = talk.speech, task.replied or talk.now
    took = speech.lasted(answered - promises.promise_clocks(task).found)
    told = speech.say(N_("Answered %(time)s after it was found."), time=took)
    stands = promises.standing(promises.read_book(talk.session), task, talk.now)
    if stands is None or stands.due is None:
        return told
    late = answered > stands.due
    than = N_("That is %(time)s late.") if late else N_("That is %(time)s before it was due.")
    return f"{told} {speech.say(than, time=speech.lasted(abs(stands.due - answered)))}"


def _send(talk: Talk, task: Task, draft: TelegramDraft) -> Begun | None:
    """By the way that is open: to a second person, to the platform, or by hand."""
    answering.must_know(talk.session, task, talk.person, draft.known)
    if _must_ask(talk.session, task, draft.text):
        began = draft.template_id
        _bind(draft, answering.ask(talk.session, task, talk.person, draft.text, began, talk.now))
        talk.tell(
            task,
            talk.speech.say(N_("A second person is asked to approve the answer.")),
            talk.speech.due(task),
        )
        return None
    way = publishing.way_for(talk.session, task, talk.house.accounts)
    if way is None:
        answering.may_go_out(talk.session, task, draft.text)
        hand_over(talk, task, draft)
        return None
    reply = publishing.begin(
        talk.session, task, talk.person, draft.text, draft.template_id, way, talk.now
    )
    _bind(draft, reply)
    return Begun(reply.id, talk.person.id, reply.text, reply.key, way)


def _bind(draft: TelegramDraft, reply: Reply) -> None:
    """From now on its writer is told what becomes of the reply."""
    draft.reply, draft.told = reply, reply.state


def _find(talk: Talk, number: int) -> TelegramDraft:
    draft = talk.session.get(TelegramDraft, number)
    if draft is None or draft.person_id != talk.person.id:
        raise OtklikError("this draft is not there any more; write the answer again")
    if _was_edited(talk.session, draft):
        raise OtklikError("you edited this text since; use the buttons of the newest message")
    return draft


def _was_edited(session: Session, draft: TelegramDraft) -> bool:
    if draft.message_id is None:
        return False
    theirs = _DRAFT.person_id == draft.person_id, _DRAFT.message_id == draft.message_id
    return bool(session.scalar(select(exists().where(*theirs, _DRAFT.id > draft.id))))


def _begun_with(session: Session, task: Task, person: Person, now: datetime) -> int | None:
    """The template that somebody chose for the answer which they go on writing."""
    mine = _DRAFT.task_id == task.id, _DRAFT.person_id == person.id, _DRAFT.made > now - GOING_ON
    asked = select(TelegramDraft).where(*mine).order_by(_DRAFT.id.desc()).limit(1)
    last = session.scalar(asked)
    under_way = last is not None and (last.reply is None or last.reply.state not in answering.GIVEN)
    return last.template_id if last is not None and under_way else None


def _must_ask(session: Session, task: Task, text: str) -> bool:
    """Whether a second person has to approve this text first."""
    last = answering.latest(session, task)
    let_out = last is not None and (
        last.state is ReplyState.APPROVED
        or (last.state is ReplyState.REFUSED and last.approver is not None)
    )
    same = last is not None and answering.same(last.text, text)
    return answering.needs_approval(task) and not (let_out and same)


def _unseen(session: Session, task: Task, person: Person) -> Reply | None:
    """An answer of a colleague that this person may not have seen."""
    try:
        answering.must_know(session, task, person, None)
    except OtklikError:
        return answering.latest(session, task)
    return None


def _tell_theirs(theirs: Reply | None, speech: Speech) -> str:
    if theirs is None:
        return ""
    who = theirs.person.name if theirs.person else theirs.task.mention.brand.brand.name
    told = speech.say(N_("%(name)s wrote an answer already:"), name=who)
    return f"{told} «{quote(theirs.text, LONGEST_QUOTE)}»"


def _choices(talk: Talk, draft: TelegramDraft, go_on: str) -> Rows:
    return [
        [
            talk.button(go_on, f"send:{draft.id}"),
            talk.button(N_("Rewrite"), f"rewrite:{draft.id}"),
        ]
    ]
