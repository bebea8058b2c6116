"""The tables: what we remember."""

from dataclasses import fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, MetaData, UniqueConstraint, event, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    composite,
    mapped_column,
    relationship,
)

from classifier.verdict import Act, Sentiment, Verdict
from pipeline.columns import EnumText, Seconds, ToneText, UtcDateTime
from pipeline.errors import OtklikError
from pipeline.noise import Noise
from pipeline.post import Channel, Post
from pipeline.tone import Tone
from pipeline.watch import Brand, Rule, Source

# Constraints need names before a later migration can drop or change them.
CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class TaskStatus(StrEnum):
    """Where a task stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    MERGED = "merged"  # another task answers for it


NOISY = text("noise <> 'none'")
THEMED = text("theme IS NOT NULL")
REPLIED = text("reply_state IS NOT NULL")
REPEATED = text("original IS NOT NULL")
OPEN = (TaskStatus.NEW, TaskStatus.IN_PROGRESS, TaskStatus.WAITING)


class ReplyState(StrEnum):
    """Where an answer stands."""

    ASKED = "asked"  # waits for a second person's approval
    RETURNED = "returned"  # sent back with a remark
    APPROVED = "approved"
    POSTING = "posting"  # a platform was asked and has not answered yet
    UNKNOWN = "unknown"  # a platform was asked, and nobody knows what became of it
    REFUSED = "refused"  # a platform refused; nothing was posted
    POSTED = "posted"  # through the platform's interface
    RECORDED = "recorded"  # published by hand
    OUTSIDE = "outside"  # given outside Otklik, found by the crawler
    WITHDRAWN = "withdrawn"  # was recorded by mistake, or deleted at its place again


class Outcome(StrEnum):
    """How a visit to a source ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"


class Role(StrEnum):
    """What a person may do in the desk."""

    MANAGER = "manager"
    AGENT = "agent"
    ANALYST = "analyst"
    VIEWER = "viewer"


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=CONSTRAINTS)
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own declaration)
        datetime: UtcDateTime,
        timedelta: Seconds,
        dict[str, Any]: JSON,
        list[str]: JSON,
        Act: EnumText(Act),
        Channel: EnumText(Channel),
        Noise: EnumText(Noise),
        Outcome: EnumText(Outcome),
        ReplyState: EnumText(ReplyState),
        Role: EnumText(Role),
        Sentiment: EnumText(Sentiment),
        TaskStatus: EnumText(TaskStatus),
        Tone: ToneText,
    }


# What columns hold in brands that were stored before there was such a thing.
BRAND_DEFAULTS = {"own_accounts": "[]", "tone": "{}"}


class BrandRow(Base):
    """A brand as stored."""

    __tablename__ = "brands"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand: Mapped[Brand] = composite(
        mapped_column("name", unique=True),
        *(
            mapped_column(f.name, server_default=BRAND_DEFAULTS.get(f.name))
            for f in fields(Brand)[1:]
        ),
    )


class SourceRow(Base):
    """A source as stored, and when it is due again."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Source] = composite(
        mapped_column("name", unique=True), *(mapped_column(f.name) for f in fields(Source)[1:])
    )
    due: Mapped[datetime | None]  # None: never visited, due at once


class RuleRow(Base):
    """A rule as stored."""

    __tablename__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[Rule] = composite(
        mapped_column("name", unique=True), *(mapped_column(f.name) for f in fields(Rule)[1:])
    )
    since: Mapped[datetime]  # a rule speaks of what came after it was made


class PostRow(Base):
    """A post as stored; kept for a while even without a brand, so that a query can be tried."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("posts_by_thread", "thread"),
        Index("posts_by_found", "found"),
        Index("posts_by_author", "author", "published"),
        Index("posts_by_edited", "edited"),
        # Few repeat another: without it, asking who did reads all posts there are.
        Index("posts_by_original", "original", sqlite_where=REPEATED, postgresql_where=REPEATED),
        # What lists are filtered by, each in the order in which they show the posts.
        Index("posts_by_source", "source", "id"),
        Index("posts_by_channel", "channel", "id"),
        Index("posts_by_language", "language", "id"),
        Index("posts_by_published", "published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # pipeline.dedup says what makes it
    post: Mapped[Post] = composite(*(mapped_column(f.name) for f in fields(Post)))
    found: Mapped[datetime]
    backfill: Mapped[bool] = mapped_column(default=False)  # history: opens no task, rings no alarm
    edited: Mapped[datetime | None]  # when its author was last seen to have changed it
    edited_text: Mapped[str | None]  # what it says now or in full; post.text stays as found
    deleted: Mapped[datetime | None]  # since when we know that its source shows it no more
    missing: Mapped[datetime | None]  # since when its page does not show it: it may be deleted
    stars_now: Mapped[float | None]  # when its author changed them; post.stars stays as found
    stars_changed: Mapped[datetime | None]

    @property
    def latest_text(self) -> str:
        """What the post says as far as we know."""
        return self.edited_text or self.post.text

    @property
    def latest_stars(self) -> float | None:
        """How many stars its author gives as far as we know."""
        return self.post.stars if self.stars_now is None else self.stars_now


class Incident(Base):
    """Mentions about one event; has at most one task."""

    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("brand_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    key: Mapped[str]  # what its mentions share
    opened: Mapped[datetime]

    mentions: Mapped[list["Mention"]] = relationship(back_populates="incident")


class IncidentBand(Base):
    """A mark of an incident's text by which nearly the same texts find it."""

    __tablename__ = "incident_bands"
    __table_args__ = (Index("incident_bands_by_band", "band"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)


class Mention(Base):
    """A post that names one brand, with the verdict that holds now."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("brand_id", "post_id"),
        Index("mentions_by_found", "found"),
        Index("mentions_by_brand", "brand_id", "found"),
        Index("mentions_by_incident", "incident_id"),
        Index("mentions_by_post", "post_id"),
        Index("mentions_by_judge", "judge"),
        Index("mentions_to_follow_up", "followed_up", "judge"),
        # In the order of lists; few mentions have a theme.
        Index(
            "mentions_by_theme", "theme", "post_id", sqlite_where=THEMED, postgresql_where=THEMED
        ),
        # Few are noise; an index of all would tempt a planner to look for those that are none.
        Index("mentions_noise", "noise", sqlite_where=NOISY, postgresql_where=NOISY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    found: Mapped[datetime]
    backfill: Mapped[bool] = mapped_column(default=False)  # said before we watched for it
    followed_up: Mapped[bool] = mapped_column(default=False)  # a task was opened or is not needed
    judge: Mapped[str | None]  # who gave the verdict that holds; None: not judged yet
    sentiment: Mapped[Sentiment | None]
    p_negative: Mapped[float | None]
    p_complaint: Mapped[float | None]
    complaint: Mapped[bool | None]
    act: Mapped[Act | None]
    theme: Mapped[str | None]
    severity: Mapped[int | None]
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incidents.id"))
    joined: Mapped[str | None]  # why it belongs to the incident; None: it is the first of it
    noise: Mapped[Noise] = mapped_column(default=Noise.NONE, server_default=Noise.NONE)
    noise_why: Mapped[str | None]  # the rule and what set it off; None: a person said so, or none

    brand: Mapped[BrandRow] = relationship()
    post: Mapped[PostRow] = relationship()
    incident: Mapped[Incident | None] = relationship(back_populates="mentions")
    assessments: Mapped[list["Assessment"]] = relationship(
        back_populates="mention", order_by="Assessment.id"
    )


class Assessment(Base):
    """A verdict on a mention and who gave it; never changed, only followed by another."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("assessments_by_mention", "mention_id", "id"),
        Index(
            "assessments_by_person",
            "person_id",
            "given",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    verdict: Mapped[Verdict] = composite(*(mapped_column(f.name) for f in fields(Verdict)))
    judge: Mapped[str]  # a model with its version, or "person"
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    given: Mapped[datetime]

    mention: Mapped[Mention] = relationship(back_populates="assessments")
    person: Mapped["Person | None"] = relationship()


class Task(Base):
    """Somebody should answer."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("tasks_by_status", "status", "priority", "opened"),
        Index("tasks_by_assignee", "assignee_id", "status"),
        # Few have a reply under way; an index of all would seem to find nearly every task.
        Index("tasks_with_reply", "reply_state", sqlite_where=REPLIED, postgresql_where=REPLIED),
        Index("tasks_by_snoozed", "snoozed", "status"),
        Index("tasks_by_warn", "warn"),
        Index("tasks_by_due", "due"),
        Index("tasks_by_mention", "mention_id"),
        Index("tasks_by_post", "post_id"),
        # Counting by any of these filters reads this index alone.
        Index(
            "tasks_by_place",
            *("status", "brand_id", "channel", "language", "assignee_id", "snoozed", "post_id"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), unique=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))  # the one to answer first
    # What tasks are filtered by, copied from that mention so that lists need not read the posts.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"))
    channel: Mapped[Channel | None]
    language: Mapped[str | None]
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.NEW)
    priority: Mapped[int] = mapped_column(default=0)  # higher is sooner
    why: Mapped[list[str]] = mapped_column(default=list)  # the triggers behind the priority
    opened: Mapped[datetime]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reply: Mapped[str | None]
    reply_url: Mapped[str | None]
    reply_state: Mapped[ReplyState | None]  # of the latest of its replies
    taken: Mapped[datetime | None]
    answered: Mapped[datetime | None]
    closed: Mapped[datetime | None]
    reason: Mapped[str | None]  # why it was closed
    outcome: Mapped[str | None]  # what the public may be told of how it ended
    due: Mapped[datetime | None]  # when a promise breaks; None: nothing promised, or it waits
    warn: Mapped[datetime | None]  # when people are warned that it will
    escalated: Mapped[str | None]  # the last stage of the promise that was acted on
    reopened: Mapped[datetime | None]  # when the promise that holds began, if not with the post
    replied: Mapped[datetime | None]  # the latest answer; `answered` is the first
    snoozed: Mapped[datetime | None]  # until then nobody wants to see it

    incident: Mapped[Incident] = relationship()
    mention: Mapped[Mention] = relationship()
    assignee: Mapped["Person | None"] = relationship()
    changes: Mapped[list["TaskChange"]] = relationship(
        back_populates="task", order_by="TaskChange.id"
    )


def place_of(mention: Mention) -> dict[str, Any]:
    """What a task copies from the mention that is to be answered first."""
    post = mention.post.post
    return {
        "post_id": mention.post_id,
        "brand_id": mention.brand_id,
        "channel": post.channel,
        "language": post.language,
    }


@event.listens_for(Task.mention, "set")
def _copy_place(task: Task, mention: Mention, _before: object, _initiator: object) -> None:
    for name, value in place_of(mention).items():
        setattr(task, name, value)


class TaskChange(Base):
    """One change of a task; the history is only ever added to."""

    __tablename__ = "task_changes"
    __table_args__ = (
        Index("task_changes_by_task", "task_id", "id"),
        Index("task_changes_by_at", "at", "id"),
        Index("task_changes_by_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: the program
    what: Mapped[str]  # the name of a column of Task, or "note"
    before: Mapped[str | None]
    after: Mapped[str | None]

    task: Mapped[Task] = relationship(back_populates="changes")
    person: Mapped["Person | None"] = relationship()


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


def refuse(_mapper: object, _connection: object, target: object) -> None:
    raise OtklikError(f"{type(target).__name__}: history is only added to, never changed")


for _history in (TaskChange, Assessment):
    for _change in ("before_update", "before_delete"):
        event.listen(_history, _change, refuse)
