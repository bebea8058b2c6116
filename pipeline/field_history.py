"""What each field of a source's posts was like over time: by day, and by visit of late."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipeline import ledger
from pipeline.emptied import Emptied, Parsed, find_emptied
from pipeline.filled import FIELDS, Filled
from pipeline.model import SourceRow
from pipeline.visit_model import Fetch

WINDOW = timedelta(days=30)
RECENT = 1000  # visits that are looked at one by one; of the time before days are enough
USUAL, FEWER = 0.5, 0.1  # a field that half of the posts have, and a tenth fewer than usual
_FETCH, _COUNTS = Fetch.__table__.c, tuple(vars(Filled()))


@dataclass(frozen=True)
class Known:
    """What is known of a source before its visits are looked at one by one."""

    source: str
    last: Filled | None  # the posts of the last visit
    ever: Filled  # all of the source
    days: Sequence[ledger.Day]  # of the last weeks


def read_emptied(
    session: Session, sources: Iterable[Known], now: datetime
) -> dict[str, tuple[Emptied, ...]]:
    """The fields that went empty; earlier visits are only read when the last one lacks any."""
    last = _read_last(session, sources := list(sources), now)
    doubtful = [one for one in sources if wanting(last[one.source], one.ever)]
    if not doubtful:
        return {}
    visits = _read_visits(session, [one.source for one in doubtful], now)
    seen = [one for one in doubtful if one.source in visits]
    days = {one.source: one.days for one in seen}
    # Of some it was long ago.
    old = [one.source for one in seen if not wanting(last[one.source], _sum(one.days))]
    days |= ledger.read_days(session, date.min, old) if old else {}
    return {one.source: _find(days[one.source], visits[one.source]) for one in seen}


def _find(days: Sequence[ledger.Day], visits: Sequence[Parsed]) -> tuple[Emptied, ...]:
    begun = visits[0].at.astimezone(UTC).date()
    earlier = [row for row in days if row.day < begun and _tells(row)]
    return tuple(find_emptied([*map(_as_parsed, earlier), *visits]))


def _sum(days: Sequence[ledger.Day]) -> Filled:
    return sum((row.filled for row in days), Filled())


def wanting(last: Filled, ever: Filled) -> list[str]:
    """The fields that fewer posts of the last visit have than have them usually.  (pure)"""
    if not last.parsed or not ever.parsed:
        return []
    return [field for field in FIELDS if _is_fewer(field, last, ever)]


def _is_fewer(field: str, last: Filled, ever: Filled) -> bool:
    usual, here = ever.count(field) / ever.parsed, last.count(field) / last.parsed
    return (not here and usual > 0) or (usual > USUAL and here < usual - FEWER)


def _tells(row: ledger.Day) -> bool:
    return row.filled.parsed > 0 and row.posts_new > 0


def _as_parsed(row: ledger.Day) -> Parsed:
    """A day as one visit that read its new posts; a page shows the same posts many times a day."""
    parsed = row.filled.parsed
    new = min(row.posts_new, parsed)
    scaled = (round(count * new / parsed) for count in vars(row.filled).values())
    return Parsed(datetime.combine(row.day, time(), UTC), Filled(*scaled), new)


def _read_last(session: Session, sources: Sequence[Known], now: datetime) -> dict[str, Filled]:
    """What the last visit of each that read posts counted."""
    found = {one.source: one.last or Filled() for one in sources}
    unread = [source for source, last in found.items() if not last.parsed]
    if unread:
        asked = _asked(now).where(_FETCH.source == SourceRow.__table__.c.name)
        # Of each source the index gives the last at once.
        latest = asked.with_only_columns(_FETCH.id).limit(1).scalar_subquery()
        ids = select(latest).select_from(SourceRow).where(SourceRow.__table__.c.name.in_(unread))
        counts = (_FETCH[name] for name in _COUNTS)
        rows = session.execute(select(_FETCH.source, *counts).where(_FETCH.id.in_(ids)))
        found |= {source: Filled(*filled) for source, *filled in rows}
    return found


def _read_visits(
    session: Session, sources: Sequence[str], now: datetime
) -> dict[str, list[Parsed]]:
    """The latest visits of each that read posts, the earliest first."""
    order = (_FETCH.started.desc(), _FETCH.id.desc())
    place = func.row_number().over(partition_by=_FETCH.source, order_by=order).label("place")
    told = _asked(now).where(_FETCH.source.in_(sources)).order_by(None).add_columns(place)
    rows = told.subquery().c
    counts = (rows[name] for name in _COUNTS)
    columns = select(rows.source, rows.finished, rows.posts_new, *counts)
    latest = columns.where(rows.place <= RECENT).order_by(rows.place.desc())
    found: dict[str, list[Parsed]] = defaultdict(list)
    for source, at, new, *filled in session.execute(latest):
        found[source].append(Parsed(at, Filled(*filled), new))
    return found


def _asked(now: datetime) -> Select[Any]:
    """Visits that read posts, the latest first."""
    counts = (_FETCH[name] for name in _COUNTS)
    asked = select(_FETCH.source, _FETCH.finished, _FETCH.posts_new, *counts)
    asked = asked.where(_FETCH.started >= now - WINDOW, _FETCH.parsed > 0)
    return asked.order_by(_FETCH.started.desc(), _FETCH.id.desc())
