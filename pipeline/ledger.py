"""The coverage ledger: what each source gave on each day, against what was expected of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from pipeline.filled import Filled
from pipeline.flow import HOUR
from pipeline.habit import EVEN, LONGEST, Habit
from pipeline.states import LOST, Outcome
from pipeline.visit_model import Fetch, LedgerDay

LONGEST_GAP = timedelta(days=60)  # between two visits that the first one may have missed
DAY = timedelta(days=1)
_COUNTS = ("visits", "good", "pages", "posts_new", "mentions_new")
_SUMS = ("expected", *_COUNTS, *(field.name for field in fields(Filled)))
_DAYS = LedgerDay.__table__.c
_BLIND = (_DAYS.expected >= 1) & (_DAYS.good == 0) & (_DAYS.reread == 0)  # see is_blind
AT_ONCE = 500  # sources in one question; old SQLite takes 999 parameters

# Built once: to build a statement costs several times what running it does.
_HOURS = (
    select(_DAYS.source, _DAYS.day, _DAYS.hours)
    .where(
        _DAYS.source.in_(bindparam("sources", expanding=True)),
        _DAYS.day.in_(bindparam("days", expanding=True)),
    )
    .order_by(_DAYS.source, _DAYS.day)  # two processes lock rows in one order
    .with_for_update()
)
_RECENT_HOURS = select(_DAYS.day, _DAYS.hours, _BLIND).where(
    _DAYS.source == bindparam("source"), _DAYS.day >= bindparam("since")
)
_KEEP_HOURS = (
    update(cast(Table, LedgerDay.__table__))
    .where(_DAYS.source == bindparam("source_"), _DAYS.day == bindparam("day_"))
    .values(hours=bindparam("hours_"))
)


class Day(NamedTuple):
    """A row of the ledger to be looked at: a page of sources shows thousands, and to make each an
    object of the database takes four times as long.
    """

    source: str
    day: date
    expected: float = 0.0
    visits: int = 0
    good: int = 0
    pages: int = 0
    posts_new: int = 0
    mentions_new: int = 0
    reread: int = 0
    past_posts: int = 0
    filled: Filled = Filled()


_LINE = Day._fields[:-1]  # the columns of a row but the fields of posts


@dataclass(frozen=True)
class Visited:
    """A visit as the ledger counts it."""

    fetch: Fetch
    before: datetime | None  # when the visit before it ended
    interval: timedelta  # between visits, by the source's own rhythm
    came: Sequence[datetime] = ()  # when new posts did that tell of its rhythm: none of a backlog
    habit: Habit = EVEN  # by whose hours visits are made

    def expect(self, since: datetime, until: datetime) -> float:
        """How many visits a time should have had."""
        fewest = (until - since) / max(self.interval, LONGEST)
        return max(self.habit.pace(since, until) / (self.interval / HOUR), fewest)


def enter(session: Session, *visits: Visited) -> None:
    """Count visits, in the transaction that keeps them: both are there or neither."""
    rows = [row for visited in visits for row in _rows(visited)]
    session.execute(_upsert(session.get_bind().dialect.name), rows)
    fresh = [visited for visited in visits if visited.came]
    for start in range(0, len(fresh), AT_ONCE):
        _add_to_hours(session, fresh[start : start + AT_ONCE])


def enter_reread(
    session: Session, source: str, day: date, pages: int, new: int, named: int
) -> None:
    """Count what kept pages of a day gave afterwards; the same pages again change nothing."""
    row = _empty(source, day, 0.0) | {"posts_new": new, "mentions_new": named}
    session.execute(_upsert(session.get_bind().dialect.name), [row])
    one = (_DAYS.source == source) & (_DAYS.day == day)
    most = update(LedgerDay).where(one, _DAYS.reread < pages)
    session.execute(most.values(reread=pages))


def enter_past(session: Session, source: str, day: date, new: int, named: int) -> None:
    """Count what a walk into the past brought, apart from what visits did."""
    if not new:
        return
    session.execute(_upsert(session.get_bind().dialect.name), [_empty(source, day, 0.0)])
    brought = {
        "past_posts": LedgerDay.past_posts + new,
        "past_mentions": LedgerDay.past_mentions + named,
    }
    one = (_DAYS.source == source) & (_DAYS.day == day)
    session.execute(update(LedgerDay).where(one).values(brought))


def fill(session: Session, since: date) -> int:
    """Enter the visits of days before the ledger was kept, as far as they are stored; how many.

    What was to be expected then nobody wrote down: as many visits as were made. A day without
    a visit stays unknown.
    """
    firsts = select(_DAYS.source, func.min(_DAYS.day)).group_by(_DAYS.source)
    kept = {source: first for source, first in session.execute(firsts)}  # noqa: C416  (typed rows)
    visits = Fetch.__table__.c
    earliest = select(visits.source, func.min(visits.finished)).group_by(visits.source)
    entered = 0
    for source, begun in session.execute(earliest).all():
        until = datetime.combine(kept.get(source, date.max), time(), UTC)
        start = max(begun, datetime.combine(since, time(), UTC))
        if start < until:
            entered += _fill(session, source, start, until)
    return entered


def _fill(session: Session, source: str, start: datetime, until: datetime) -> int:
    visits = Fetch.__table__.c
    between = (visits.source == source, visits.finished >= start, visits.finished < until)
    rows = session.scalars(select(Fetch).where(*between).order_by(visits.finished, visits.id))
    fetches = rows.all()
    known = False  # what the first good visit finds had piled up
    for fetch in fetches:
        enter(session, Visited(fetch, None, DAY, [fetch.finished] * fetch.posts_new * known))
        known = known or fetch.outcome not in LOST
    return len(fetches)


def read_days(session: Session, since: date, sources: Sequence[str] = ()) -> dict[str, list[Day]]:
    """The days of each source (of all when none is named) without their hours, earliest first."""
    asked = select(*(_DAYS[name] for name in _LINE), *(_DAYS[name] for name in vars(Filled())))
    asked = asked.where(_DAYS.day >= since).order_by(_DAYS.source, _DAYS.day)
    if sources:
        asked = asked.where(_DAYS.source.in_(sources))
    found: dict[str, list[Day]] = {}
    for row in session.execute(asked):
        day = Day._make((*row[: len(_LINE)], Filled(*row[len(_LINE) :])))
        found.setdefault(day.source, []).append(day)
    return found


def read_hours(
    session: Session, since: date, sources: Sequence[str] = ()
) -> dict[str, dict[date, list[int]]]:
    """The new posts of each source hour by hour, of each day; no hours of a day not seen."""
    found: dict[str, dict[date, list[int]]] = {}
    asked = select(_DAYS.source, _DAYS.day, _DAYS.hours, _BLIND).where(_DAYS.day >= since)
    if sources:
        asked = asked.where(_DAYS.source.in_(sources))
    for source, day, hours, blind in session.execute(asked):
        found.setdefault(source, {})[day] = [] if blind else hours
    return found


def recent_hours(session: Session, source: str, since: date) -> dict[date, list[int]]:
    """As `read_hours`, of one source: what each visit asks."""
    rows = session.execute(_RECENT_HOURS, {"source": source, "since": since})
    return {day: [] if blind else hours for day, hours, blind in rows}


def forget(session: Session, before: date) -> None:
    """Delete the days before this one."""
    session.execute(delete(LedgerDay).where(_DAYS.day < before))


def is_blind(row: Day | LedgerDay) -> bool:
    """Was nothing seen of the source on a day on which it should have been visited?"""
    return row.expected >= 1 and not row.good and not row.reread


def _rows(visited: Visited) -> list[dict[str, Any]]:  # the columns of each
    rows = [_empty(visited.fetch.source, day, share) for day, share in _expect(visited)]
    rows[-1] |= _counted(visited.fetch)
    return rows


def _expect(visited: Visited) -> Iterator[tuple[date, float]]:
    """How many visits each day since the one before should have had; the last is this one's."""
    until = visited.fetch.finished.astimezone(UTC)
    if visited.before is None:
        yield until.date(), 1.0
        return
    at = max(visited.before.astimezone(UTC), until - LONGEST_GAP)
    while at.date() < until.date():
        midnight = datetime.combine(at.date() + DAY, time(), UTC)
        yield at.date(), visited.expect(at, midnight)
        at = midnight
    yield until.date(), visited.expect(at, until)


def _empty(source: str, day: date, expected: float) -> dict[str, Any]:  # the columns of a row
    counts = dict.fromkeys(_SUMS, 0)
    times = {"last_good": None, "last_new": None}
    return {"source": source, "day": day, "reread": 0} | counts | times | {"expected": expected}


def _counted(fetch: Fetch) -> dict[str, Any]:
    good = fetch.outcome not in LOST
    return {
        "visits": int(fetch.outcome is not Outcome.AWAY),  # what we could not make is none
        "good": int(good),
        "pages": fetch.pages,
        "posts_new": fetch.posts_new,
        "mentions_new": fetch.mentions_new,
        "last_good": fetch.finished if good else None,
        "last_new": fetch.finished if fetch.posts_new else None,
        **vars(fetch.filled),
    }


def _add_to_hours(session: Session, visits: Sequence[Visited]) -> None:
    """Count new posts in their hours; a list in a column can only be written as a whole."""
    came = [
        (visited.fetch.source, at.astimezone(UTC), visited.fetch.finished.astimezone(UTC))
        for visited in visits
        for at in visited.came
    ]
    asked = {
        "sources": list({source for source, _, _ in came}),
        "days": list({at.date() for _, *times in came for at in times}),
    }
    known = {(source, day): hours for source, day, hours in session.execute(_HOURS, asked)}
    changed = dict[tuple[str, date], list[int]]()
    for source, at, found in came:
        kept = at if (source, at.date()) in known else found
        hours = changed.setdefault((source, kept.date()), known[source, kept.date()])
        hours[kept.hour] += 1
    rows = [{"source_": key[0], "day_": key[1], "hours_": hours} for key, hours in changed.items()]
    session.connection().execute(_KEEP_HOURS, rows)


@cache
def _upsert(dialect: str) -> Insert:
    """Built once: to build it costs several times what running it does."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = cast(Table, LedgerDay.__table__)
    insert = make(rows)
    changed: dict[str, Any] = {name: rows.c[name] + insert.excluded[name] for name in _SUMS}
    for name in ("last_good", "last_new"):
        changed[name] = func.coalesce(insert.excluded[name], rows.c[name])
    return insert.on_conflict_do_update(index_elements=["source", "day"], set_=changed)
