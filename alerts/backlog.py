"""Rules about tasks: too many are open, or one waits too long for its answer.  (pure)"""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from alerts.facts import Case, Change, Hit, Span
from alerts.hysteresis import SERIOUS, Point, walk
from alerts.options import STRICT, AtLeastOne, Options

STEP = timedelta(minutes=15)


@dataclass(frozen=True, config=STRICT, kw_only=True)
class QueueOptions(Options):
    """How many open tasks are too many; it is over at four fifths of that."""

    brands: list[str] = field(default_factory=list)
    above: int = 50
    patience: AtLeastOne = 4  # calm quarters of an hour before it is over


@dataclass(frozen=True, config=STRICT, kw_only=True)
class WaitingOptions(Options):
    """How long a task may wait for its first answer."""

    brands: list[str] = field(default_factory=list)
    hours: Annotated[float, Field(gt=0, le=1_000)] = 4.0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class PromiseOptions(Options):
    """How long before a promised answer is due people are warned."""

    brands: list[str] = field(default_factory=list)
    minutes_before: Annotated[int, Field(ge=0, le=100_000)] = 30


def queue(options: QueueOptions, cases: Sequence[Case], span: Span) -> list[Hit]:
    """The number of open tasks went past the limit, or is back."""
    wanted = [case for case in cases if not options.brands or case.brand in options.brands]
    return list(walk(_points(options, wanted, span), options.patience))


def waiting(options: WaitingOptions, cases: Sequence[Case], span: Span) -> list[Hit]:
    """Tasks whose first answer is late."""
    allowed = timedelta(hours=options.hours)
    return [
        _late(case, case.opened + allowed, options)
        for case in cases
        if (not options.brands or case.brand in options.brands)
        and span.since <= case.opened + allowed <= span.until
        and case.opened + allowed < min(_ends(case), default=datetime.max.replace(tzinfo=UTC))
    ]


def promise(options: PromiseOptions, cases: Sequence[Case], span: Span) -> list[Hit]:
    """Answers that are due soon, and those that are overdue; a new due time is a new promise."""
    before = timedelta(minutes=options.minutes_before)
    hits = [
        hit
        for case in cases
        if (not options.brands or case.brand in options.brands)
        and case.due is not None  # what was answered and opened again is due once more
        and case.closed is None
        for hit in (_due_soon(case, case.due, before), _overdue(case, case.due))
    ]
    return [hit for hit in hits if span.since <= hit.at <= span.until]


def _due_soon(case: Case, due: datetime, before: timedelta) -> Hit:
    minutes = before / timedelta(minutes=1)
    change = Change("due-soon", case.brand, minutes, task_id=case.task_id)
    return Hit(f"due|{case.task_id}|{due.isoformat()}", due - before, SERIOUS, change)


def _overdue(case: Case, due: datetime) -> Hit:
    change = Change("overdue", case.brand, 0.0, task_id=case.task_id)
    return Hit(f"overdue|{case.task_id}|{due.isoformat()}", due, SERIOUS, change)


def _ends(case: Case) -> list[datetime]:
    return [moment for moment in (case.answered, case.closed) if moment is not None]


def _late(case: Case, at: datetime, options: WaitingOptions) -> Hit:
    change = Change("waiting", case.brand, options.hours, task_id=case.task_id)
    return Hit(f"waiting|{case.task_id}", at, SERIOUS, change)


def _points(options: QueueOptions, cases: Sequence[Case], span: Span) -> Iterator[Point]:
    opened = sorted(case.opened for case in cases)
    closed = sorted(case.closed for case in cases if case.closed is not None)
    subject = ", ".join(options.brands)
    begun = ended = 0
    for moment in _moments(span):
        begun = _advance(opened, begun, moment)
        ended = _advance(closed, ended, moment)
        size = begun - ended
        yield Point(
            moment,
            Change("queue", subject, float(size), float(options.above)),
            up=size > options.above,
            back=size <= 0.8 * options.above,
        )


def _moments(span: Span) -> Iterator[datetime]:
    """Every quarter of an hour on the clock, so that two runs look at the same moments."""
    first = span.since.astimezone(UTC)
    moment = first.replace(minute=first.minute // 15 * 15, second=0, microsecond=0)
    while moment <= span.until:
        yield moment
        moment += STEP


def _advance(moments: Sequence[datetime], place: int, until: datetime) -> int:
    while place < len(moments) and moments[place] <= until:
        place += 1
    return place
