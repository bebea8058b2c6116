"""A colleague's draft in Telegram: shown to those who let answers out, approved or sent back."""

from datetime import datetime

from pipeline import answering
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState
from pipeline.task_model import Task
from web.access import Right, may
from web.drafts import check
from web.languages import N_
from web.telegram.outbox import Button, Rows
from web.telegram.remarks import tell_remarks
from web.telegram.speech import Speech, tell_task, title
from web.telegram.talk import Talk
from web.telegram.updates import Wish

LONGEST_DRAFT = 2_000  # characters; the rest is read in the desk


def waits_for(person: Person, reply: Reply | None) -> bool:
    """Whether this draft waits, and this person may let it out."""
    if reply is None or reply.state is not ReplyState.ASKED or reply.task.status not in OPEN:
        return False
    return reply.person_id != person.id and may(person.role, Right.APPROVE)


def tell_draft(reply: Reply, reader: Person, desk: str, now: datetime) -> tuple[str, Rows]:
    """A draft with what the check says of it and what it answers, and its buttons."""
    speech, task = Speech.to(reader, now), reply.task
    whole = len(reply.text) <= LONGEST_DRAFT
    lines = [
        title(task, speech, reply.id),
        speech.say(N_("%(name)s asks you to approve the answer:"), name=_writer(reply)),
        f"«{reply.text if whole else reply.text[:LONGEST_DRAFT] + '…'}»",
        "" if whole else speech.say(N_("Read the rest in the desk before you approve it.")),
        *tell_remarks(check(task, reply.text, reply.person or reader), speech),
        tell_task(task, speech, desk, ask=False),
        speech.say(N_("To send it back, reply to this message with what is to be changed.")),
    ]
    rows = [
        [
            Button(speech.say(N_("Approve")), f"approve:{reply.id}"),
            Button(speech.say(N_("Send back")), f"remarks:{reply.id}"),
        ]
    ]
    return "\n".join(line for line in lines if line), rows


def show_waiting(talk: Talk, task: Task) -> None:
    """Show a task's draft to whoever may let it out."""
    reply = answering.latest(talk.session, task)
    if reply is not None and waits_for(talk.person, reply):
        told, rows = tell_draft(reply, talk.person, talk.house.desk, talk.now)
        talk.say(told, rows)


def approve(talk: Talk, wish: Wish) -> None:
    """Let a colleague's draft go out."""
    reply = _find(talk, wish.number)
    answering.approve(talk.session, reply, talk.person, talk.now)
    said = N_("Approved; it is for %(name)s to send it now.")
    talk.tell(reply.task, talk.speech.say(said, name=_writer(reply)))


def ask_remark(talk: Talk, wish: Wish) -> None:
    """Say how to send a draft back: with a remark."""
    reply = _find(talk, wish.number)
    said = talk.speech.say(N_("Reply to this message with what is to be changed."))
    talk.say(f"{title(reply.task, talk.speech, reply.id)}\n{said}")


def send_back(talk: Talk, wish: Wish) -> None:
    """Give a draft back to its writer with a remark."""
    reply = _find(talk, wish.number)
    answering.send_back(talk.session, reply, talk.person, wish.text, talk.now)
    told = talk.speech.say(N_("Sent back to %(name)s with your remark."), name=_writer(reply))
    talk.tell(reply.task, told)


def _find(talk: Talk, number: int) -> Reply:
    """A draft with its task held; raises OtklikError where a newer one took its place."""
    reply = talk.session.get(Reply, number)
    if reply is None:
        raise OtklikError("this draft is not there any more; write the answer again")
    return answering.find_reply(talk.session, talk.task(reply.task_id), number)


def _writer(reply: Reply) -> str:
    return reply.person.name if reply.person else reply.task.mention.brand.brand.name
