"""Hours in which we could not see enough, so that few mentions say nothing.  (pure)"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median

from alerts.facts import Span, Visit, Visited
from alerts.outages import stretches
from pipeline.silence import SHORTEST

HOUR = timedelta(hours=1)
ENOUGH = 0.1  # share of the mentions: blind sources that brought less explain no fall
LONGEST_PAUSE = timedelta(hours=14)  # visits are never further apart, unless a source says so
PAUSES = 3  # times the usual pause between visits

Blind = Mapping[datetime, float]  # hours, and the share of the mentions that was not seen in each


class Lost(Blind):
    """That of one brand, looked at only when something depends on it."""

    def __init__(self, look: Callable[[str], Blind], brand: str) -> None:
        self._look, self._brand = look, brand

    @cached_property
    def _seen(self) -> Blind:
        return self._look(self._brand)

    def __getitem__(self, hour: datetime) -> float:
        return self._seen[hour]

    def __iter__(self) -> Iterator[datetime]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)


def find_blind(sources: Sequence[Visited], until: datetime) -> dict[str, frozenset[datetime]]:
    """The hours in which each source was not seen."""
    return {
        one.source: frozenset(hour for span in blind_spans(one, until) for hour in _hours(span))
        for one in sources
    }


def lost_shares(unseen: Mapping[str, frozenset[datetime]], brought: Mapping[str, int]) -> Blind:
    """How much was not seen hour by hour of what sources bring in all: of one brand, say."""
    lost: Counter[datetime] = Counter()
    for source, hours in unseen.items():
        lost.update(dict.fromkeys(hours, brought.get(source, 0)))
    whole = sum(brought.values())
    return {hour: count / whole for hour, count in lost.items() if count}


def blind_spans(one: Visited, until: datetime) -> Iterator[Span]:
    """When a source failed, was not visited, or was quiet beyond chance."""
    yield from _failing(one.visits)
    yield from _unvisited(one.visits, until)
    for stretch in stretches(one, SHORTEST):
        last = stretch.visits[-1]
        if stretch.measure(last).quiet:
            yield Span(stretch.since, last.at)


def _failing(visits: Sequence[Visit]) -> Iterator[Span]:
    """From the first failed visit to the next good one: between them nothing was heard either."""
    since: datetime | None = None
    for visit in visits:
        if visit.failed:
            since = since or visit.at
        elif since is not None:
            yield Span(since, visit.at)
            since = None
    if since is not None:
        yield Span(since, visits[-1].at + HOUR)


def _unvisited(visits: Sequence[Visit], until: datetime) -> Iterator[Span]:
    moments = [visit.at for visit in visits]
    pauses = [other - one for one, other in pairwise([*moments, until])]
    if max(pauses, default=HOUR) <= LONGEST_PAUSE:  # as with most: what is usual says nothing
        return
    longest = max(LONGEST_PAUSE, PAUSES * median(pause / HOUR for pause in pauses) * HOUR)
    for since, pause in zip(moments, pauses, strict=True):
        if pause > longest:
            yield Span(since, since + pause)


def _hours(span: Span) -> Iterator[datetime]:
    at = span.since.replace(minute=0, second=0, microsecond=0)
    while at < span.until:
        yield at
        at += HOUR
