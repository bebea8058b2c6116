"""Snoozed tasks wake: at their time, and at once when their author speaks again."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from pipeline import desk
from pipeline.model import Mention, PostRow
from pipeline.reopening import EDITED, WROTE_AGAIN
from pipeline.states import TaskStatus
from pipeline.task_model import Task, TaskChange

AFTERNOON, MORNING = time(15), time(9)
SOON = timedelta(minutes=30)  # a preset that is nearer than this is no snooze
MONDAY = 0
_TASK, _CHANGE, _POST = Task.__table__.c, TaskChange.__table__.c, PostRow.__table__.c
_again = PostRow.__table__.alias("again")
_AGAIN = _again.c
_said = Task.__table__.join(Mention.__table__, Mention.__table__.c.id == _TASK.mention_id).join(
    PostRow.__table__, _POST.id == Mention.__table__.c.post_id
)


def presets(now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """The usual times to come back to a task, by the wall clock of a person."""
    today = now.astimezone(zone).date()
    to_monday = (MONDAY - today.weekday()) % 7 or 7
    yield "hour", now + timedelta(hours=1)
    for name, days, clock in (
        ("afternoon", 0, AFTERNOON),
        ("tomorrow", 1, MORNING),
        ("monday", to_monday, MORNING),
    ):
        at = datetime.combine(today + timedelta(days=days), clock, zone)
        if at - now >= SOON and not (name == "monday" and to_monday == 1):
            yield name, at


def wake(session: Session, now: datetime) -> int:
    """Wake what is due to wake, and what was spoken to again; how many tasks."""
    asleep = select(Task).where(_TASK.snoozed <= now)
    due = list(session.scalars(asleep.with_for_update(skip_locked=True)))
    for task in due:
        desk.wake(session, task, now)
    heard = {task.id: (task, why) for why, found in _heard(session) for task in found}
    for task, why in heard.values():
        desk.hear(session, task, why, now)
    return len(due) + len(heard)


def _heard(session: Session) -> Iterator[tuple[str, list[Task]]]:
    """Tasks that are snoozed or wait for their author, who spoke again since."""
    same = and_(
        _AGAIN.id != _POST.id,
        _AGAIN.thread == _POST.thread,
        _AGAIN.author == _POST.author,
        _AGAIN.source == _POST.source,
    )
    wrote = select(_TASK.id).select_from(_said.join(_again, same))
    changed = select(_TASK.id).select_from(_said)
    for why, asked, at in ((WROTE_AGAIN, wrote, _AGAIN.found), (EDITED, changed, _POST.edited)):
        # Few tasks are either: the indexes find those before anything is joined.
        either = or_(_TASK.snoozed.is_not(None), _TASK.status == TaskStatus.WAITING)
        numbers = asked.where(either, or_(_while_snoozed(at), _while_waiting(at)))
        found = select(Task).where(_TASK.id.in_(numbers)).with_for_update(skip_locked=True)
        yield why, list(session.scalars(found))


def _while_snoozed(at: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    begun = (
        select(func.max(_CHANGE.at))
        .where(_CHANGE.task_id == _TASK.id, _CHANGE.what == "snoozed")
        .scalar_subquery()
    )
    return and_(_TASK.snoozed.is_not(None), at > begun)


def _while_waiting(at: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    """After our answer, and after what brought the task back the last time."""
    unheard = or_(_TASK.reopened.is_(None), at > _TASK.reopened)
    return and_(_TASK.status == TaskStatus.WAITING, at > _TASK.replied, unheard)
