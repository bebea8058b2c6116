"""The tables of who gets alerts and when, and of what nobody wants to hear of until it is worse."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.model import Base, Person


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
