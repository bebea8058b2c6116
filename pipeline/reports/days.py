"""What was said day by day in somebody's zone, counted in the database hour by hour."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from pipeline.reports.scope import MENTION, Asked, Scope, spoken_at

# How far a moment is written: characters in SQLite, the form in PostgreSQL and here.
HOURS = (13, "YYYY-MM-DD HH24", "%Y-%m-%d %H")
MINUTES = (16, "YYYY-MM-DD HH24:MI", "%Y-%m-%d %H:%M")
Width = tuple[int, str, str]
_LAST = timedelta(minutes=59)

PRAISE = func.count().filter(MENTION.act == "praise")


def count_days(
    session: Session,
    asked: Asked,
    scope: Scope,
    counts: Sequence[ColumnElement[Any]],
    keys: Sequence[ColumnElement[Any]] = (),
) -> Iterator[tuple[date, Any]]:
    """Each day with the keys and counts of some of its mentions; days and keys come repeatedly.

    Where days begin within an hour of UTC, mentions are counted minute by minute.
    """
    rows = _count(session, scope, HOURS, counts, keys)
    if any(asked.day_of(at) != asked.day_of(at + _LAST) for at in rows):
        rows = _count(session, scope, MINUTES, counts, keys)
    for at, found in rows.items():
        day = asked.day_of(at)
        yield from ((day, row) for row in found)


def _count(
    session: Session,
    scope: Scope,
    width: Width,
    counts: Sequence[ColumnElement[Any]],
    keys: Sequence[ColumnElement[Any]],
) -> dict[datetime, list[Any]]:
    moment = _written(session, width)
    found: dict[datetime, list[Any]] = {}
    for told, *row in session.execute(
        scope.mentions(moment, *keys, *counts).group_by(moment, *keys)
    ):
        at = datetime.strptime(told, width[2]).replace(tzinfo=UTC)
        found.setdefault(at, []).append(row)
    return found


def _written(session: Session, width: Width) -> ColumnElement[str]:
    """The beginning of a moment as it is written in UTC."""
    length, form, _ = width
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", spoken_at), form)
    return func.substr(spoken_at, 1, length)
