"""What each field of a source's posts was like over time: by day, and by visit of late."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import ledger
from pipeline.emptied import Emptied, Parsed, find_emptied
from pipeline.filled import FIELDS, Filled
from pipeline.visit_model import Fetch, LedgerDay

WINDOW = timedelta(days=30)
RECENT = 1000  # visits that are looked at one by one; of the time before days are enough
USUAL, FEWER = 0.5, 0.1  # a field that half of the posts have, and a tenth fewer than usual
_FETCH, _COUNTS = Fetch.__table__.c, tuple(vars(Filled()))


def read_emptied(
    session: Session,
    source: str,
    last: Filled | None,
    ever: Filled,
    days: Sequence[LedgerDay],
    now: datetime,
) -> tuple[Emptied, ...]:
    """The fields that went empty; earlier visits are only read when the last one lacks any.

    `last` counts the posts of the last visit, `ever` all of the source, `days` those of the last
    weeks.
    """
    if last is None or not last.parsed:
        last = next((one.filled for one in _read_visits(session, source, now, 1)), Filled())
    if not wanting(last, ever):
        return ()
    visits = _read_visits(session, source, now, RECENT)[::-1]
    if not visits:
        return ()
    if not wanting(last, sum((row.filled for row in days), Filled())):
        days = ledger.read_days(session, date.min, [source]).get(source, [])  # it was long ago
    begun = visits[0].at.astimezone(UTC).date()
    earlier = [row for row in days if row.day < begun and _tells(row)]
    return tuple(find_emptied([*map(_as_parsed, earlier), *visits]))


def wanting(last: Filled, ever: Filled) -> list[str]:
    """The fields that fewer posts of the last visit have than have them usually.  (pure)"""
    if not last.parsed or not ever.parsed:
        return []
    return [field for field in FIELDS if _is_fewer(field, last, ever)]


def _is_fewer(field: str, last: Filled, ever: Filled) -> bool:
    usual, here = ever.count(field) / ever.parsed, last.count(field) / last.parsed
    return (not here and usual > 0) or (usual > USUAL and here < usual - FEWER)


def _tells(row: LedgerDay) -> bool:
    return row.filled.parsed > 0 and row.posts_new > 0


def _as_parsed(row: LedgerDay) -> Parsed:
    """A day as one visit that read its new posts; a page shows the same posts many times a day."""
    parsed = row.filled.parsed
    new = min(row.posts_new, parsed)
    scaled = (round(count * new / parsed) for count in vars(row.filled).values())
    return Parsed(datetime.combine(row.day, time(), UTC), Filled(*scaled), new)


def _read_visits(session: Session, source: str, now: datetime, limit: int) -> list[Parsed]:
    """The last visits that read posts, the latest first."""
    columns = (_FETCH[name] for name in _COUNTS)
    asked = (
        select(_FETCH.finished, _FETCH.posts_new, *columns)
        .where(_FETCH.source == source, _FETCH.started >= now - WINDOW, _FETCH.parsed > 0)
        .order_by(_FETCH.started.desc(), _FETCH.id.desc())
        .limit(limit)
    )
    return [Parsed(at, Filled(*counts), new) for at, new, *counts in session.execute(asked)]
