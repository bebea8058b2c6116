"""What was promised to whom: the team's hours, and when each task is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from pipeline.desk_model import PromiseRow, WorkHours
from pipeline.errors import OtklikError
from pipeline.hours import Hours, Span
from pipeline.hours_text import read_hours, write_hours
from pipeline.sla import Clocks, Promise, State, choose, state
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.triage import band

BOOK = "otklik_book"  # in the session's info
UNDONE = "undone"  # in the history of a task: the lines that follow take something back


@dataclass(frozen=True)
class Book:
    """All promises, and the hours they are counted in."""

    promises: tuple[Promise, ...]
    hours: Hours


def read_book(session: Session) -> Book:
    """What is promised now; read once in a transaction that plans hundreds of tasks."""
    if (kept := session.info.get(BOOK)) is None:
        promises = tuple(row.promise for row in session.scalars(select(PromiseRow)))
        kept = session.info[BOOK] = Book(promises, hours(session) or Hours())
    return cast(Book, kept)


@event.listens_for(Session, "after_flush")
def _forget_book(session: Session, _context: object) -> None:
    """Who changes what is promised reads it anew."""
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, PromiseRow | WorkHours) for row in changed):
        session.info.pop(BOOK, None)


def hours(session: Session) -> Hours | None:
    """When the team works; None where nobody has said so."""
    row = session.scalars(select(WorkHours)).one_or_none()
    return read_hours(row.hours) if row else None


def keep_hours(session: Session, wanted: Hours) -> None:
    """Work at these hours from now on; tasks that are open keep the times they were given."""
    row = session.scalars(select(WorkHours)).one_or_none()
    if row is None:
        session.add(WorkHours(id=1, hours=write_hours(wanted)))  # of two at once one stays
    else:
        row.hours = write_hours(wanted)


def keep_promise(session: Session, wanted: Promise, row: PromiseRow | None) -> None:
    """Promise this, in a row's place or beside the others; open tasks keep their times."""
    for other in session.scalars(select(PromiseRow)):
        if other is not row and other.promise.to_whom == wanted.to_whom:
            raise OtklikError(
                "there is a promise for just these tasks; change that one, or say other tasks"
            ).at("channel")
    if row is None:
        session.add(PromiseRow(promise=wanted))
    else:
        row.promise = wanted


def plan(session: Session, task: Task, now: datetime) -> None:
    """Say when the task is due; nothing is while it waits, is answered or closed."""
    task.due = task.warn = None
    if task.status not in OPEN or is_answered(task) or task.status is TaskStatus.WAITING:
        return
    book = read_book(session)
    promise = promised(book, task)
    stands = standing(book, task, now)
    if promise is None or stands is None:
        return
    task.due = stands.due
    start, rests = promise_clocks(task).start(promise.start), pauses(task.changes, now)
    hours = promise.in_zone(book.hours)
    task.warn = hours.after(start, promise.within * promise.warn_at, rests)


def standing(book: Book, task: Task, now: datetime) -> State | None:
    """How the promise for a task stands; None when nothing was promised."""
    promise = promised(book, task)
    if promise is None:
        return None
    hours = promise.in_zone(book.hours)
    return state(promise, hours, promise_clocks(task), now, pauses(task.changes, now))


def promised(book: Book, task: Task) -> Promise | None:
    """The promise that holds for a task."""
    mention = task.mention
    brand = mention.brand.brand.name
    return choose(book.promises, mention.post.post.channel, band(task.priority), brand)


def is_answered(task: Task) -> bool:
    """Whether the author has got an answer since they last spoke up."""
    return task.replied is not None and (task.reopened is None or task.replied >= task.reopened)


def promise_clocks(task: Task) -> Clocks:
    """The moments a promise is measured by: of a task that was opened again, from then on."""
    if task.reopened is None:
        return clocks(task)
    answered = task.replied if is_answered(task) else None
    return Clocks(found=task.reopened, flagged=task.reopened, answered=answered)


def clocks(task: Task) -> Clocks:
    """The five moments of a task."""
    post = task.mention.post
    return Clocks(post.found, post.post.published, task.opened, task.taken, task.answered)


def pauses(changes: Sequence[TaskChange], now: datetime) -> list[Span]:
    """When the task waited for somebody outside, or was closed for a while.

    What was undone, or an answer that was taken back, never stopped the clock.
    """
    mended = {it.at for it in changes if it.what == UNDONE or (it.what == "reply" and it.before)}
    found: list[Span] = []
    since: datetime | None = None
    for change in changes:
        if change.what != "status":
            continue
        stopped = change.after not in (TaskStatus.NEW, TaskStatus.IN_PROGRESS)
        if stopped and since is None:
            since = change.at
        elif not stopped and since is not None:
            if change.at not in mended:
                found.append((since, change.at))
            since = None
    return [*found, (since, max(now, since))] if since is not None else found
