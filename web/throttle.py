"""How long somebody who mistypes a password waits, and how often strangers may ask."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FREE = 4  # mistakes that cost nothing
FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)
REMEMBERED = 10_000  # pairs of login and address; the oldest are forgotten beyond that


@dataclass
class Throttle:
    """Mistakes per key, and when the next try is welcome."""

    mistakes: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long this key still has to wait; zero when it may try."""
        count, last = self.mistakes.get(key, (0, now))
        if count < FREE:
            return timedelta(0)
        pause: timedelta = min(FIRST * 2 ** min(count - FREE, 20), LONGEST)
        # Never longer than that: the clock may have been set back since.
        return min(max(last + pause - now, timedelta(0)), pause)

    def miss(self, key: str, now: datetime) -> None:
        """Remember a mistake."""
        count, last = self.mistakes.pop(key, (0, now))
        if now - last > LONGEST * 2:
            count = 0
        self.mistakes[key] = (count + 1, now)
        while len(self.mistakes) > REMEMBERED:
            del self.mistakes[next(iter(self.mistakes))]

    def forgive(self, key: str) -> None:
        """Forget the mistakes of a key that got it right."""
        self.mistakes.pop(key, None)


@dataclass
class Meter:
    """How many requests each address made in the minute that runs."""

    most: int = 40
    seen: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def admits(self, key: str, now: datetime) -> bool:
        """Count a request; False when it is one too many."""
        minute = now.replace(second=0, microsecond=0)
        begun, count = self.seen.pop(key, (minute, 0))
        count = count + 1 if begun == minute else 1
        self.seen[key] = (minute, count)
        while len(self.seen) > REMEMBERED:
            del self.seen[next(iter(self.seen))]
        return count <= self.most
