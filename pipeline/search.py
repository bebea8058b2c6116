"""Tasks by what people filter on, a page at a time; what tasks and mentions are both asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from pipeline.absences import absent_people
from pipeline.full_text import TASK_WORDS, says
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.periods import Numbers, between, find_numbers, spoken_between
from pipeline.post import Channel
from pipeline.states import OPEN, TaskStatus
from pipeline.task_deeds import Deeds
from pipeline.task_model import Task
from pipeline.themes import has_theme, mentions_of_theme

PAGE = 50
ANYHOW = Deeds()
NO_LANGUAGE = "none"  # stands for the language of posts of which nobody knows it
LONG = timedelta(days=92)  # a longer period is most of what there is
Ts = TypeVarTuple("Ts")
MENTION, POST, TASK = Mention.__table__.c, PostRow.__table__.c, Task.__table__.c
ORDER = (TASK.priority.desc(), TASK.opened.desc(), TASK.id.desc())  # urgent first, then the newest
OURS = select(BrandRow.id).where(BrandRow.__table__.c.competitor.is_(False))


@dataclass(frozen=True)
class About:
    """What both tasks and mentions are filtered by.

    The period is of publication, or of finding where that is unknown, as in the reports.
    """

    brand: int | None = None
    ours: bool = False  # no competitors
    channel: Channel | None = None
    language: str | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    posts: Numbers = (None, None)  # between which they lie, if known


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; an assignee of 0 means nobody."""

    statuses: tuple[TaskStatus, ...] = OPEN
    assignee: int | None = None
    about: About = About()
    now: datetime | None = None  # when it is asked; without it snoozed tasks are found as well
    snoozed: bool = False  # those that are, and no others
    absent_at: datetime | None = None  # only of people who are away then
    theme: str | None = None  # of the mention, or one that a found theme counts it to
    deeds: Deeds = ANYHOW
    number: int | None = None  # this one alone


@dataclass(frozen=True)
class TaskPlace:
    """Where a page of tasks ended: the next one starts below."""

    priority: int
    opened: datetime
    id: int


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks there are of each status, and how many more of it are snoozed."""

    awake: dict[TaskStatus, int]
    snoozed: dict[TaskStatus, int]

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> "TaskCounts":
        """From statuses, how many there are of each, and how many of them are snoozed."""
        counts = {status: (every, asleep) for status, every, asleep in rows}
        snoozed = {status: counts[status][1] for status in OPEN if status in counts}
        awake = {status: every - snoozed.get(status, 0) for status, (every, _) in counts.items()}
        return cls(awake, {status: asleep for status, asleep in snoozed.items() if asleep})


@dataclass(frozen=True)
class FoundTasks:
    """A page of tasks, and how many there are in all."""

    tasks: list[Task]
    counts: TaskCounts


def search_tasks(
    session: Session, wanted: TaskFilter, after: TaskPlace | None = None, limit: int = PAGE
) -> FoundTasks:
    """A page of tasks with what was said, urgent first, then the newest, and how many there are.

    All is asked at once: first come the counts, then the tasks, each row with one or the other.
    """
    wanted = replace(wanted, about=numbered(session, wanted.about))
    page = _choose_page(wanted, after, limit).subquery()
    counts = _ask_counts(wanted).add_columns(literal(0).label("id"))
    none = literal(0)
    every = union_all(counts, select(null(), none, none, page.c.id)).subquery()
    *counted, number = every.c
    rows = session.execute(
        select(*counted, Task)
        .select_from(every)
        .outerjoin(Task, number == TASK.id)
        .options(joinedload(Task.mention).joinedload(Mention.post))
        .order_by(*ORDER)
    ).all()
    tasks = [task for *_, task in rows if task is not None]
    return FoundTasks(tasks, TaskCounts.of(row[:3] for row in rows if row[3] is None))


def _choose_page(wanted: TaskFilter, after: TaskPlace | None, limit: int) -> Select[int]:
    """The numbers of the tasks on one page."""
    below = () if after is None else (_below(after),)
    if says(wanted.about.text) is None:
        # Each status by itself is stored in this order, so that none of them is read to its end.
        parts = [replace(wanted, statuses=(one,)) for one in wanted.statuses]
    else:
        parts = [wanted]
    pages = [
        choose_tasks(select(TASK.id, TASK.priority, TASK.opened), part)
        .where(*below)
        .order_by(*ORDER)
        .limit(limit)
        .subquery()
        for part in parts
    ]
    every = union_all(*(select(page) for page in pages)).subquery().c
    order = (every.priority.desc(), every.opened.desc(), every.id.desc())
    return select(every.id).order_by(*order).limit(limit)


def count_tasks(session: Session, wanted: TaskFilter) -> TaskCounts:
    """How many tasks of each status the filter finds, whatever statuses it names, in one query."""
    wanted = replace(wanted, about=numbered(session, wanted.about))
    return TaskCounts.of(session.execute(_ask_counts(wanted)))


def _ask_counts(wanted: TaskFilter) -> Select[TaskStatus, int, int]:
    """The question how many there are, and how many of them are snoozed."""
    every = replace(wanted, statuses=tuple(TaskStatus), now=None, theme=None)
    snoozed = func.count(case((TASK.snoozed > wanted.now, 1))) if wanted.now else literal(0)
    asked = choose_tasks(select(TASK.status, func.count(), snoozed).select_from(Task), every)
    if wanted.theme is not None:
        asked = asked.where(TASK.mention_id.in_(mentions_of_theme(wanted.theme)))
    return asked.group_by(TASK.status)


def count_newer(session: Session, wanted: TaskFilter, newest: int, most: int = 100) -> int:
    """How many tasks with a higher id the filter finds; counting stops at `most`."""
    return session.scalar(newer_tasks(wanted, newest, most)) or 0


def newer_tasks(wanted: TaskFilter, newest: int, most: int = 100) -> Select[int]:
    """The question for that number, to be asked with others."""
    found = choose_tasks(select(TASK.id).select_from(Task), wanted).where(TASK.id > newest)
    return select(func.count()).select_from(found.limit(most).subquery())


def choose_tasks(asked: Select[*Ts], wanted: TaskFilter) -> Select[*Ts]:
    """Narrow a question about tasks down to those that the filter finds."""
    asked = asked.where(TASK.status.in_(wanted.statuses))
    if wanted.assignee is not None:
        asked = asked.where(TASK.assignee_id == (wanted.assignee or None))
    if wanted.now is not None:
        asleep = TASK.snoozed > wanted.now
        asked = asked.where(asleep if wanted.snoozed else or_(TASK.snoozed.is_(None), ~asleep))
    if wanted.absent_at is not None:
        asked = asked.where(TASK.assignee_id.in_(absent_people(wanted.absent_at)))
    if wanted.theme is not None:
        # Asked task by task, which a page of them needs few times.
        of_it = select(literal(1)).where(MENTION.id == TASK.mention_id, has_theme(wanted.theme))
        asked = asked.where(of_it.correlate(Task).exists())
    asked = asked.where(*wanted.deeds.conditions())
    if wanted.number is not None:
        asked = asked.where(TASK.id == wanted.number)
    about = wanted.about
    for column, value in (
        (TASK.brand_id, about.brand),
        (TASK.channel, about.channel),
        (TASK.language, about.language),
    ):
        if value is not None:
            asked = asked.where(is_value(column, value))
    if about.ours:
        asked = asked.where(TASK.brand_id.in_(OURS))
    if about.since is not None or about.until is not None:
        asked = asked.join(PostRow, TASK.post_id == POST.id)
        asked = asked.where(*spoken_between(about.since, about.until))
        asked = asked.where(*between(TASK.post_id, about.posts))
    said = says(about.text, TASK_WORDS)
    return (
        asked if said is None else asked.where(TASK.id.in_(select(TASK_WORDS.c.rowid).where(said)))
    )


def is_value(column: ColumnElement[Any], value: str | int) -> ColumnElement[bool]:
    """The condition that a column has a value, or none where that is asked for."""
    return func.coalesce(column, "") == "" if value == NO_LANGUAGE else column == value


def numbered(session: Session, about: About) -> About:
    """The same with the numbers between which the posts of its period lie."""
    since, until = about.since, about.until
    if since is None or about.posts[0] or (until is not None and until - since > LONG):
        return about
    return replace(about, posts=find_numbers(session, since, until))


def _below(place: TaskPlace) -> ColumnElement[bool]:
    same_priority = TASK.priority == place.priority
    return or_(
        TASK.priority < place.priority,
        and_(same_priority, TASK.opened < place.opened),
        and_(same_priority, TASK.opened == place.opened, TASK.id < place.id),
    )
