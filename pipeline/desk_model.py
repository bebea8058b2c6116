"""The tables of the desk: its templates, promises, hours, queries; what comes after an answer."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from pipeline.base import Base
from pipeline.columns import EnumText
from pipeline.model import BrandRow
from pipeline.people_model import Person
from pipeline.replies import Template
from pipeline.sla import Promise, Start
from pipeline.task_model import Task


class TemplateRow(Base):
    """A ready answer as stored."""

    __tablename__ = "templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[Template] = composite(
        mapped_column("name", unique=True), *(mapped_column(f.name) for f in fields(Template)[1:])
    )
    retired: Mapped[datetime | None]  # no longer offered; its history and its uses stay


class PromiseRow(Base):
    """A promise as stored; one for each brand, channel and urgency."""

    __tablename__ = "promises"
    __table_args__ = (UniqueConstraint("brand", "channel", "band"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise: Mapped[Promise] = composite(
        *(
            mapped_column(f.name, EnumText(Start)) if f.name == "start" else mapped_column(f.name)
            for f in fields(Promise)
        )
    )


class TriggerRow(Base):
    """A trigger as people keep it: another one, or in place of one that the program knows."""

    __tablename__ = "triggers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    grade: Mapped[int]  # 1 to 3; 0: it does not count
    terms: Mapped[list[str]] = mapped_column(JSON)


class WorkHours(Base):
    """When the team works; the one row there is, written as in a watch file."""

    __tablename__ = "work_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    hours: Mapped[dict[str, Any]] = mapped_column(JSON)


class QueryChange(Base):
    """What a brand's query was before and after a change, and what that did to stored posts."""

    __tablename__ = "query_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    before: Mapped[str | None]
    after: Mapped[str]
    applied: Mapped[datetime | None]  # when stored posts had been matched with it; None: not yet
    reached: Mapped[int] = mapped_column(default=0, server_default="0")  # the last post looked at
    looked: Mapped[int] = mapped_column(default=0, server_default="0")  # posts
    found: Mapped[int] = mapped_column(default=0, server_default="0")  # new mentions
    aside: Mapped[int] = mapped_column(default=0, server_default="0")  # mentions it finds no more
    back: Mapped[int] = mapped_column(default=0, server_default="0")  # of those, found again
    held: Mapped[int] = mapped_column(default=0, server_default="0")  # people worked on them

    brand: Mapped[BrandRow] = relationship()
    person: Mapped[Person | None] = relationship()


class QueryExample(Base):
    """A text a brand's query must match, or must not."""

    __tablename__ = "query_examples"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    text: Mapped[str]
    must_match: Mapped[bool]

    brand: Mapped[BrandRow] = relationship()


class Survey(Base):
    """A question to a customer after a task was closed; only a digest of its link is kept."""

    __tablename__ = "surveys"

    digest: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), unique=True)
    language: Mapped[str]
    made: Mapped[datetime]
    expires: Mapped[datetime]
    answered: Mapped[datetime | None]
    satisfaction: Mapped[int | None]  # CSAT, 1 to 5
    effort: Mapped[int | None]  # CES, 1 to 7, 7 is easy
    recommend: Mapped[int | None]  # NPS, 0 to 10
    said: Mapped[str | None]

    task: Mapped[Task] = relationship()


class SigningKey(Base):
    """What links are signed with that work without a login; made when first needed."""

    __tablename__ = "signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[str]


class BrandCorrection(Base):
    """A mention that a person moved to the brand it is about; only ever added to."""

    __tablename__ = "brand_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    before_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))  # it was in before

    before: Mapped[BrandRow] = relationship(foreign_keys=before_id)
    after: Mapped[BrandRow] = relationship(foreign_keys=after_id)
    person: Mapped[Person | None] = relationship()
