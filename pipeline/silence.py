"""Has a source gone quiet? Its silence against its own rate by hour of day and weekday.  (pure)"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import numpy as np

from pipeline.flow import HOUR, Clock, Hours, bursts, factors

LEARNT_FROM = timedelta(weeks=8)  # of posts before the silence
SHORTEST = timedelta(days=1)  # nothing is called quiet before
UNLIKELY = 0.001  # a silence that chance brings less often than this is none of chance
LONGEST = timedelta(days=120)  # a longer silence is not measured to the end
_HALF_A_DAY = 12  # hours
# What holds before much is known: three days without any post, so that a quick start is no rate.
PRIOR_HOURS = 72.0
REST_DAYS = 2  # of the weekdays not watched yet so many may be days of rest: a weekend


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
        weekdays = factors(posts, clock.weekdays, 7, 1.0)
        bunched = bursts(posts, clock, total / watched, weekdays)
        hours = factors(posts, clock.hours, 24, bunched)
        exposure = float((hours[clock.hours] * weekdays[clock.weekdays]).sum())
        told = tuple(hours.tolist()), tuple(weekdays.tolist())
        seen = np.bincount(clock.weekdays, minlength=7)
        unwatched = frozenset(np.flatnonzero(seen < _HALF_A_DAY).tolist())
        return cls(total, exposure + PRIOR_HOURS, bunched, *told, zone, unwatched)

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


def odds(probability: float) -> int:
    """The N of "once in N times", with two digits that mean something; at most a million."""
    if probability <= 1e-6:
        return 1_000_000
    exact = 1 / probability
    step = 10 ** max(math.floor(math.log10(exact)) - 1, 0)
    return int(round(exact / step) * step)
