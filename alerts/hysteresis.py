"""Up once, over once: what keeps a value near the limit from ringing all day.  (pure)"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.facts import Change, Hit

SERIOUS = 2.0  # the level of a change: told at once, but it does not wake people


@dataclass(frozen=True)
class Point:
    """A measured value at a moment, and on which side of the limits it is."""

    at: datetime
    change: Change
    up: bool  # past the limit
    back: bool  # clearly below it again; neither: in between, nothing changes


def walk(points: Iterable[Point], patience: int) -> Iterator[Hit]:
    """A hit when the value goes up, and one when it was back for `patience` points in a row."""
    raised: Hit | None = None
    calm = 0
    for point in points:
        if raised is None:
            if point.up:
                raised, calm = _up(point), 0
                yield raised
            continue
        calm = calm + 1 if point.back else 0
        if calm >= patience:
            yield _over(point, raised)
            raised = None


def _up(point: Point) -> Hit:
    change = point.change
    subject = f"{change.measure}|{change.subject}|{change.theme}"
    return Hit(f"{subject}|{point.at.isoformat()}", point.at, SERIOUS, change)


def _over(point: Point, raised: Hit) -> Hit:
    return Hit(f"{raised.key}{OVER}", point.at, SERIOUS, replace(point.change, over=True))


OVER = "|over"


def without_orphans(hits: Iterable[Hit], told: Iterable[str]) -> list[Hit]:
    """Leave out the end of what nobody was told had begun."""
    kept = list(hits)
    begun = {hit.key for hit in kept} | set(told)
    return [
        hit for hit in kept if not hit.key.endswith(OVER) or hit.key.removesuffix(OVER) in begun
    ]
