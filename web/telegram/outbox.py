"""What the bot says: kept with what it answers, sent afterwards, forgotten once it is taken."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.database import Database
from pipeline.telegram_model import TelegramSaying
from web.telegram.bot import Bot, BotError

LONGEST = 4096  # of Telegram's units, UTF-16
LONGEST_NOTICE = 200
AT_ONCE = 100
TIMELY = timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Button:
    """A button below a message, and what it sends."""

    label: str
    data: str


Rows = Sequence[Sequence[Button]]


def write_message(
    chat: int, text: str, rows: Rows = (), *, to: int | None = None, copied: bool = False
) -> dict[str, Any]:
    """The parameters of sendMessage: plain text without a parse mode, so that none is markup.

    A tap on what is `copied` copies it.
    """
    shown = cut(text)
    said: dict[str, Any] = {
        "chat_id": chat,
        "text": shown,
        "link_preview_options": {"is_disabled": True},
    }
    if rows:
        keys = [[{"text": key.label, "callback_data": key.data} for key in row] for row in rows]
        said["reply_markup"] = {"inline_keyboard": keys}
    if to is not None:
        said["reply_parameters"] = {"message_id": to, "allow_sending_without_reply": True}
    if copied:
        said["entities"] = [{"type": "pre", "offset": 0, "length": _units(shown)}]
    return said


def cut(text: str) -> str:
    """As much of a text as a message holds."""
    if _units(text) <= LONGEST:
        return text
    raw = text.encode("utf-16-le")[: (LONGEST - 1) * 2]
    return raw.decode("utf-16-le", "ignore").rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def say(session: Session, message: dict[str, Any], now: datetime) -> None:
    """Keep a message until Telegram has taken it."""
    row = {"chat": message["chat_id"], "method": "sendMessage", "parameters": message, "made": now}
    session.add(TelegramSaying(**row))


def notice(session: Session, user: int, press: str, text: str, now: datetime) -> None:
    """Say shortly that a button was pressed; Telegram shows a clock on it until then."""
    told = {"callback_query_id": press, "text": text[:LONGEST_NOTICE]}
    session.add(TelegramSaying(chat=user, method="answerCallbackQuery", parameters=told, made=now))


def send_all(database: Database, bot: Bot, now: datetime) -> None:
    """Send what is kept, in its order; raises BotError where it has to wait.

    What Telegram refuses is dropped (the person blocked the bot), and what comes too late.
    """
    while True:
        with database.reading() as session:
            asked = select(TelegramSaying).order_by(TelegramSaying.id).limit(AT_ONCE)
            rows = session.scalars(asked).all()
        if not rows:
            return
        for row in rows:
            if now - row.made < TIMELY:
                _send(bot, row)
            with database.writing() as session:
                sent = session.get(TelegramSaying, row.id)
                if sent is not None:
                    session.delete(sent)


def _send(bot: Bot, row: TelegramSaying) -> None:
    try:
        bot.call(row.method, row.parameters)
    except BotError as error:
        if error.passing:
            raise
        log.warning("telegram: %s of saying %s: %s", row.method, row.id, error)
