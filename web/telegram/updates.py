"""What an update of the Bot API says, and what its sender wants by it.  (pure)"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.telegram_links import read_code

LARGEST = 2**52  # of Telegram's numbers
LARGEST_ROW = 2**31
LONGEST = 20_000  # letters of a text
# How everything begins that the bot says of a task, or of a draft that waits for approval.
_TITLE = re.compile(r"№(\d{1,10})\b(?: ✎(\d{1,10})\b)?")
_COMMAND = re.compile(r"/([a-z]+)(\d{1,10})?(?:@\w{1,64})?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_PRESSED = re.compile(r"([a-z]{1,12}):(\d{1,10})(?::(\d{1,16}))?")


class Verb(StrEnum):
    """What somebody wants of the bot."""

    HELP = "help"
    QUEUE = "queue"
    LINK = "link"
    SHOW = "show"  # a task
    ANSWER = "answer"  # a task, with a text
    TAKE = "take"
    OVER = "over"  # take it from a colleague
    SNOOZE = "snooze"
    REASONS = "reasons"  # for which a task can be dismissed
    DISMISS = "dismiss"
    SEND = "send"  # a draft, as it is
    REWRITE = "rewrite"
    POSTED = "posted"  # a draft, by hand
    EDIT = "edit"  # the text that was sent as an answer
    TEMPLATES = "templates"  # that fit a task
    USE = "use"  # a template
    UNDO = "undo"  # what one has just done
    APPROVE = "approve"  # a colleague's draft
    REMARKS = "remarks"  # how to send it back
    RETURN = "return"  # it, with a remark
    DONE = "done"  # a remark was edited that went its way
    NOTHING = "nothing"
    TEXTLESS = "textless"  # an answer without words: a picture, a voice
    UNCLEAR = "unclear"


PRESSED = (
    *(Verb.TAKE, Verb.OVER, Verb.SNOOZE, Verb.REASONS, Verb.DISMISS),
    *(Verb.SEND, Verb.REWRITE, Verb.POSTED),
    *(Verb.TEMPLATES, Verb.USE, Verb.UNDO, Verb.APPROVE, Verb.REMARKS),
)


@dataclass(frozen=True)
class Update:
    """A message to the bot, or a button pressed below one of its own."""

    user: int
    name: str
    language: str
    chat: int | None  # None: a button below a message that is too old
    private: bool
    message: int | None
    text: str | None = None  # None: a picture, a voice, a button
    about: int | None = None  # the task of the message that is answered
    draft: int | None = None  # the draft of a colleague that this message showed
    edited: bool = False  # a message that was heard before
    press: str | None = None  # how Telegram names the press of a button
    data: str = ""


@dataclass(frozen=True)
class Wish:
    """What somebody wants, of which task or draft; the choice is a place, a row or a moment."""

    verb: Verb
    number: int = 0
    text: str = ""
    choice: int = 0


def number_of(raw: object) -> int | None:
    """The number of an update; None for what is none."""
    return _whole(raw.get("update_id")) if isinstance(raw, dict) else None


def read_update(raw: object, bot: int) -> Update | None:
    """The update, as far as it is one that we asked for and a person sent it."""
    if not isinstance(raw, dict):
        return None
    pressed = raw.get("callback_query")
    if isinstance(pressed, dict):
        return _read_press(pressed)
    edited = raw.get("edited_message")
    message = raw.get("message") if edited is None else edited
    if not isinstance(message, dict):
        return None
    return _read_message(message, bot, edited=edited is not None)


def read_wish(update: Update) -> Wish:
    """What an update asks for; nothing is trusted that a button says."""
    if update.press is not None:
        return _read_data(update.data)
    text = (update.text or "").strip()
    if update.edited:
        return _read_edited(update, text)
    if command := _COMMAND.fullmatch(text):
        return _read_command(command)
    if update.about is not None:
        wanted = Wish(Verb.ANSWER, update.about, text)
        if update.draft is not None:
            wanted = Wish(Verb.RETURN, update.draft, text)
        return wanted if text else Wish(Verb.TEXTLESS, update.about)
    code = read_code(text)
    return Wish(Verb.LINK, text=code) if code else Wish(Verb.UNCLEAR)


def _read_edited(update: Update, text: str) -> Wish:
    """Only of what was an answer to something it matters that it reads otherwise now."""
    if update.about is None or not text or _COMMAND.fullmatch(text):
        return Wish(Verb.NOTHING)
    if update.draft is not None:
        return Wish(Verb.DONE, update.about)
    return Wish(Verb.EDIT, update.about, text)


def _read_command(command: re.Match[str]) -> Wish:
    name, number, rest = command[1].casefold(), command[2], (command[3] or "").strip()
    if name in ("start", "link") and (code := read_code(rest)):
        return Wish(Verb.LINK, text=code)
    if name == "t" and number and int(number) < LARGEST_ROW:
        return Wish(Verb.SHOW, int(number))
    if name == "queue" and not number:
        return Wish(Verb.QUEUE)
    return Wish(Verb.HELP)


def _read_data(data: str) -> Wish:
    found = _PRESSED.fullmatch(data)
    if found is None or found[1] not in PRESSED or int(found[2]) >= LARGEST_ROW:
        return Wish(Verb.UNCLEAR)
    return Wish(Verb(found[1]), int(found[2]), choice=int(found[3] or 0))


def _read_press(pressed: dict[str, Any]) -> Update | None:
    sender, press = pressed.get("from"), pressed.get("id")
    user = _user(sender)
    if user is None or not isinstance(press, str) or not isinstance(sender, dict):
        return None
    below = pressed.get("message")
    chat, private, message = _place(below) if isinstance(below, dict) else (None, False, None)
    data = pressed.get("data")
    return Update(
        *(user, _name(sender), _text(sender.get("language_code")), chat, private, message),
        press=press[:64],
        data=data if isinstance(data, str) else "",
    )


def _read_message(message: dict[str, Any], bot: int, *, edited: bool) -> Update | None:
    sender = message.get("from")
    user = _user(sender)
    chat, private, number = _place(message)
    if user is None or chat is None or not isinstance(sender, dict):
        return None
    answered = message.get("reply_to_message")
    ours = isinstance(answered, dict) and _whole_of(answered.get("from"), "id") == bot
    about, draft = _read_title(answered) if ours and isinstance(answered, dict) else (None, None)
    text = message.get("text")
    return Update(
        *(user, _name(sender), _text(sender.get("language_code")), chat, private, number),
        text=_text(text) if isinstance(text, str) else None,
        about=about,
        draft=draft,
        edited=edited,
    )


def _read_title(answered: dict[str, Any]) -> tuple[int | None, int | None]:
    """The task and draft that a message of ours is about; a text to be copied is about none."""
    entities = answered.get("entities")
    if isinstance(entities, list) and any(
        isinstance(one, dict) and one.get("type") == "pre" and one.get("offset") == 0
        for one in entities
    ):
        return None, None
    found = _TITLE.match(_text(answered.get("text")))
    if found is None or max(int(found[1]), int(found[2] or 0)) >= LARGEST_ROW:
        return None, None
    return int(found[1]), int(found[2]) if found[2] else None


def _place(message: dict[str, Any]) -> tuple[int | None, bool, int | None]:
    chat = message.get("chat")
    kind = chat.get("type") if isinstance(chat, dict) else None
    return _whole_of(chat, "id"), kind == "private", _whole(message.get("message_id"))


def _user(sender: object) -> int | None:
    """Who sent it; None for a bot."""
    if not isinstance(sender, dict) or sender.get("is_bot") is True:
        return None
    return _whole(sender.get("id"))


def _name(sender: dict[str, Any]) -> str:
    named = _text(sender.get("username"))
    return f"@{named}" if named else _text(sender.get("first_name"))


def _whole_of(thing: object, name: str) -> int | None:
    return _whole(thing.get(name)) if isinstance(thing, dict) else None


def _whole(value: object) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST
    return value if fits and isinstance(value, int) else None


def _text(value: object) -> str:
    """A text that every database takes: no half letters, no zeros."""
    if not isinstance(value, str):
        return ""
    return value[:LONGEST].replace("\0", "").encode("utf-8", "replace").decode()
