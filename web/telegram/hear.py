"""One update of the Bot API, done with the rights of whoever sent it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline import audit
from pipeline.database import Unavailable
from pipeline.errors import OtklikError
from pipeline.task_model import Task
from pipeline.telegram_links import find_link, link
from pipeline.telegram_model import TelegramLink
from web.access import Right
from web.languages import N_, choose_language
from web.telegram import answers, approvals, deeds, edits, outbox, ready
from web.telegram.answers import Begun
from web.telegram.speech import Speech
from web.telegram.talk import House, Talk
from web.telegram.updates import Update, Verb, Wish, number_of, read_update, read_wish

# What is done, and the right it needs.
DEEDS: dict[Verb, tuple[Right, Callable[[Talk, Wish], Begun | None]]] = {
    Verb.HELP: (Right.READ, deeds.explain),
    Verb.QUEUE: (Right.READ, deeds.list_queue),
    Verb.SHOW: (Right.READ, deeds.show),
    Verb.UNCLEAR: (Right.READ, deeds.ask_task),
    Verb.TEXTLESS: (Right.ANSWER, deeds.ask_text),
    Verb.TAKE: (Right.ANSWER, deeds.take),
    Verb.OVER: (Right.ANSWER, deeds.take_over),
    Verb.SNOOZE: (Right.ANSWER, deeds.snooze),
    Verb.REASONS: (Right.ANSWER, deeds.ask_reason),
    Verb.DISMISS: (Right.ANSWER, deeds.dismiss),
    Verb.ANSWER: (Right.ANSWER, answers.write),
    Verb.SEND: (Right.ANSWER, answers.send),
    Verb.REWRITE: (Right.ANSWER, answers.rewrite),
    Verb.POSTED: (Right.ANSWER, answers.posted),
    Verb.EDIT: (Right.ANSWER, edits.edit),
    Verb.TEMPLATES: (Right.ANSWER, ready.list_templates),
    Verb.USE: (Right.ANSWER, ready.use),
    Verb.UNDO: (Right.ANSWER, deeds.take_back),
    Verb.APPROVE: (Right.APPROVE, approvals.approve),
    Verb.REMARKS: (Right.APPROVE, approvals.ask_remark),
    Verb.RETURN: (Right.APPROVE, approvals.send_back),
    Verb.DONE: (Right.APPROVE, edits.tell_done),
}
OF_TASKS = (
    *(Verb.TAKE, Verb.OVER, Verb.SNOOZE, Verb.DISMISS, Verb.ANSWER),
    *(Verb.EDIT, Verb.USE, Verb.UNDO),
)
STRANGER = N_(
    "This bot works for the people of a desk only. If you are one of them, make a code in the "
    "desk, under My settings, and send it here."
)


def hear(session: Session, house: House, raw: object, now: datetime) -> Begun | None:
    """Do what an update asks for, and keep what is to be said; an answer begun is to be posted."""
    update = read_update(raw, house.bot)
    if update is None:
        return None
    wish, known = read_wish(update), find_link(session, update.user)
    if wish.verb is Verb.NOTHING:
        return None
    if not update.private:
        _refuse_group(session, update, known, wish, now)
        return None
    if wish.verb is Verb.LINK:
        known = _link(session, house, update, wish, now)
        wish = Wish(Verb.HELP)
    elif known is None:
        _greet(session, house, update, OtklikError(STRANGER), now)
    if known is None:
        return None
    speech = Speech.to(known.person, now)
    talk = Talk(
        session, house, known.person, update.user, update.message, speech, number_of(raw) or 0
    )
    if update.press is not None:
        outbox.notice(session, update.user, update.press, "", now)
    return _do(talk, wish)


def apologize(session: Session, house: House, raw: object, now: datetime) -> None:
    """Say that an update could not be done; why stands in the log."""
    update = read_update(raw, house.bot)
    known = find_link(session, update.user) if update else None
    if update is not None and known is not None and update.private:
        said = Speech.to(known.person, now).say(N_("That did not work."))
        outbox.say(session, outbox.write_message(update.user, said, to=update.message), now)


def _do(talk: Talk, wish: Wish) -> Begun | None:
    """Do it, or say why not; then nothing of it is kept."""
    right, do = DEEDS[wish.verb]
    try:
        with talk.session.begin_nested():
            talk.must(right)
            talk.acts()
            return do(talk, wish)
    except Unavailable:
        raise
    except OtklikError as error:
        task = talk.session.get(Task, wish.number) if wish.verb in OF_TASKS else None
        said = talk.speech.explain(error)
        if task is None:
            talk.say(said)
        else:  # with its number: what is to be mended can be sent as a reply to this
            talk.tell(task, said)
        return None


def _link(
    session: Session, house: House, update: Update, wish: Wish, now: datetime
) -> TelegramLink | None:
    """Link a sender whose code is right; nobody is told more than that it is not."""
    try:
        made = link(session, wish.text, update.user, update.name, now)
    except OtklikError as error:
        _greet(session, house, update, error, now)
        return None
    if made is None:
        said = N_("This code is wrong, was used, or is too old. Make another one in the desk.")
        _greet(session, house, update, OtklikError(said), now)
        return None
    audit.acting(session, made.person, now)
    speech = Speech.to(made.person, now)
    told = speech.say(N_("You are %(name)s here from now on."), name=made.person.name)
    outbox.say(session, outbox.write_message(update.user, told), now)
    return made


def _greet(
    session: Session, house: House, update: Update, said: OtklikError, now: datetime
) -> None:
    """One line for somebody whom nobody here knows; no more of them than that takes."""
    if house.greets(update.user, now):
        speech = Speech(choose_language(update.language), "UTC", now)
        outbox.say(session, outbox.write_message(update.user, speech.explain(said)), now)


def _refuse_group(
    session: Session, update: Update, known: TelegramLink | None, wish: Wish, now: datetime
) -> None:
    """Say once to a linked person that a group is no place to answer; else keep silent."""
    meant = wish.verb is not Verb.UNCLEAR
    if known is None or update.chat is None or update.press is not None or not meant:
        return
    speech = Speech.to(known.person, now)
    told = speech.say(N_("I answer in a private chat only."))
    outbox.say(session, outbox.write_message(update.chat, told, to=update.message), now)
