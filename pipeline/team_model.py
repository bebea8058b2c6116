"""The tables of how work is shared out and kept in hand."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from pipeline.assignment import Assignment
from pipeline.base import Base, add_only
from pipeline.columns import EnumText
from pipeline.escalation import Escalation, Stage
from pipeline.people_model import Person
from pipeline.task_model import Task, TaskChange


class AssignmentRow(Base):
    """An assignment rule as stored; those with a lower place are asked first."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(default=0)
    assignment: Mapped[Assignment] = composite(
        mapped_column("name", unique=True),
        *(mapped_column(f.name) for f in fields(Assignment)[1:]),
    )


class EscalationRow(Base):
    """An escalation as stored; one for each brand and stage."""

    __tablename__ = "escalations"

    id: Mapped[int] = mapped_column(primary_key=True)
    escalation: Mapped[Escalation] = composite(
        mapped_column("stage", EnumText(Stage)),
        *(mapped_column(f.name) for f in fields(Escalation)[1:]),
    )


class Absence(Base):
    """When somebody is away and gets nothing."""

    __tablename__ = "absences"
    __table_args__ = (Index("absences_by_person", "person_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Presence(Base):
    """The task that somebody has open, and whether they write its answer; true for a minute."""

    __tablename__ = "presences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    at: Mapped[datetime]
    writing: Mapped[bool]

    person: Mapped[Person] = relationship()


class SavedView(Base):
    """Filters of the inbox or of the mentions under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("person_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    page: Mapped[str]  # "inbox" or "mentions"
    name: Mapped[str]
    query: Mapped[str]  # the filters as they stand in the address
    shared: Mapped[bool] = mapped_column(default=False)  # everybody sees it
    place: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship()


class StartView(Base):
    """The view on which the desk opens for somebody."""

    __tablename__ = "start_views"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_views.id"))

    view: Mapped[SavedView] = relationship()


class Call(Base):
    """Somebody is asked to look at a task: by a note that names them, or by an escalation."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("change_id", "person_id"),
        Index("calls_by_person", "person_id", "read", "id"),
        Index("calls_by_task", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("task_changes.id"))  # what it says
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    read: Mapped[datetime | None]

    task: Mapped[Task] = relationship()
    change: Mapped[TaskChange] = relationship()
    person: Mapped[Person] = relationship()


class AuditEntry(Base):
    """Who changed what outside of tasks, or logged in; only ever added to."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("audit_entries_by_at", "at", "id"),
        Index("audit_entries_by_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: no one logged in
    thing: Mapped[str]  # brand, source, rule, person, login, ...
    name: Mapped[str]
    what: Mapped[str]  # added, changed, removed, logged in, ...
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    person: Mapped[Person | None] = relationship()


add_only(AuditEntry)
