"""Rules about sources: one cannot be read, or has gone quiet.  (pure)"""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from statistics import median

from pydantic.dataclasses import dataclass

from alerts.facts import Change, Hit, Span, Visited
from alerts.hysteresis import Point, walk
from alerts.options import STRICT, AtLeastOne, Options

FEWEST_GAPS = 5  # before so many we do not know what is usual


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SourceOptions(Options):
    """When a source is in trouble; an empty list means all sources."""

    sources: list[str] = field(default_factory=list)
    failures: AtLeastOne = 3  # visits in a row that failed
    quiet_times: float = 8.0  # so many times its usual pause without a new post
    quiet_hours: float = 24.0  # and at least so long


def source_trouble(options: SourceOptions, sources: Sequence[Visited], span: Span) -> list[Hit]:
    """Sources that broke or fell silent, and those that came back."""
    hits: list[Hit] = []
    for one in sources:
        if not options.sources or one.source in options.sources:
            hits += walk(_broken(options, one), patience=1)
            hits += walk(_quiet(options, one), patience=1)
    return [hit for hit in hits if span.since <= hit.at <= span.until]


def _broken(options: SourceOptions, one: Visited) -> Iterator[Point]:
    row = 0
    for visit in one.visits:
        row = row + 1 if visit.failed else 0
        change = Change("broken", one.source, float(row), detail=visit.error)
        yield Point(visit.at, change, up=row >= options.failures, back=not visit.failed)


def _quiet(options: SourceOptions, one: Visited) -> Iterator[Point]:
    """Only visits that went well count: a source we cannot read is not quiet but broken."""
    gaps: list[float] = []  # in hours
    last: datetime | None = None
    for visit in (visit for visit in one.visits if not visit.failed):
        silence = visit.at - last if last else timedelta()
        yield Point(
            visit.at,
            Change("quiet", one.source, _hours(silence), median(gaps) if gaps else None),
            up=_too_long(options, silence, gaps),
            back=visit.posts_new > 0,
        )
        if visit.posts_new:
            gaps += [_hours(visit.at - last)] if last else []
            last = visit.at


def _too_long(options: SourceOptions, silence: timedelta, gaps: Sequence[float]) -> bool:
    if len(gaps) < FEWEST_GAPS:
        return False
    longest = max(median(gaps) * options.quiet_times, options.quiet_hours)
    return _hours(silence) >= longest


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)


def blind_hours(sources: Sequence[Visited]) -> Iterator[datetime]:
    """Hours in which a source failed: what was not heard then says nothing."""
    for one in sources:
        for visit in one.visits:
            if visit.failed:
                yield visit.at.replace(minute=0, second=0, microsecond=0)
