"""How good is the queue? A blind sample of both kinds of mention, with intervals.  (pure)"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")
_Z = 1.959964  # 95 of 100 intervals hold the truth


@dataclass(frozen=True)
class Share:
    """A share seen in a sample, and the interval the true one lies in."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The share as seen; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Label:
    """What a person said of a mention without seeing the judge's verdict."""

    flagged: bool  # what the judge had said
    complaint: bool  # what the person says


@dataclass(frozen=True)
class Quality:
    """Precision is exact for the sample; recall weighs the unflagged by how many there are."""

    precision: Share
    missed: Share  # complaints among the unflagged
    recall: float | None
    recall_low: float | None
    recall_high: float | None


def draw(flagged: Sequence[T], unflagged: Sequence[T], each: int, seed: int) -> list[T]:
    """At most `each` of both kinds, mixed so that the order tells nothing."""
    chance = Random(seed)  # noqa: S311  (a sample, not a secret)
    chosen = [
        *chance.sample(flagged, min(each, len(flagged))),
        *chance.sample(unflagged, min(each, len(unflagged))),
    ]
    chance.shuffle(chosen)
    return chosen


def wilson(part: int, whole: int) -> Share:
    """A share with its Wilson interval, which holds for small samples and shares near 0 or 1."""
    if not whole:
        return Share(0, 0, 0.0, 1.0)
    seen, square = part / whole, _Z * _Z / whole
    middle = (seen + square / 2) / (1 + square)
    half = _Z * math.sqrt(seen * (1 - seen) / whole + square / (4 * whole)) / (1 + square)
    return Share(part, whole, max(middle - half, 0.0), min(middle + half, 1.0))


def measure(labels: Sequence[Label], flagged: int, unflagged: int) -> Quality:
    """Precision and recall of the queue from labels, given how many there are of each kind."""
    of_flagged = [label.complaint for label in labels if label.flagged]
    of_others = [label.complaint for label in labels if not label.flagged]
    precision = wilson(sum(of_flagged), len(of_flagged))
    missed = wilson(sum(of_others), len(of_others))
    return Quality(
        precision=precision,
        missed=missed,
        recall=_recall(precision.share, missed.share, flagged, unflagged),
        recall_low=_recall(precision.low, missed.high, flagged, unflagged),
        recall_high=_recall(precision.high, missed.low, flagged, unflagged),
    )


def _recall(
    precision: float | None, missed: float | None, flagged: int, unflagged: int
) -> float | None:
    """Complaints found of all there are; None where the sample cannot say."""
    if precision is None or missed is None:
        return None
    found, lost = precision * flagged, missed * unflagged
    return found / (found + lost) if found + lost else None


@dataclass(frozen=True)
class Agreement:
    """Cohen's kappa of two people; 1: they always agree, 0: as often as chance alone makes them."""

    kappa: float
    low: float
    high: float


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement | None:
    """How far two people agree on the same mentions; the interval is that of their agreeing."""
    if not pairs:
        return None
    seen = wilson(sum(one == other for one, other in pairs), len(pairs))
    ones = sum(one for one, _ in pairs) / len(pairs)
    others = sum(other for _, other in pairs) / len(pairs)
    chance = ones * others + (1 - ones) * (1 - others)
    if chance == 1:  # both said the same of everything: nothing to tell chance from
        return Agreement(1.0, 0.0, 1.0)
    kappa, low, high = (
        (share - chance) / (1 - chance) for share in (seen.part / seen.whole, seen.low, seen.high)
    )
    return Agreement(kappa, max(low, -1.0), high)
