"""How long somebody who mistypes a password waits before the next try."""

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
        return max(last + pause - now, timedelta(0))

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
