"""The six figures people watch, day by day, week by week, month by month."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pipeline.reports.coverage import read_blind
from pipeline.reports.days import PRAISE, count_days
from pipeline.reports.scope import (
    COMPLAINTS,
    JUDGED,
    MENTIONS,
    NEGATIVE,
    TASK,
    Asked,
    Scope,
    quantile,
    share,
    spoken_at,
)
from pipeline.reports.spans import every, last_of, start_of
from pipeline.reports.table import Cell, Table

FIGURES = (
    "mentions",
    "negative share",
    "complaints",
    "praise",
    "tasks",
    "answered",
    "median time to first answer",
    "90th percentile",
    "median time to close",
    "sources not seen",
    "whole",
)
COUNTS = (MENTIONS, JUDGED, NEGATIVE, COMPLAINTS, PRAISE)
COUNTED = ("mentions", "judged", "negative", "complaints", "praise")


def by_day(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each day."""
    return _by("day", session, asked)


def by_week(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each week, named by its Monday."""
    return _by("week", session, asked)


def by_month(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each month, named by its first day."""
    return _by("month", session, asked)


@dataclass
class _Period:
    """What happened to the posts of one period."""

    counts: Counter[str] = field(default_factory=Counter)
    answered: list[timedelta] = field(default_factory=list)
    closed: list[timedelta] = field(default_factory=list)
    blind: set[str] = field(default_factory=set)  # sources that were not seen on some day of it

    def figures(self) -> tuple[Cell, ...]:
        counts = self.counts
        return (
            counts["mentions"],
            share(counts["negative"], counts["judged"]),
            counts["complaints"],
            counts["praise"],
            counts["tasks"],
            len(self.answered),
            quantile(self.answered, 0.5),
            quantile(self.answered, 0.9),
            quantile(self.closed, 0.5),
            len(self.blind),
        )


def _by(unit: str, session: Session, asked: Asked) -> Table:
    scope = Scope.of(session, asked)
    periods: dict[date, _Period] = defaultdict(_Period)
    for day, found in count_days(session, asked, scope, COUNTS):
        periods[start_of(unit, day)].counts.update(dict(zip(COUNTED, found, strict=True)))
    told = scope.tasks(spoken_at, TASK.answered, TASK.closed, TASK.reopened)
    for at, answered, closed, reopened in session.execute(told):
        period = periods[start_of(unit, asked.day_of(at))]
        period.counts["tasks"] += 1
        period.answered += [max(answered - at, timedelta())] if answered else []
        since = reopened if reopened and closed and reopened <= closed else at
        period.closed += [max(closed - since, timedelta())] if closed else []
    for day, source in read_blind(session, asked):  # they are UTC
        periods[start_of(unit, day)].blind.add(source)
    rows = [
        (start, *periods[start].figures(), is_whole(unit, start, asked))
        for start in _starts(unit, periods, asked)
    ]
    return Table(f"by-{unit}", (unit, *FIGURES), tuple(rows))


def _starts(unit: str, known: Collection[date], asked: Asked) -> list[date]:
    """Where each period begins; one in which nothing was said is a row, too.

    Of all time they are not: a single old post would bring thousands.
    """
    if not known or asked.since is None:
        return sorted(known)
    end = asked.last_day or max(known)
    return list(every(unit, min(known), max(start_of(unit, end), max(known))))


def is_whole(unit: str, start: date, asked: Asked) -> str:
    """Whether all of a period that begins then was asked for and is over."""
    return "yes" if asked.holds(start, last_of(unit, start)) else "no"
