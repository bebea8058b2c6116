"""When requests really go out to each host, and when it answers: not when they are lined up."""

from collections.abc import Callable
from time import monotonic


class Departures:
    """For each host the moment of the first request since it last answered, in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left: dict[str, float] = {}
        self._answered: dict[str, tuple[float, float]] = {}

    def leave(self, host: str) -> None:
        """A request goes out; one that is tried again left before."""
        self._left.setdefault(host, self._clock())

    def arrive(self, host: str) -> None:
        """It answered, be it for its robots.txt."""
        now = self._clock()
        self._answered[host] = self._left.pop(host, now), now

    def last(self, host: str) -> tuple[float, float]:
        """When it was asked that answered last, and when it did."""
        now = self._clock()
        return self._answered.get(host, (now, now))

    def since(self, host: str) -> float:
        """When it was asked that does not answer."""
        return self._left.get(host, self._clock())
