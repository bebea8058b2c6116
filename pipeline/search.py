"""Tasks and mentions by what people filter on, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from classifier.verdict import Act, Sentiment
from pipeline.absences import absent_people
from pipeline.cleaning import CLOCK_SKEW
from pipeline.full_text import WORDS, says
from pipeline.model import OPEN, BrandRow, Mention, PostRow, Task, TaskStatus
from pipeline.noise import Noise
from pipeline.post import Channel
from pipeline.themes import has_theme

PAGE = 50
Ts = TypeVarTuple("Ts")
MENTION, POST, TASK = Mention.__table__.c, PostRow.__table__.c, Task.__table__.c
OURS = select(BrandRow.id).where(BrandRow.__table__.c.competitor.is_(False))
COMMON = 2_000  # posts
LONG = timedelta(days=92)  # a longer period is most of what there is
NOWHERE = 2**31 - 1  # the number of no post: the last that PostgreSQL would give
_NOISY = MENTION.noise != literal_column("'none'")


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
    posts: tuple[int | None, int | None] = (None, None)  # numbers between which they lie, if known
    noise: tuple[Noise, ...] | None = (Noise.NONE,)  # None: whatever it is


@dataclass(frozen=True)
class Counted:
    """How many mentions there are; not whole where counting stopped, so that there are more."""

    shown: int
    left_out: int
    whole: bool


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
    order = (TASK.priority.desc(), TASK.opened.desc(), TASK.id.desc())
    common = _is_common(session, wanted.about.text)
    below = () if after is None else (_below(after),)
    if says(wanted.about.text) is None:
        # Each status by itself is stored in this order, so that none of them is read to its end.
        parts = [replace(wanted, statuses=(one,)) for one in wanted.statuses]
    else:
        parts = [wanted]
    pages = [
        _tasks(select(TASK.id, TASK.priority, TASK.opened), part, common)
        .where(*below)
        .order_by(*order)
        .limit(limit)
        .subquery()
        for part in parts
    ]
    every = union_all(*(select(page) for page in pages)).subquery().c
    ids = select(every.id).order_by(every.priority.desc(), every.opened.desc(), every.id.desc())
    shown = select(Task).options(
        joinedload(Task.mention).joinedload(Mention.post),
        joinedload(Task.mention).joinedload(Mention.brand),
        joinedload(Task.assignee),
    )
    return list(session.scalars(shown.where(TASK.id.in_(ids.limit(limit))).order_by(*order)))


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


def count_each(
    session: Session, wanted: Sequence[TaskFilter | MentionFilter], most: int
) -> list[int]:
    """How many each of several filters finds, in one query; counting stops at `most`."""
    if not wanted:
        return []
    found = [
        _mentions(select(MENTION.id).select_from(Mention), one)
        if isinstance(one, MentionFilter)
        else _tasks(select(TASK.id).select_from(Task), one)
        for one in wanted
    ]
    counts = [
        select(func.count()).select_from(one.limit(most).subquery()).scalar_subquery()
        for one in found
    ]
    return list(session.execute(select(*counts)).one())


def _count_by_status(session: Session, wanted: TaskFilter) -> dict[TaskStatus, int]:
    common = _is_common(session, wanted.about.text)
    asked = _tasks(select(TASK.status, func.count()).select_from(Task), wanted, common)
    return dict(session.execute(asked.group_by(TASK.status)).all())


def find_mentions(
    session: Session, wanted: MentionFilter, before: int | None = None, limit: int = PAGE
) -> list[Mention]:
    """A page of mentions, the post found last first; `before` is the last id of the page above."""
    wanted = _within(session, wanted)
    post = _in_order(wanted)
    chosen = _mentions(select(MENTION.id).select_from(Mention), wanted)
    if before is not None:
        last = select(MENTION.post_id).where(MENTION.id == before).scalar_subquery()
        chosen = chosen.where(post <= last, or_(post < last, MENTION.id > before))
    # SQLite has words in the order of posts, and their mentions in the order of ids; asked for
    # both, it would sort all of them.
    order = (post.desc(),) if _streams(session, wanted) else (post.desc(), MENTION.id)
    ids = chosen.order_by(*order).limit(limit)
    shown = select(Mention).options(joinedload(Mention.post), joinedload(Mention.brand))
    shown = shown.where(MENTION.id.in_(ids)).order_by(MENTION.post_id.desc(), MENTION.id)
    return list(session.scalars(shown))


def count_mentions(session: Session, wanted: MentionFilter, most: int = 1_000) -> int:
    """How many mentions the filter finds; counting stops at `most`, where nobody reads on."""
    wanted = _within(session, wanted)
    found = _mentions(select(MENTION.id).select_from(Mention), wanted)
    counted = select(func.count()).select_from(
        _words_first(session, found, wanted).limit(most).subquery()
    )
    return session.scalar(counted) or 0


def _words_first(session: Session, asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    """Let SQLite begin with the words: it would ask each mention for them."""
    return asked.order_by(_in_order(wanted)) if _streams(session, wanted) else asked


def _streams(session: Session, wanted: MentionFilter) -> bool:
    """Does SQLite give words, one post after the other?"""
    return _has_words(wanted) and session.get_bind().dialect.name == "sqlite"


def count_with_noise(session: Session, wanted: MentionFilter, most: int = 1_000) -> Counted:
    """How many mentions the filter finds, and how many more it leaves out as noise, in one walk."""
    if wanted.noise != (Noise.NONE,):
        count = count_mentions(session, wanted, most)
        return Counted(count, 0, whole=count < most)
    every = _within(session, replace(wanted, noise=None))
    found = _mentions(select(MENTION.noise).select_from(Mention), every)
    some = _words_first(session, found, wanted).limit(most).subquery()
    asked = select(some.c.noise, func.count()).group_by(some.c.noise)
    counts: dict[Noise, int] = dict(session.execute(asked).all())
    shown, total = counts.get(Noise.NONE, 0), sum(counts.values())
    return Counted(shown, total - shown, whole=total < most)


def _in_order(wanted: MentionFilter) -> ColumnElement[int]:
    """The number of the post, where what is asked for is stored in that order."""
    if _has_words(wanted):
        return WORDS.c.rowid
    about = wanted.about
    by_post = about.channel is not None or about.language is not None or wanted.source is not None
    return POST.id if by_post else MENTION.post_id


def _has_words(wanted: MentionFilter) -> bool:
    return says(wanted.about.text) is not None


def _within(session: Session, wanted: MentionFilter) -> MentionFilter:
    """The filter with the numbers between which the posts of its period lie.

    Posts are numbered as they are found, so a short period is a short walk. It is looked for by
    both dates; of an open one only the first number is known.
    """
    since, until = wanted.about.since, wanted.about.until
    if since is None or (until is not None and until - since > LONG):
        return wanted
    number = POST.id + 0  # of the plain number PostgreSQL would try all from its first to its last
    if until is None:  # a post may be dated a day ahead, by a clock that is wrong
        asked = select(func.min(number)).where(POST.found >= since - CLOCK_SKEW)
        first, last = session.scalar(asked), None
    else:
        dated = (POST.published >= since, POST.published < until)
        undated = (POST.published.is_(None), POST.found >= since, POST.found < until)
        ends = select(func.min(number).label("first"), func.max(number).label("last"))
        both = union_all(ends.where(*dated), ends.where(*undated)).subquery().c
        first, last = session.execute(select(func.min(both.first), func.max(both.last))).one()
    return replace(wanted, posts=(first or NOWHERE, last or (NOWHERE if until else None)))


def _is_common(session: Session, question: str) -> bool:
    """Is a question answered by so many posts that tasks are better asked one by one?"""
    said = says(question)
    if said is None:
        return False
    found = select(WORDS.c.rowid).where(said).limit(COMMON).subquery()
    return session.scalar(select(func.count()).select_from(found)) == COMMON


def _tasks(asked: Select[*Ts], wanted: TaskFilter, common: bool = False) -> Select[*Ts]:
    """Narrow down; `common` words are compared with each task instead of leading to the tasks."""
    asked = asked.where(TASK.status.in_(wanted.statuses))
    if wanted.assignee is not None:
        asked = asked.where(TASK.assignee_id == (wanted.assignee or None))
    if wanted.now is not None:
        asleep = TASK.snoozed > wanted.now
        asked = asked.where(asleep if wanted.snoozed else or_(TASK.snoozed.is_(None), ~asleep))
    if wanted.absent_at is not None:
        asked = asked.where(TASK.assignee_id.in_(absent_people(wanted.absent_at)))
    about = wanted.about
    for column, value in (
        (TASK.brand_id, about.brand),
        (TASK.channel, about.channel),
        (TASK.language, about.language),
    ):
        if value is not None:
            asked = asked.where(column == value)
    if about.ours:
        asked = asked.where(TASK.brand_id.in_(OURS))
    if about.since is not None or about.until is not None:
        asked = asked.join(PostRow, TASK.post_id == POST.id)
        asked = asked.where(*_period(about.since, about.until))
    said = says(about.text)
    if said is None:
        return asked
    post = TASK.post_id + 0 if common else TASK.post_id  # a sum is looked up in no index
    return asked.where(post.in_(select(WORDS.c.rowid).where(said)))


def _mentions(asked: Select[*Ts], wanted: MentionFilter) -> Select[*Ts]:
    of_post, of_mention = _of_post(wanted.about), _of_mention(wanted.about)
    for column, value in (
        (MENTION.sentiment, wanted.sentiment),
        (MENTION.complaint, wanted.complaint),
        (MENTION.act, wanted.act),
    ):
        if value is not None:
            of_mention.append(column == value)
    if wanted.theme is not None:
        of_mention.append(has_theme(wanted.theme))
    if wanted.noise is not None:
        of_mention.append(MENTION.noise.in_(wanted.noise))
        if Noise.NONE not in wanted.noise:
            of_mention.append(_NOISY)  # said as the index of noise says it
    if wanted.source is not None:
        of_post.append(POST.source == wanted.source)
    said = says(wanted.about.text)
    if said is not None:
        asked = asked.join(WORDS, MENTION.post_id == WORDS.c.rowid).where(said)
    if of_post:
        asked = asked.join(PostRow, MENTION.post_id == POST.id)
    # Said of both, or PostgreSQL would read all mentions to join a few posts.
    for post in (_in_order(wanted), MENTION.post_id):
        of_mention += _between(post, wanted.posts)
    return asked.where(*of_mention, *of_post)


def _between(
    post: ColumnElement[int], ends: tuple[int | None, int | None]
) -> list[ColumnElement[bool]]:
    first, last = ends
    limits = [] if first is None else [post >= first]
    return limits if last is None else [*limits, post <= last]


def _of_mention(about: About) -> list[ColumnElement[bool]]:
    """The conditions that need a mention's own columns."""
    conditions: list[ColumnElement[bool]] = []
    if about.brand is not None:
        conditions.append(MENTION.brand_id == about.brand)
    if about.ours:
        conditions.append(MENTION.brand_id.in_(OURS))
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
