"""The tables of alerts: what fired, what went out, who gets it when, what is muted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base
from pipeline.people_model import Person


class Alert(Base):
    """A rule fired; one row however often the line runs."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("rule", "key"),
        Index("alerts_by_mention", "mention_id"),
        Index("alerts_by_batch", "batch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    key: Mapped[str]  # what fired it; alerts.rules says what makes it
    at: Mapped[datetime]
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mentions.id"))
    level: Mapped[float]  # how bad it was: only worse news of the same incident is told again
    value: Mapped[float | None]  # of a measured thing
    batch: Mapped[str | None]  # the message that tells it; None: held back as old news
    useful: Mapped[bool | None]  # what people said of it


class Delivery(Base):
    """A message that is to go out or went out, so that it goes out once."""

    __tablename__ = "deliveries"
    __table_args__ = (
        # Few are not sent: every page of the desk counts those that were given up.
        Index(
            "deliveries_unsent",
            "id",
            sqlite_where=text("sent IS NULL"),
            postgresql_where=text("sent IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[str]
    notifier: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    created: Mapped[datetime]
    sent: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]  # None and not sent and attempts: given up
    level: Mapped[float] = mapped_column(default=0.0, server_default="0")  # of its gravest news
    held_until: Mapped[datetime | None]  # quiet hours of whom it reaches; then all come as one
    error: Mapped[str | None]
    aside: Mapped[datetime | None]  # when somebody said that it need not go out any more


class Receiver(Base):
    """A notifier that reaches one person, and when that person wants to be left alone."""

    __tablename__ = "receivers"

    notifier: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    quiet: Mapped[str | None]  # as 22:00-08:00, in the person's zone
    wake: Mapped[float] = mapped_column(default=3.0)  # what is as grave as this comes at any hour

    person: Mapped[Person] = relationship()


class Mute(Base):
    """Something a rule does not speak of until it is worse than this."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("rule", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    subject: Mapped[str]  # an incident or a measured thing; alerts.mutes says how it is written
    level: Mapped[float]
    value: Mapped[float | None]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person | None] = relationship()
