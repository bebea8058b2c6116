"""The six figures people watch, day by day, week by week, month by month."""

from collections import Counter, defaultdict
from collections.abc import Callable
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
)
COUNTS = (MENTIONS, JUDGED, NEGATIVE, COMPLAINTS, PRAISE)
COUNTED = ("mentions", "judged", "negative", "complaints", "praise")


def by_day(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each day."""
    return _by("day", lambda day: day, session, asked)


def by_week(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each week, named by its Monday."""
    return _by("week", lambda day: day - timedelta(days=day.weekday()), session, asked)


def by_month(session: Session, asked: Asked) -> Table:
    """Mentions, complaints and answering times of each month, named by its first day."""
    return _by("month", lambda day: day.replace(day=1), session, asked)


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


def _by(unit: str, start_of: Callable[[date], date], session: Session, asked: Asked) -> Table:
    scope = Scope.of(session, asked)
    periods: dict[date, _Period] = defaultdict(_Period)
    for day, found in count_days(session, asked, scope, COUNTS):
        periods[start_of(day)].counts.update(dict(zip(COUNTED, found, strict=True)))
    for at, answered, closed in session.execute(scope.tasks(spoken_at, TASK.answered, TASK.closed)):
        period = periods[start_of(asked.day_of(at))]
        period.counts["tasks"] += 1
        period.answered += [max(answered - at, timedelta())] if answered else []
        period.closed += [max(closed - at, timedelta())] if closed else []
    first = asked.day_of(asked.since) if asked.since else date.min
    for day, source in read_blind(session, asked):
        if day >= first:  # a day of which we know nothing is a row, too; the ledger's are UTC
            periods[start_of(day)].blind.add(source)
    rows = [(start, *periods[start].figures()) for start in sorted(periods)]
    return Table(f"by-{unit}", (unit, *FIGURES), tuple(rows))
