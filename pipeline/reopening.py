"""Tasks whose author is not content: wrote again in the thread, or edited the post."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline import desk
from pipeline.model import Mention, PostRow
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange

WROTE_AGAIN = "the author wrote again"
EDITED = "the author changed the post"
T = TypeVar("T")
AT_WORK = (TaskStatus.NEW, TaskStatus.IN_PROGRESS)
_POST, _TASK, _MENTION = PostRow.__table__.c, Task.__table__.c, Mention.__table__.c


def earlier_task(session: Session, mention: Mention) -> Task | None:
    """The latest task of the same author, thread and brand that nobody works on.

    It is closed, waits for the author, or was snoozed.
    """
    post = mention.post.post
    if post.author is None or post.thread is None:
        return None
    return session.scalars(
        select(Task)
        # By any mention of its incident: of merged tasks it is the one that answers for them.
        .join(Mention, _MENTION.incident_id == _TASK.incident_id)
        .join(Mention.post)
        .where(_POST.thread == post.thread, _POST.author == post.author)
        .where(_POST.source == post.source, _MENTION.brand_id == mention.brand_id)
        .where(_TASK.status.not_in(AT_WORK) | _TASK.snoozed.is_not(None))
        .where(_TASK.status != TaskStatus.MERGED)
        .order_by(_TASK.id.desc())
        .limit(1)
        .with_for_update(of=Task)  # whoever reopens or takes it just now is waited for
        .execution_options(populate_existing=True)
    ).one_or_none()


def write_again(session: Session, task: Task, mention: Mention, now: datetime) -> None:
    """Bring a task back for another post of its author, which then belongs to its incident."""
    mention.incident_id = task.incident_id
    if task.status in OPEN:
        desk.hear(session, task, WROTE_AGAIN, now)
    else:
        desk.reopen(session, task, None, WROTE_AGAIN, now)
    session.add(TaskChange(task=task, at=now, what="repeat", after=mention.post.post.url))


def find_edited(session: Session) -> list[int]:
    """Closed tasks whose post was edited since; what it says now was judged again."""
    return list(session.scalars(_edited(select(_TASK.id))))


def claim_edited(session: Session, numbers: Sequence[int]) -> list[Task]:
    """Those of these tasks of which that is still so."""
    asked = _edited(select(Task)).where(_TASK.id.in_(numbers))
    return list(session.scalars(asked.with_for_update(skip_locked=True, of=Task)))


def _edited(asked: Select[T]) -> Select[T]:
    # From the few edited posts to their tasks: SQLite would read all closed tasks.
    edited = select(_POST.id).where(_POST.edited.is_not(None))
    return (
        asked.join(Task.mention)
        .join(Mention.post)
        .where(_TASK.post_id.in_(edited), _TASK.status.not_in((*OPEN, TaskStatus.MERGED)))
        .where(_POST.edited > _TASK.closed, _MENTION.judge.is_not(None))
    )
