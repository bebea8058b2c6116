"""Rules about how much is said, against the same hour and weekday of past weeks.  (pure)"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, dropwhile
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic.dataclasses import dataclass

from alerts.blindness import ENOUGH
from alerts.facts import Change, Count, Hit, Series, Span
from alerts.hysteresis import Point, walk
from alerts.options import STRICT, AtLeastOne, Factor, Hours, Options, Weeks

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
ENOUGH_LEFT = 0.5  # of the mentions not seen: a share is still known by the rest


@dataclass(frozen=True, config=STRICT, kw_only=True)
class TrendOptions(Options):
    """What is usual, and how far from it is worth a message."""

    brands: list[str] = field(default_factory=list)
    hours: Hours = 1  # how many hours are counted together
    weeks: Weeks = 4  # how many past weeks say what is usual
    smallest: AtLeastOne = 10  # fewer mentions than this are no trend
    factor: Factor = 2.0  # this many times the usual
    patience: AtLeastOne = 3  # calm hours before it is over


@dataclass(frozen=True, config=STRICT, kw_only=True)
class VolumeOptions(TrendOptions):
    """More than usual, less than usual, or both."""

    direction: Literal["rise", "fall", "both"] = "rise"


@dataclass(frozen=True, config=STRICT, kw_only=True)
class NegativeOptions(TrendOptions):
    """A larger negative share than usual."""

    hours: Hours = 6
    points: float = 0.2  # the share must be at least so much above the usual


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ThemeOptions(TrendOptions):
    """More complaints on one theme than usual."""

    hours: Hours = 24
    smallest: AtLeastOne = 5


def volume(options: VolumeOptions, series: Sequence[Series], span: Span) -> list[Hit]:
    """Mentions that left their usual number."""
    hits: list[Hit] = []
    for one in _wanted(options, series):
        if options.direction != "fall":
            hits += walk(_points(options, one, span, "mentions", _rose), options.patience)
        if options.direction != "rise":
            hits += walk(_points(options, one, span, "fewer-mentions", _fell), options.patience)
    return hits


def negative_share(options: NegativeOptions, series: Sequence[Series], span: Span) -> list[Hit]:
    """A negative share that left its usual range."""
    return [
        hit
        for one in _wanted(options, series)
        for hit in walk(_share_points(options, one, span), options.patience)
    ]


def themes(options: ThemeOptions, series: Sequence[Series], span: Span) -> list[Hit]:
    """Complaints on a theme that became more."""
    return [
        hit
        for one in _wanted(options, series)
        for hit in walk(_points(options, one, span, "theme", _rose), options.patience)
    ]


def _wanted(options: TrendOptions, series: Sequence[Series]) -> list[Series]:
    if options.brands:
        return [one for one in series if one.brand in options.brands]
    return [one for one in series if not one.competitor]


Sides = tuple[bool, bool]  # up, back


def _points(
    options: TrendOptions,
    series: Series,
    span: Span,
    measure: str,
    judge: Callable[[TrendOptions, float, float], Sides],
) -> list[Point]:
    tally = Tally(options, series)
    points = []
    for hour, finished in _walked(span):
        past = tally.past(hour)
        if not past or (measure == "fewer-mentions" and not finished):
            continue
        value = float(tally.window(hour).mentions)
        usual = sum(count.mentions for count in past) / len(past)
        up, back = judge(options, value, usual)
        change = Change(
            measure,
            series.brand,
            value,
            usual,
            hours=options.hours,
            theme=series.theme,
            theme_name=series.theme_name,
        )
        points.append(Point(hour, change, up, back and finished))
    return _seen_points(options, series, points, judge)


def _seen_points(
    options: TrendOptions,
    series: Series,
    points: list[Point],
    judge: Callable[[TrendOptions, float, float], Sides],
) -> list[Point]:
    """The points as far as what was not seen leaves them; nobody looks where nothing went up, nor
    before it did.
    """
    raised = _raised(points)
    if not raised:
        return []
    lost = _Unseen(options, series)
    seen = []
    for point in raised:
        value, usual = point.change.value, point.change.usual or 0.0
        if point.change.measure == "fewer-mentions":
            if lost.share(point.at) < ENOUGH:
                seen.append(point)
        elif point.back:
            share = lost.share(point.at)
            back = share < 1 and judge(options, value / (1 - share), usual)[1]
            seen.append(replace(point, back=back))
        else:
            seen.append(point)
    return seen


def _raised(points: list[Point]) -> list[Point]:
    """The points from the first that went up: those before it say nothing."""
    return list(dropwhile(lambda point: not point.up, points))


class _Unseen:
    """How much of a series was not seen: what is calm may be blind."""

    def __init__(self, options: TrendOptions, series: Series) -> None:
        self._hours = options.hours
        self._blind = dict(series.blind)  # a plain one: it is asked for each hour of many windows

    def share(self, hour: datetime) -> float:
        """The largest share not seen in one of the hours that end with this one."""
        if not self._blind:
            return 0.0
        return max(self._blind.get(hour - back * HOUR, 0.0) for back in range(self._hours))


def _rose(options: TrendOptions, value: float, usual: float) -> Sides:
    """Past the factor, and further than chance explains (three deviations of a Poisson count)."""
    limit = max(options.smallest, usual * options.factor, usual + 3 * math.sqrt(usual))
    return value >= limit, value < (usual + limit) / 2


def _fell(options: TrendOptions, value: float, usual: float) -> Sides:
    limit = min(usual / options.factor, usual - 3 * math.sqrt(usual))
    return usual >= options.smallest and value <= limit, value > (usual + limit) / 2


def _share_points(options: NegativeOptions, series: Series, span: Span) -> list[Point]:
    tally = Tally(options, series)
    points = []
    for hour, finished in _walked(span):
        past = tally.past(hour)
        before = sum(count.mentions for count in past)
        now = tally.window(hour)
        if before < options.smallest or not finished:  # a share can still go down again
            continue
        usual = sum(count.negative for count in past) / before
        value = now.negative / now.mentions if now.mentions else 0.0
        limit = max(usual * options.factor, usual + options.points)
        change = Change("negative-share", series.brand, value, usual, hours=options.hours)
        up = now.mentions >= options.smallest and value >= min(limit, 1.0)
        points.append(Point(hour, change, up, back=value < (usual + limit) / 2))
    raised = _raised(points)
    if not raised:
        return []
    lost = _Unseen(options, series)
    return [
        replace(point, back=point.back and lost.share(point.at) < ENOUGH_LEFT) for point in raised
    ]


def _walked(span: Span) -> Iterator[tuple[datetime, bool]]:
    """The hours of a span, and whether each is finished; in the last one more may still come."""
    hour = span.since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour <= span.until:
        yield hour, hour + HOUR <= span.until
        hour += HOUR


class Tally:
    """A series summed up, so that any window costs the same however long it is."""

    def __init__(self, options: TrendOptions, series: Series) -> None:
        self._hours = sorted(series.hours)
        counts = [series.hours[hour] for hour in self._hours]
        self._mentions = [0, *accumulate(count.mentions for count in counts)]
        self._negative = [0, *accumulate(count.negative for count in counts)]
        self._options = options
        self._started = series.started

    def window(self, hour: datetime) -> Count:
        """What was said in the hours that end with this one."""
        first = bisect_right(self._hours, hour - self._options.hours * HOUR)
        last = bisect_right(self._hours, hour)
        return Count(
            self._mentions[last] - self._mentions[first],
            self._negative[last] - self._negative[first],
        )

    def past(self, hour: datetime) -> list[Count]:
        """The same hours on the same weekday of the past weeks in which we listened."""
        reach = (self._options.hours - 1) * HOUR
        starts = _weeks_before(hour, self._options.zone, self._options.weeks)
        return [self.window(start) for start in starts if start - reach >= self._started]


@lru_cache(maxsize=10_000)
def _weeks_before(hour: datetime, zone: str, weeks: int) -> list[datetime]:
    """The same time of past weeks, by the clock on the wall."""
    local = hour.astimezone(ZoneInfo(zone))
    return [(local - back * WEEK).astimezone(UTC) for back in range(1, weeks + 1)]
