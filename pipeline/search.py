"""Tasks and mentions by what people filter on, a page at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Act, Sentiment
from pipeline.absences import absent_people
from pipeline.full_text import WORDS, says
from pipeline.model import OPEN, BrandRow, Mention, PostRow, Task, TaskStatus
from pipeline.post import Channel

PAGE = 50
Ts = TypeVarTuple("Ts")
MENTION, POST, TASK = Mention.__table__.c, PostRow.__table__.c, Task.__table__.c


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


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; an assignee of 0 means nobody."""

    statuses: tuple[TaskStatus, ...] = OPEN
    assignee: int | None = None
    about: About = About()
    now: datetime | None = None  # when it is asked; without it snoozed tasks are found as well
    snoozed: bool = False  # those that are, and no others
    absent_at: datetime | None = None  # only of people who are away then


@dataclass(frozen=True)
class MentionFilter:
    """Which mentions."""

    about: About = About()
    sentiment: Sentiment | None = None
    complaint: bool | None = None
    act: Act | None = None
    source: str | None = None
    theme: str | None = None


@dataclass(frozen=True)
class TaskPlace:
    """Where a page of tasks ended: the next one starts below."""

    priority: int
    opened: datetime
    id: int


def find_tasks(
    session: Session, wanted: TaskFilter, after: TaskPlace | None = None, limit: int = PAGE
) -> list[Task]:
    """A page of tasks with all that a list shows: urgent first, then the newest."""
    chosen = _tasks(select(TASK.id), wanted)
    if after is not None:
        chosen = chosen.where(_below(after))
    order = (TASK.priority.desc(), TASK.opened.desc(), TASK.id.desc())
    # First the numbers alone: sorting whole posts to show fifty of them takes far longer.
    ids = session.scalars(chosen.order_by(*order).limit(limit)).all()
    shown = select(Task).options(
        joinedload(Task.mention).joinedload(Mention.post),
        joinedload(Task.mention).joinedload(Mention.brand),
        joinedload(Task.assignee),
    )
    return list(session.scalars(shown.where(TASK.id.in_(ids)).order_by(*order)))


def count_tasks(session: Session, wanted: TaskFilter) -> dict[TaskStatus, int]:
    """How many tasks of each status the filter finds, whatever statuses it names.

    Snoozed tasks are counted by themselves and taken away: few as they are, their index finds them
    at once, while looking at every task for its snooze would read the whole table.
    """
    every = replace(wanted, statuses=tuple(TaskStatus), now=None)
    counts = _count_by_status(session, every)
    for status, count in count_snoozed(session, wanted).items():
        counts[status] -= count
    return counts


def count_snoozed(session: Session, wanted: TaskFilter) -> dict[TaskStatus, int]:
    """How many tasks of each status are snoozed, of those the filter finds."""
    if wanted.now is None:
        return {}
    return _count_by_status(session, replace(wanted, statuses=OPEN, snoozed=True))


def _count_by_status(session: Session, wanted: TaskFilter) -> dict[TaskStatus, int]:
    asked = _tasks(select(TASK.status, func.count()).select_from(Task), wanted)
    return dict(session.execute(asked.group_by(TASK.status)).all())


def find_mentions(
    session: Session, wanted: MentionFilter, before: int | None = None, limit: int = PAGE
) -> list[Mention]:
    """A page of mentions, the post found last first; `before` is the last id of the page above."""
    # The order in which the words and the mentions of a brand are stored: nothing is sorted.
    post = MENTION.post_id if says(wanted.about.text) is None else WORDS.c.rowid
    chosen = _mentions(select(MENTION.id).select_from(Mention), wanted)
    if before is not None:
        last = select(MENTION.post_id).where(MENTION.id == before).scalar_subquery()
        chosen = chosen.where(post <= last, or_(post < last, MENTION.id < before))
    ids = chosen.order_by(post.desc(), MENTION.id.desc()).limit(limit)
    shown = select(Mention).options(joinedload(Mention.post), joinedload(Mention.brand))
    order = (MENTION.post_id.desc(), MENTION.id.desc())
    return list(session.scalars(shown.where(MENTION.id.in_(ids)).order_by(*order)))


def count_mentions(session: Session, wanted: MentionFilter, most: int = 1_000) -> int:
    """How many mentions the filter finds; counting stops at `most`, where nobody reads on."""
    found = _mentions(select(MENTION.id).select_from(Mention), wanted).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _tasks(asked: Select[*Ts], wanted: TaskFilter) -> Select[*Ts]:
    asked = asked.where(TASK.status.in_(wanted.statuses))
    if wanted.assignee is not None:
        asked = asked.where(TASK.assignee_id == (wanted.assignee or None))
    if wanted.now is not None:
        asleep = TASK.snoozed > wanted.now
        asked = asked.where(asleep if wanted.snoozed else or_(TASK.snoozed.is_(None), ~asleep))
    if wanted.absent_at is not None:
        asked = asked.where(TASK.assignee_id.in_(absent_people(wanted.absent_at)))
    said = says(wanted.about.text)
    of_post, of_mention = _of_post(wanted.about), _of_mention(wanted.about)
    if said is not None or of_post or of_mention:
        asked = asked.join(Mention, TASK.mention_id == MENTION.id).where(*of_mention)
    if of_post:
        asked = asked.join(PostRow, MENTION.post_id == POST.id).where(*of_post)
    return asked if said is None else asked.where(MENTION.post_id.in_(_naming(said)))


def _mentions(asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    of_post, of_mention = _of_post(wanted.about), _of_mention(wanted.about)
    for column, value in (
        (MENTION.sentiment, wanted.sentiment),
        (MENTION.complaint, wanted.complaint),
        (MENTION.act, wanted.act),
        (MENTION.theme, wanted.theme),
    ):
        if value is not None:
            of_mention.append(column == value)
    if wanted.source is not None:
        of_post.append(POST.source == wanted.source)
    said = says(wanted.about.text)
    if said is not None:
        asked = asked.join(WORDS, MENTION.post_id == WORDS.c.rowid).where(said)
    if of_post:
        asked = asked.join(PostRow, MENTION.post_id == POST.id)
    return asked.where(*of_mention, *of_post)


def _naming(said: ColumnElement[bool]) -> Select[int]:
    """The posts that hold the words."""
    return select(WORDS.c.rowid).where(said)


def _of_mention(about: About) -> list[ColumnElement[bool]]:
    """The conditions that need a mention's own columns."""
    conditions: list[ColumnElement[bool]] = []
    if about.brand is not None:
        conditions.append(MENTION.brand_id == about.brand)
    if about.ours:
        ours = select(BrandRow.id).where(BrandRow.__table__.c.competitor.is_(False))
        conditions.append(MENTION.brand_id.in_(ours))
    return conditions


def _of_post(about: About) -> list[ColumnElement[bool]]:
    """The conditions that need its post."""
    conditions: list[ColumnElement[bool]] = []
    if about.channel is not None:
        conditions.append(POST.channel == about.channel)
    if about.language is not None:
        conditions.append(POST.language == about.language)
    return [*conditions, *_period(about.since, about.until)]


def _period(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    spoken = func.coalesce(POST.published, POST.found)
    limits = [] if since is None else [spoken >= since]
    return limits if until is None else [*limits, spoken < until]


def _below(place: TaskPlace) -> ColumnElement[bool]:
    same_priority = TASK.priority == place.priority
    return or_(
        TASK.priority < place.priority,
        and_(same_priority, TASK.opened < place.opened),
        and_(same_priority, TASK.opened == place.opened, TASK.id < place.id),
    )


def count_newer(session: Session, wanted: TaskFilter, newest: int, most: int = 100) -> int:
    """How many tasks with a higher id the filter finds; counting stops at `most`."""
    found = _tasks(select(TASK.id).select_from(Task), wanted).where(TASK.id > newest).limit(most)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0
