"""New posts counted by hour: by whose clock, and how hours and weekdays differ.  (pure)"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import numpy as np
import numpy.typing as npt

HOUR = timedelta(hours=1)
# What holds before much is known: in each hour of the day and on each weekday as if this many
# posts had come evenly (a gamma prior of a rate of posts, whose mean is that of an even flow).
EVENLY = 2.0

Hours = Mapping[date, list[int]]  # new posts of each day (UTC), by hour; none: it was not seen
Numbers = npt.NDArray[np.int64]
Rates = npt.NDArray[np.float64]
_NOTHING, _UNSEEN = [0] * 24, [-1] * 24


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
        first = full_hour(since)
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


def factors(posts: Numbers | Rates, places: Numbers, size: int, bunched: float) -> Rates:
    """How much more or less comes in each place than evenly; little data says little."""
    found = np.bincount(places, posts / bunched, size)
    watched = np.bincount(places, minlength=size)
    rate = float(found.sum() / watched.sum())
    compared: Rates = (found + EVENLY) / (rate * watched + EVENLY)
    return compared


def bursts(posts: Numbers | Rates, clock: Clock, rate: float, weekdays: Rates) -> float:
    """Variance over mean of the posts of a day, as far as weekdays do not explain it."""
    days = np.unique(clock.days, return_inverse=True)[1]
    mean = np.bincount(days, rate * weekdays[clock.weekdays])
    off = float(((np.bincount(days, posts) - mean) ** 2 / mean).sum())
    return max((off + EVENLY) / (max(len(mean) - 7, 0) + EVENLY), 1.0)


def full_hour(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(at.astimezone(UTC).hour), UTC)
