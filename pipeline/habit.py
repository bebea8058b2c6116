"""In which hours of the week a source's posts come.  (pure)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from math import sqrt

import numpy as np

from pipeline.flow import HOUR, Clock, Hours, Numbers, Rates, bursts, factors, full_hour

LEARNT_FROM = timedelta(weeks=8)  # at most
LONGEST = timedelta(hours=12)  # between visits: no hour is so quiet that it is not looked at
WEEK = 168  # hours
# A source of many posts is known from its last weeks alone, and soon again when it moves its hours.
ENOUGH, FEWEST_WEEKS = 150, 2
LOUDEST = 4  # an hour counts for no more than so many usual hours with posts: a burst is no habit
NEVER = 0.02  # of an even flow: what is expected where nothing ever came


@dataclass(frozen=True)
class Habit:
    """How much comes in each hour of the week, 1 on average; nothing is known of an even one."""

    week: tuple[float, ...] = ()
    zone: tzinfo = UTC

    @classmethod
    def of(cls, days: Hours, now: datetime, zone: tzinfo) -> "Habit":
        """Learn from the new posts of whole weeks; the first day of all was not seen whole."""
        first = datetime.combine(min(days, default=now.date()), time(), UTC) + 24 * HOUR
        clock, posts = Clock.of(max(first, now - LEARNT_FROM), now, zone).read(days)
        count = _newest(posts)
        if not count or not posts[-count:].any():
            return cls()
        some: Rates = np.minimum(posts[-count:], _loudest(posts[-count:]))
        numbers = (clock.weekdays, clock.hours, clock.days)
        week = _learn(some, Clock(clock.first, *(each[-count:] for each in numbers)))
        return cls(tuple(week.tolist()), zone) if np.ptp(week) else cls()

    def posts(self, since: datetime, until: datetime) -> float:
        """This time in hours of average yield."""
        if not self.week:
            return max((until - since) / HOUR, 0.0)
        return max(self._sum(self._posts, until) - self._sum(self._posts, since), 0.0)

    def pace(self, since: datetime, until: datetime) -> float:
        """This time in hours of average need for visits.

        Posts wait least, visits being given, where visits are as dense as the square root of posts:
        half a distance is waited for each, so a density v costs f / v in an hour of f posts.
        """
        if not self.week:
            return max((until - since) / HOUR, 0.0)
        return max(self._sum(self._paces, until) - self._sum(self._paces, since), 0.0)

    def walk(self, since: datetime) -> Iterator[tuple[float, float, float]]:
        """Hour after hour from a time on: its length in hours, its posts, its need for visits."""
        at = since
        while True:
            place = self._place(at)
            following = full_hour(at) + HOUR
            length = (following - at) / HOUR
            yield length, self._week[place], self._paces[place + 1] - self._paces[place]
            at = following

    @cached_property
    def _week(self) -> tuple[float, ...]:
        return self.week or (1.0,) * WEEK

    @cached_property
    def _posts(self) -> list[float]:
        return list(accumulate(self._week, initial=0.0))

    @cached_property
    def _paces(self) -> list[float]:
        roots = [sqrt(each) for each in self._week]
        mean = sum(roots) / WEEK
        return list(accumulate((root / mean for root in roots), initial=0.0))

    def _place(self, at: datetime) -> int:
        local = full_hour(at).astimezone(self.zone)
        return local.weekday() * 24 + local.hour

    def _sum(self, sums: Sequence[float], at: datetime) -> float:
        """What there was from the beginning of time to this moment."""
        full = full_hour(at)
        local = full.astimezone(self.zone)
        weeks, place = (local.toordinal() - 1) // 7, local.weekday() * 24 + local.hour
        part = (at - full) / HOUR * (sums[place + 1] - sums[place])
        return weeks * sums[WEEK] + sums[place] + part


EVEN = Habit()


def _newest(posts: Numbers) -> int:
    """How many of the newest hours are enough to learn from: whole weeks, and none at first."""
    weeks = len(posts) // WEEK
    after = int(np.searchsorted(np.cumsum(posts[::-1]), ENOUGH)) // WEEK + 1
    return min(weeks, max(after, FEWEST_WEEKS)) * WEEK


def _loudest(posts: Numbers) -> float:
    return LOUDEST * float(np.median(posts[posts > 0]))


def _learn(posts: Rates, clock: Clock) -> Rates:
    rate = float(posts.sum()) / len(posts)
    bunched = bursts(posts, clock, rate, factors(posts, clock.weekdays, 7, 1.0))
    hours = _shrink(posts / bunched, clock.hours, 24)
    weekdays = _shrink(posts / bunched, clock.weekdays, 7)
    week: Rates = np.outer(weekdays, hours).ravel()
    week = np.maximum(week / week.mean(), NEVER)
    return week / float(week.mean())


def _shrink(posts: Rates, places: Numbers, size: int) -> Rates:
    """Factors drawn to an even flow by as much of their differences as chance explains.

    Chance alone makes the sum of squares as large as there are places less one (chi-squared), and
    a deviation more for luck; the rest is habit (the shrinkage of James and Stein, as Efron and
    Morris use it, 1973).
    """
    found = np.bincount(places, posts, size)
    watched = np.bincount(places, minlength=size)
    even = watched * float(posts.sum()) / len(posts)
    seen = even > 0
    off = float(((found - even)[seen] ** 2 / even[seen]).sum())
    free = int(seen.sum()) - 1
    habit = max(0.0, 1.0 - (free + sqrt(2 * free)) / off) if off else 0.0
    shrunk: Rates = 1.0 + habit * (factors(posts, places, size, 1.0) - 1.0)
    return shrunk


def place_posts(
    written: Sequence[datetime | None], since: datetime, until: datetime, zone: tzinfo, seed: str
) -> list[datetime]:
    """When the posts that a visit found came: as written, else some time since the visit before.

    A time of day that is midnight is none, but a day; what is older than the visit before came
    late. The hour of the visit would only teach when visits are made.
    """
    gap = max(until - since, timedelta(0))
    return [
        at
        if at is not None and since <= at <= until and not _is_midnight(at, zone)
        else until - gap * _chance(f"{seed} {until.isoformat()} {number}")
        for number, at in enumerate(written)
    ]


def _is_midnight(at: datetime, zone: tzinfo) -> bool:
    return time() in (at.astimezone(UTC).time(), at.astimezone(zone).time())


def _chance(seed: str) -> float:
    return int.from_bytes(blake2b(seed.encode(), digest_size=4).digest()) / 2**32
