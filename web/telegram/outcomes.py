"""What became of answers that were written in Telegram, told to who wrote them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import publishing
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.reply_model import Reply
from pipeline.states import ReplyState
from pipeline.telegram_model import TelegramDraft, TelegramLink
from web.access import Right, may
from web.languages import N_
from web.telegram.answers import hand_over, speed
from web.telegram.speech import Speech, place_of
from web.telegram.talk import House, Talk

LONG_AGO = timedelta(days=30)
_REPLY, _DRAFT = Reply.__table__.c, TelegramDraft.__table__.c


def tell_outcomes(database: Database, house: House, now: datetime) -> None:
    """Tell the writers of answers what became of these since."""
    changed = (
        select(TelegramDraft)
        .join(TelegramDraft.reply)
        .where(_DRAFT.told != _REPLY.state, _DRAFT.made > now - LONG_AGO)
    )
    with database.reading() as session:
        numbers = [draft.id for draft in session.scalars(changed)]
    for number in numbers:
        with database.writing() as session:
            _tell_outcome(session, house, session.get_one(TelegramDraft, number), now)


def _tell_outcome(session: Session, house: House, draft: TelegramDraft, now: datetime) -> None:
    link = session.get(TelegramLink, draft.person_id)
    if draft.reply is None:
        return
    if link is None or link.user_id is None or not may(link.person.role, Right.ANSWER):
        draft.told = draft.reply.state
        return
    speech = Speech.to(link.person, now)
    tell = TOLD.get(draft.reply.state)
    draft.told = draft.reply.state
    if tell is not None:
        tell(Talk(session, house, link.person, link.user_id, None, speech), draft, draft.reply)


def _tell_posted(talk: Talk, draft: TelegramDraft, reply: Reply) -> None:
    told = talk.speech.say(N_("The answer is posted."))
    talk.tell(draft.task, told, reply.url or "", speed(talk, draft.task))


def _tell_returned(talk: Talk, draft: TelegramDraft, reply: Reply) -> None:
    if reply.approver is None:  # a newer draft took its place
        return
    told = talk.speech.say(N_("%(name)s sent the answer back:"), name=reply.approver.name)
    anew = talk.speech.say(N_("Reply to this message with the new text."))
    talk.tell(draft.task, f"{told} {reply.remark or ''}", anew)


def _tell_approved(talk: Talk, draft: TelegramDraft, reply: Reply) -> None:
    who = reply.approver.name if reply.approver else ""
    told = talk.speech.say(N_("%(name)s approved the answer."), name=who)
    if publishing.way_for(talk.session, draft.task, talk.house.accounts) is None:
        hand_over(talk, draft.task, draft, told)
    else:
        rows = [[talk.button(N_("Post it"), f"send:{draft.id}")]]
        talk.tell(draft.task, told, talk.speech.due(draft.task), rows=rows)


def _tell_refused(talk: Talk, draft: TelegramDraft, reply: Reply) -> None:
    told = talk.speech.say(N_("The platform refused the answer; nothing was posted."))
    why = talk.speech.explain(OtklikError(reply.error)) if reply.error else ""
    again = [[talk.button(N_("Post it"), f"send:{draft.id}")]]
    hand_over(talk, draft.task, draft, told, why, rows=again)


def _tell_unknown(talk: Talk, draft: TelegramDraft, _reply: Reply) -> None:
    told = N_("It is not known whether the answer was posted: look at the place.")
    desk = f"{talk.house.desk}/tasks/{draft.task_id}"
    talk.tell(draft.task, talk.speech.say(told), place_of(draft.task), desk)


# Of other states its writer knows already, or has nothing of it.
TOLD: dict[ReplyState, Callable[[Talk, TelegramDraft, Reply], None]] = {
    ReplyState.POSTED: _tell_posted,
    ReplyState.RETURNED: _tell_returned,
    ReplyState.APPROVED: _tell_approved,
    ReplyState.REFUSED: _tell_refused,
    ReplyState.UNKNOWN: _tell_unknown,
}
