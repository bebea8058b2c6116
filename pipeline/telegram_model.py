"""The tables of the Telegram bot: whom it knows, how far it has heard, what it still has to say."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base
from pipeline.people_model import Person
from pipeline.reply_model import Reply
from pipeline.states import ReplyState
from pipeline.task_model import Task


class TelegramLink(Base):
    """A person's Telegram account, or the code with which they will link one."""

    __tablename__ = "telegram_links"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)  # None: not linked yet
    called: Mapped[str | None]  # as Telegram names the account
    linked: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(unique=True)  # of the code; None: it was used
    expires: Mapped[datetime | None]
    quiet: Mapped[str | None]  # as 22:00-08:00, in the person's zone
    wake: Mapped[float] = mapped_column(default=3.0)  # comes at any hour
    unassigned: Mapped[bool] = mapped_column(default=True)  # told, too
    brands: Mapped[list[str]] = mapped_column(default=list)  # of those; or all

    person: Mapped[Person] = relationship()


class TelegramBot(Base):
    """How far a bot has heard and told; a token of another bot begins anew."""

    __tablename__ = "telegram_bots"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    reached: Mapped[int] = mapped_column(BigInteger, default=0)  # the last update that was heard
    heard: Mapped[datetime | None]  # when that was
    told: Mapped[int] = mapped_column(default=0)  # the last change of a task that was looked at
    asked: Mapped[datetime | None]  # when Telegram last answered
    trouble: Mapped[str | None]  # why it does not


class TelegramDraft(Base):
    """An answer that somebody wrote in Telegram, and what they were told became of it."""

    __tablename__ = "telegram_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)  # None: from a template alone
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    made: Mapped[datetime]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("templates.id"))
    known: Mapped[int | None]  # the latest reply to the task that its writer was shown
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), index=True)
    told: Mapped[ReplyState | None]

    task: Mapped[Task] = relationship()
    person: Mapped[Person] = relationship()
    reply: Mapped[Reply | None] = relationship()


class TelegramSaying(Base):
    """What the bot says next; gone once Telegram has taken it."""

    __tablename__ = "telegram_sayings"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger, index=True)
    method: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    made: Mapped[datetime]
