"""Has a source gone quiet? Its silence against its own rate by hour of day and weekday.  (pure)"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

LEARNT_FROM = timedelta(weeks=8)  # of posts before the silence
SHORTEST = timedelta(days=1)  # nothing is called quiet before
UNLIKELY = 0.001  # a silence that chance brings less often than this is none of chance
LONGEST = timedelta(days=120)  # a longer silence is not measured to the end
HOUR = timedelta(hours=1)
_HALF_A_DAY = 12  # hours
# What holds before much is known: posts in each hour of the day and on each weekday as if this
# many had come evenly, and three days without any, so that a quick start is no rate.
EVENLY = 2.0
PRIOR_HOURS = 72.0
REST_DAYS = 2  # of the weekdays not watched yet so many may be days of rest: a weekend

Hours = Mapping[date, Sequence[int]]  # new posts of each day (UTC), by hour


@dataclass(frozen=True)
class Silence:
    """A time without a new post, and how often chance alone would bring it."""

    since: datetime
    until: datetime
    expected: float  # posts that the source's own rate lets us expect in it
    probability: float

    @property
    def quiet(self) -> bool:
        """Is it too long for chance?"""
        return self.probability < UNLIKELY and self.until - self.since >= SHORTEST


@dataclass(frozen=True)
class Pulse:
    """A source's own rate: posts an hour on average, and how hours and weekdays differ from it."""

    posts: float  # how many the rate was learnt from
    exposure: float  # in so many average hours
    bursts: float  # variance of a day's posts over its mean: 1 when they come one by one
    hours: tuple[float, ...]  # 24 factors
    weekdays: tuple[float, ...]  # 7 factors
    zone: tzinfo
    unwatched: frozenset[int] = frozenset()  # weekdays that nothing is known of yet

    @classmethod
    def of(cls, days: Hours, since: datetime, until: datetime, zone: tzinfo) -> "Pulse":
        """Learn from the posts that came in this time."""
        cells = _cells(days, since, until, zone)
        total, watched = sum(posts for _, posts in cells), len(cells)
        if not total or not watched:
            return cls(0.0, PRIOR_HOURS, 1.0, (1.0,) * 24, (1.0,) * 7, zone)
        weekdays = _factors(cells, [at.weekday() for at, _ in cells], 7, 1.0)
        bursts = _bursts(cells, total / watched, weekdays)
        hours = _factors(cells, [at.hour for at, _ in cells], 24, bursts)
        exposure = sum(hours[at.hour] * weekdays[at.weekday()] for at, _ in cells)
        seen = Counter(at.weekday() for at, _ in cells)
        unwatched = frozenset(day for day in range(7) if seen[day] < _HALF_A_DAY)
        return cls(total, exposure + PRIOR_HOURS, bursts, hours, weekdays, zone, unwatched)

    def measure(self, since: datetime, until: datetime) -> Silence:
        """How unlikely it is that nothing comes in this time.

        The rate is not known but learnt, so the count to expect is negative binomial; posts that
        come in bursts count as so many fewer.
        """
        span = self._average_hours(since, min(until, since + LONGEST))
        chance = (self.exposure / (self.exposure + span)) ** (self.posts / self.bursts)
        return Silence(since, until, self.posts / self.exposure * span, chance)

    def _average_hours(self, since: datetime, until: datetime) -> float:
        """The time in hours of average yield; what may be a weekend counts for nothing."""
        weekdays = [0.0] * 7
        at = since
        while at < until:
            end = min(_full_hour(at) + HOUR, until)
            local = at.astimezone(self.zone)
            yields = self.hours[local.hour] * self.weekdays[local.weekday()]
            weekdays[local.weekday()] += yields * ((end - at) / HOUR)
            at = end
        unsure = sorted((weekdays[day] for day in self.unwatched), reverse=True)
        return sum(weekdays) - sum(unsure[:REST_DAYS])


def find_silence(
    days: Hours, first: datetime, last_new: datetime, last_good: datetime, zone: tzinfo
) -> Silence:
    """The silence from the last new post to the last good visit, against the time before it.

    A time in which the source could not be read is no silence: hence the last good visit.
    """
    pulse = Pulse.of(days, max(first, last_new - LEARNT_FROM), last_new, zone)
    return pulse.measure(last_new, last_good)


Cell = tuple[datetime, int]  # an hour by the source's own clock, and its posts


def _cells(days: Hours, since: datetime, until: datetime, zone: tzinfo) -> list[Cell]:
    """Every hour of the time, also those of days that nothing is known of."""
    found = []
    at = _full_hour(since)
    while at < until:
        posts = days.get(at.date())
        found.append((at.astimezone(zone), posts[at.hour] if posts else 0))
        at += HOUR
    return found


def _factors(
    cells: Sequence[Cell], places: Sequence[int], size: int, bursts: float
) -> tuple[float, ...]:
    """How much more or less comes in each place than evenly; little data says little."""
    posts, watched = [0.0] * size, [0.0] * size
    for place, (_, count) in zip(places, cells, strict=True):
        posts[place] += count / bursts
        watched[place] += 1
    rate = sum(posts) / sum(watched)
    return tuple(
        (posts[place] + EVENLY) / (rate * watched[place] + EVENLY) for place in range(size)
    )


def _bursts(cells: Sequence[Cell], rate: float, weekdays: Sequence[float]) -> float:
    """Variance over mean of the posts of a day, as far as weekdays do not explain it."""
    counts: dict[date, list[int]] = {}
    for at, posts in cells:
        counts.setdefault(at.date(), []).append(posts)
    off = 0.0
    for day, posts_of_day in counts.items():
        mean = rate * weekdays[day.weekday()] * len(posts_of_day)
        off += (sum(posts_of_day) - mean) ** 2 / mean
    return max((off + EVENLY) / (max(len(counts) - 7, 0) + EVENLY), 1.0)


def _full_hour(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(at.astimezone(UTC).hour), UTC)


def odds(probability: float) -> int:
    """The N of "once in N times", with two digits that mean something; at most a million."""
    if probability <= 1e-6:
        return 1_000_000
    exact = 1 / probability
    step = 10 ** max(math.floor(math.log10(exact)) - 1, 0)
    return int(round(exact / step) * step)
