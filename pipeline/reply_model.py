"""The tables of the reply: what was written, who let it out, and what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipeline.base import Base
from pipeline.desk_model import TemplateRow
from pipeline.people_model import Person
from pipeline.states import ReplyState
from pipeline.task_model import Task


class Reply(Base):
    """One answer to one task, from the draft to what came of it."""

    __tablename__ = "replies"
    __table_args__ = (
        Index("replies_by_task", "task_id", "id"),
        Index("replies_by_state", "state", "posted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    state: Mapped[ReplyState]
    text: Mapped[str]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("templates.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: found outside
    written: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided: Mapped[datetime | None]
    remark: Mapped[str | None]  # what the second person said of it
    key: Mapped[str] = mapped_column(unique=True)  # under which a platform is asked to post it
    way: Mapped[str | None]  # the platform it was posted through; None: by hand
    started: Mapped[datetime | None]  # when the platform was asked first
    sought: Mapped[datetime | None]  # when it was looked for, as nobody knew what became of it
    posted: Mapped[datetime | None]
    url: Mapped[str | None]
    error: Mapped[str | None]
    stars_before: Mapped[float | None]
    seen: Mapped[datetime | None]  # when the crawler first met it at its place

    task: Mapped[Task] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    approver: Mapped[Person | None] = relationship(foreign_keys=approver_id)
    template: Mapped[TemplateRow | None] = relationship()
    looks: Mapped[list["Look"]] = relationship(back_populates="reply", order_by="Look.at")

    @property
    def last_asked(self) -> datetime | None:
        """When the platform was asked last."""
        return self.sought or self.started


class Look(Base):
    """What was to be seen some time after an answer; only ever added to."""

    __tablename__ = "looks"
    __table_args__ = (UniqueConstraint("reply_id", "after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("replies.id"))
    after: Mapped[timedelta]  # how long after the answer it was due
    at: Mapped[datetime]
    visible: Mapped[bool | None]  # None: the source was not read since, so nobody can say
    edited: Mapped[bool]
    deleted: Mapped[bool]
    returned: Mapped[bool]  # the author wrote again
    stars: Mapped[float | None]

    reply: Mapped[Reply] = relationship(back_populates="looks")


class TemplateChange(Base):
    """What of a template was changed, by whom; only ever added to."""

    __tablename__ = "template_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("templates.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: a watch file
    what: Mapped[str]  # added, retired, restored, or the name of a part of the template
    before: Mapped[str | None]
    after: Mapped[str | None]

    template: Mapped[TemplateRow] = relationship()
    person: Mapped[Person | None] = relationship()
