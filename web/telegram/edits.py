"""A text that its writer changed in Telegram after it was sent to the bot as an answer."""

from sqlalchemy import select

from pipeline.answering import GIVEN, UNDER_WAY
from pipeline.reply_model import Reply
from pipeline.telegram_model import TelegramDraft
from web.languages import N_
from web.telegram.answers import Begun, write
from web.telegram.speech import place_of
from web.telegram.talk import Talk
from web.telegram.updates import Wish

_DRAFT = TelegramDraft.__table__.c


def edit(talk: Talk, wish: Wish) -> Begun | None:
    """Let the new text be the draft; of an answer that is given say that it stays as it is.

    Telegram tells of changes other than the text's, too, so the same text again is none.
    """
    mine = _DRAFT.person_id == talk.person.id, _DRAFT.message_id == talk.to
    asked = select(TelegramDraft).where(*mine).order_by(_DRAFT.id.desc()).limit(1)
    draft = talk.session.scalar(asked)
    if draft is not None and draft.text == wish.text:
        return None
    if draft is not None and draft.reply is not None and draft.reply.state in (*GIVEN, *UNDER_WAY):
        _tell_late(talk, draft, draft.reply)
        return None
    return write(talk, wish)


def tell_done(talk: Talk, wish: Wish) -> None:
    """Say that a remark went its way as it was."""
    said = N_("What was done with the earlier text is not changed by editing it.")
    talk.tell(talk.task(wish.number), talk.speech.say(said))


def _tell_late(talk: Talk, draft: TelegramDraft, reply: Reply) -> None:
    if reply.state in UNDER_WAY:
        told = N_("The answer is being posted with the earlier text; editing it here is too late.")
    else:
        told = N_(
            "The answer was given with the earlier text; editing it here changes nothing there. "
            "Change it at its place, or take it back in the desk."
        )
    place = reply.url or place_of(draft.task)
    desk = f"{talk.house.desk}/tasks/{draft.task_id}"
    talk.tell(draft.task, talk.speech.say(told), place, desk)
