"""Rules about sources: one cannot be read, has gone quiet, or its posts lack a field.  (pure)"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass as checked

from alerts.facts import Change, Hit, Span, Visit, Visited
from alerts.hysteresis import Point, walk
from alerts.options import STRICT, AtLeastOne, Options
from pipeline.emptied import Parsed, follow
from pipeline.filled import FIELDS
from pipeline.silence import LEARNT_FROM, UNLIKELY, Pulse, Silence, odds

AWAY_AGAIN = timedelta(hours=1)  # without a visit that our network lost; every source is tried soon


@checked(frozen=True, config=STRICT, kw_only=True)
class SourceOptions(Options):
    """When a source is in trouble; an empty list means all sources."""

    sources: list[str] = field(default_factory=list)
    failures: AtLeastOne = 3  # visits in a row that failed
    unlikely: Annotated[float, Field(gt=0, lt=1)] = UNLIKELY  # a silence rarer than this is quiet
    quiet_hours: Annotated[float, Field(ge=0, le=10_000)] = 24.0  # and at least so long


def source_trouble(options: SourceOptions, sources: Sequence[Visited], span: Span) -> list[Hit]:
    """Sources that broke, fell silent or lost a field, and those that came back."""
    asked = [one for one in sources if not options.sources or one.source in options.sources]
    hits = list(_away(asked))
    for one in asked:
        hits += walk(_broken(options, one), patience=1)
        hits += walk(_quiet(options, one), patience=1)
        # Most visits read the same, and share what they read: a few tell whether to look at all.
        read = {id(visit.filled): visit.filled for visit in one.visits if visit.filled.parsed}
        for name in FIELDS:
            if len({filled.count(name) > 0 for filled in read.values()}) > 1:
                hits += walk(_emptied(name, one), patience=1)
    return [hit for hit in hits if span.since <= hit.at <= span.until]


def _away(sources: Sequence[Visited]) -> Iterator[Hit]:
    """When our own network went away; that it is back is known to whoever gets the message."""
    visits = (visit for one in sources for visit in one.visits if visit.away)
    last: datetime | None = None
    for visit in sorted(visits, key=lambda visit: visit.at):
        if last is None or visit.at - last >= AWAY_AGAIN:
            change = Change("away", "", 0.0)
            yield from walk([Point(visit.at, change, up=True, back=False)], patience=1)
        last = visit.at


def _broken(options: SourceOptions, one: Visited) -> Iterator[Point]:
    row = 0
    for visit in one.visits:
        if visit.away:
            continue
        if row or visit.failed:  # all others are good ones after a good one
            row = row + 1 if visit.failed else 0
            change = Change("broken", one.source, float(row), detail=visit.error)
            yield Point(visit.at, change, up=row >= options.failures, back=not visit.failed)


def _quiet(options: SourceOptions, one: Visited) -> Iterator[Point]:
    """Only visits that went well count: a source we cannot read is not quiet but broken."""

    def is_unlikely(visit: Visit) -> bool:
        return stretch.measure(visit).probability < options.unlikely

    for stretch in stretches(one, timedelta(hours=options.quiet_hours)):
        if not is_unlikely(stretch.visits[-1]):
            continue
        # The longer, the less likely: the first visit that says so is found by halves.
        first = stretch.visits[bisect_left(stretch.visits, True, key=is_unlikely)]
        yield Point(
            first.at, _tell_silence(one.source, stretch.measure(first)), up=True, back=False
        )
        if stretch.end is not None:
            yield Point(stretch.end.at, Change("quiet", one.source, 0.0), up=False, back=True)


def _tell_silence(source: str, silence: Silence) -> Change:
    hours = (silence.until - silence.since) / timedelta(hours=1)
    return Change("quiet", source, hours, silence.expected, once_in=odds(silence.probability))


def _emptied(name: str, one: Visited) -> Iterator[Point]:
    """Of a field that was there at times; most always are, or never, and need no looking at."""
    visits = [visit for visit in one.visits if visit.filled.parsed]
    parsed = [Parsed(visit.at, visit.filled, visit.posts_new) for visit in visits]
    for visit, state in zip(visits, follow(name, parsed), strict=True):
        change = Change("emptied", one.source, state.posts if state else 0, theme=name)
        back = state is None and visit.filled.count(name) > 0
        yield Point(visit.at, change, up=state is not None, back=back)


@dataclass(frozen=True)
class Stretch:
    """A time without a new post that is long enough to be looked at."""

    one: Visited
    since: datetime
    visits: Sequence[Visit]  # that went well, from when it was long enough
    end: Visit | None  # the one that found something new

    def measure(self, visit: Visit) -> Silence:
        """The silence as it was at a visit; it only gets less likely from one to the next."""
        return self._pulse.measure(self.since, visit.at)

    @cached_property
    def _pulse(self) -> Pulse:
        return _learn(self.one, self.since)


def stretches(one: Visited, shortest: timedelta) -> Iterator[Stretch]:
    """Every time without a new post that lasted so long."""
    since: datetime | None = None
    quiet: list[Visit] = []
    for visit in one.visits:
        if visit.failed:
            continue
        if visit.posts_new:
            if since is not None and quiet:
                yield Stretch(one, since, quiet, visit)
            since, quiet = visit.at, []
        elif since is not None and visit.at - since >= shortest:
            quiet.append(visit)
    if since is not None and quiet:
        yield Stretch(one, since, quiet, None)


def _learn(one: Visited, until: datetime) -> Pulse:
    """The source's rate as it was known then."""
    first = datetime.combine(min(one.hours, default=until.date()), time(), UTC)
    return Pulse.of(one.hours, max(first, until - LEARNT_FROM), until, one.zone)
