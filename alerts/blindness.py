"""Hours in which we could not see enough, so that few mentions say nothing.  (pure)"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from alerts.facts import Span, Visit, Visited
from alerts.outages import silences
from pipeline.silence import SHORTEST

HOUR = timedelta(hours=1)
ENOUGH = 0.1  # share of the mentions: blind sources that brought less explain no fall
LONGEST_PAUSE = timedelta(hours=14)  # visits are never further apart, unless a source says so
PAUSES = 3  # times the usual pause between visits


def blind_hours(sources: Sequence[Visited], until: datetime) -> frozenset[datetime]:
    """The hours in which sources that bring a good part of the mentions were not seen."""
    brought = {one.source: sum(visit.mentions_new for visit in one.visits) for one in sources}
    least = ENOUGH * sum(brought.values())
    lost: Counter[datetime] = Counter()
    for one in sources:
        hours = {hour for span in blind_spans(one, until) for hour in _hours(span)}
        lost.update(dict.fromkeys(hours, brought[one.source]))
    return frozenset(hour for hour, mentions in lost.items() if mentions >= least)


def blind_spans(one: Visited, until: datetime) -> Iterator[Span]:
    """When a source failed, was not visited, or was quiet beyond chance."""
    yield from _failing(one.visits)
    yield from _unvisited(one.visits, until)
    for visit, silence in silences(one, SHORTEST):
        if silence is not None and silence.quiet:
            yield Span(silence.since, visit.at)


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
    pauses = [Span(one, other) for one, other in pairwise([*moments, until])]
    if not pauses:
        return
    usual = median((pause.until - pause.since) / HOUR for pause in pauses)
    longest = max(LONGEST_PAUSE, PAUSES * usual * HOUR)
    yield from (pause for pause in pauses if pause.until - pause.since > longest)


def _hours(span: Span) -> Iterator[datetime]:
    at = span.since.replace(minute=0, second=0, microsecond=0)
    while at < span.until:
        yield at
        at += HOUR
