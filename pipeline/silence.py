"""Has a source gone quiet? Its silence against its own rate by hour of day and weekday.  (pure)"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import numpy as np
import numpy.typing as npt

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

Hours = Mapping[date, list[int]]  # new posts of each day (UTC), by hour; none: it was not seen
Numbers = npt.NDArray[np.int64]
Rates = npt.NDArray[np.float64]
_NOTHING, _UNSEEN = [0] * 24, [-1] * 24


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
        clock, posts = Clock.of(since, until, zone).read(days)
        total, watched = int(posts.sum()), len(posts)
        if not total or not watched:
            return cls(0.0, PRIOR_HOURS, 1.0, (1.0,) * 24, (1.0,) * 7, zone)
        weekdays = _factors(posts, clock.weekdays, 7, 1.0)
        bursts = _bursts(posts, clock, total / watched, weekdays)
        hours = _factors(posts, clock.hours, 24, bursts)
        exposure = float((hours[clock.hours] * weekdays[clock.weekdays]).sum())
        factors = tuple(hours.tolist()), tuple(weekdays.tolist())
        seen = np.bincount(clock.weekdays, minlength=7)
        unwatched = frozenset(np.flatnonzero(seen < _HALF_A_DAY).tolist())
        return cls(total, exposure + PRIOR_HOURS, bursts, *factors, zone, unwatched)

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
        if until <= since:
            return 0.0
        clock = Clock.of(since, until, self.zone)
        whole = np.ones(len(clock.hours))
        whole[0] -= (since - clock.first) / HOUR
        whole[-1] -= (clock.first + len(whole) * HOUR - until) / HOUR
        yields = np.array(self.hours)[clock.hours] * np.array(self.weekdays)[clock.weekdays] * whole
        weekdays = np.bincount(clock.weekdays, yields, 7).tolist()
        unsure = sorted((weekdays[day] for day in self.unwatched), reverse=True)
        return float(sum(weekdays) - sum(unsure[:REST_DAYS]))


def find_silence(
    days: Hours, first: datetime, last_new: datetime, last_good: datetime, zone: tzinfo
) -> Silence:
    """The silence from the last new post to the last good visit, against the time before it.

    A time in which the source could not be read is no silence: hence the last good visit.
    """
    pulse = Pulse.of(days, max(first, last_new - LEARNT_FROM), last_new, zone)
    return pulse.measure(last_new, last_good)


@dataclass(frozen=True)
class Clock:
    """Every hour of a time, also those of days that nothing is known of, by a zone's clock."""

    first: datetime
    weekdays: Numbers
    hours: Numbers
    days: Numbers

    @classmethod
    def of(cls, since: datetime, until: datetime, zone: tzinfo) -> "Clock":
        """The hours that a time touches."""
        first = _full_hour(since)
        count = max(math.ceil((until - first) / HOUR), 0)
        whole = math.ceil((first.hour + count) / 24)
        told = [_read_clock(first.date() + timedelta(days=day), zone) for day in range(whole)]
        some = np.concatenate([np.empty((3, 0), int), *told], axis=1)
        return cls(first, *some[:, first.hour : first.hour + count])

    def read(self, days: Hours) -> tuple["Clock", Numbers]:
        """Those of its hours in which a source could be seen, and the new posts of each."""
        day, start = self.first.date(), self.first.hour
        whole = math.ceil((start + len(self.hours)) / 24)
        told: list[int] = []
        for number in range(whole):
            known = days.get(day + timedelta(days=number), _NOTHING)
            told += known or _UNSEEN
        posts = np.array(told, dtype=np.int64)[start : start + len(self.hours)]
        seen = posts >= 0
        clock = Clock(self.first, self.weekdays[seen], self.hours[seen], self.days[seen])
        return clock, posts[seen]


@lru_cache(maxsize=10_000)
def _read_clock(day: date, zone: tzinfo) -> Numbers:
    """Weekday, hour and day of each hour of a day (UTC): most sources share one zone."""
    midnight = datetime.combine(day, time(), UTC)
    local = [(midnight + hour * HOUR).astimezone(zone) for hour in range(24)]
    return np.array([[at.weekday(), at.hour, at.toordinal()] for at in local]).T


def _factors(posts: Numbers, places: Numbers, size: int, bursts: float) -> Rates:
    """How much more or less comes in each place than evenly; little data says little."""
    found = np.bincount(places, posts / bursts, size)
    watched = np.bincount(places, minlength=size)
    rate = float(found.sum() / watched.sum())
    factors: Rates = (found + EVENLY) / (rate * watched + EVENLY)
    return factors


def _bursts(posts: Numbers, clock: Clock, rate: float, weekdays: Rates) -> float:
    """Variance over mean of the posts of a day, as far as weekdays do not explain it."""
    days = np.unique(clock.days, return_inverse=True)[1]
    mean = np.bincount(days, rate * weekdays[clock.weekdays])
    off = float(((np.bincount(days, posts) - mean) ** 2 / mean).sum())
    return max((off + EVENLY) / (max(len(mean) - 7, 0) + EVENLY), 1.0)


def _full_hour(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(at.astimezone(UTC).hour), UTC)


def odds(probability: float) -> int:
    """The N of "once in N times", with two digits that mean something; at most a million."""
    if probability <= 1e-6:
        return 1_000_000
    exact = 1 / probability
    step = 10 ** max(math.floor(math.log10(exact)) - 1, 0)
    return int(round(exact / step) * step)
