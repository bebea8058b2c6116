"""Tables of the work on what was found: tasks and their history."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from pipeline.base import Base, add_only
from pipeline.model import Incident, Mention
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.states import ReplyState, TaskStatus

REPLIED = text("reply_state IS NOT NULL")
VIA = "otklik_via"  # in the session's info: where people do what they do, if not in the desk


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
    assignee: Mapped[Person | None] = relationship()
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
    via: Mapped[str | None]  # where it was done, if not in the desk or by the program

    task: Mapped[Task] = relationship(back_populates="changes")
    person: Mapped[Person | None] = relationship()


add_only(TaskChange)


@event.listens_for(TaskChange, "before_insert")
def _say_where(_mapper: object, _connection: object, change: TaskChange) -> None:
    session = object_session(change)
    if session is not None and change.via is None:
        change.via = session.info.get(VIA)
