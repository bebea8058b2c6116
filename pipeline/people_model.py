"""Tables of the people who work in the desk."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base
from pipeline.states import Role


class Person(Base):
    """Somebody who works in the desk."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str]  # Argon2
    role: Mapped[Role] = mapped_column(default=Role.AGENT)
    language: Mapped[str] = mapped_column(default="ru")
    time_zone: Mapped[str] = mapped_column(default="Europe/Moscow")
    active: Mapped[bool] = mapped_column(default=True)
    reads: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # languages; or any
    capacity: Mapped[int | None]  # the most tasks that rules give somebody; None: no limit


class LoginSession(Base):
    """A browser that is logged in; only a digest of its cookie is kept."""

    __tablename__ = "login_sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    csrf: Mapped[str]
    expires: Mapped[datetime]

    person: Mapped[Person] = relationship()
