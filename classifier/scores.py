"""How good answers are: macro-F1 with an interval, and how far stated certainty is off."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 15


@dataclass(frozen=True)
class Score:
    """A macro-F1 with its 95 % interval, over so many texts."""

    macro_f1: float
    low: float
    high: float
    texts: int

    def __str__(self) -> str:
        return f"{self.macro_f1:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.texts}"


def macro_f1(gold: Sequence[int], given: Sequence[int]) -> float:
    """The mean F1 over the labels that occur in the gold answers."""
    labels = sorted(set(gold))
    return sum(_f1(gold, given, label) for label in labels) / len(labels) if labels else 0.0


def _f1(gold: Sequence[int], given: Sequence[int], label: int) -> float:
    hits = sum(1 for a, b in zip(gold, given, strict=True) if a == b == label)
    relevant = sum(1 for a in gold if a == label)
    stated = sum(1 for b in given if b == label)
    return 2 * hits / (relevant + stated) if relevant + stated else 0.0


def score(gold: Sequence[int], given: Sequence[int], rounds: int = 200, seed: int = 1) -> Score:
    """Macro-F1 and its interval from resampled texts."""
    chance = random.Random(seed)  # noqa: S311
    pairs = list(zip(gold, given, strict=True))
    tries = []
    for _ in range(rounds):
        again = chance.choices(pairs, k=len(pairs))
        tries.append(macro_f1([a for a, _ in again], [b for _, b in again]))
    tries.sort()
    low, high = tries[int(0.025 * rounds)], tries[int(0.975 * rounds)]
    return Score(macro_f1(gold, given), low, high, len(pairs))


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """The expected calibration error: how far certainty and truth lie apart, bin by bin."""
    total = 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [
            (p, hit)
            for p, hit in zip(sure, right, strict=True)
            if low < p <= high or (p == 0 == low)
        ]
        if inside:
            stated = sum(p for p, _ in inside) / len(inside)
            found = sum(hit for _, hit in inside) / len(inside)
            total += len(inside) / len(sure) * abs(stated - found)
    return total
