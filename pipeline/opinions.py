"""What customers answer, and the three scores as they are counted.  (pure)"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.quality import wilson

_Z = 1.959964  # 95 of 100 intervals hold the truth
SATISFACTION, EFFORT, RECOMMEND = range(1, 6), range(1, 8), range(11)


@dataclass(frozen=True)
class Opinion:
    """What a customer answers; each question may be left out."""

    satisfaction: int | None = None
    effort: int | None = None
    recommend: int | None = None
    said: str | None = None


@dataclass(frozen=True)
class Score:
    """A score and the interval the true one lies in; None where nobody answered the question."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scores:
    """The three scores of some answers."""

    answers: int
    csat: Score  # the share of 4 and 5 among 1 to 5
    ces: Score  # the mean of 1 to 7
    nps: Score  # the share of 9 and 10 less that of 0 to 6, from -1 to 1


def scores(opinions: Sequence[Opinion]) -> Scores:
    """Count opinions the standard way."""
    satisfied = [it.satisfaction for it in opinions if it.satisfaction is not None]
    easy = [float(it.effort) for it in opinions if it.effort is not None]
    loyal = [float(_loyalty(it.recommend)) for it in opinions if it.recommend is not None]
    return Scores(
        answers=len(opinions),
        csat=_share(sum(it >= 4 for it in satisfied), len(satisfied)),
        ces=_mean(easy, EFFORT[0], EFFORT[-1]),
        nps=_mean(loyal, -1, 1),
    )


def _loyalty(recommend: int) -> int:
    """1 for who would recommend, -1 for who would warn, 0 for the others."""
    return 1 if recommend >= 9 else -1 if recommend <= 6 else 0


def _share(part: int, whole: int) -> Score:
    if not whole:
        return Score()
    seen = wilson(part, whole)
    return Score(seen.share, seen.low, seen.high)


def _mean(values: Sequence[float], least: float, most: float) -> Score:
    """The mean with its usual interval; one answer alone says nothing of how answers differ."""
    count = len(values)
    if not count:
        return Score()
    mean = sum(values) / count
    if count == 1:
        return Score(mean, least, most)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    half = _Z * spread / math.sqrt(count)
    return Score(mean, max(mean - half, least), min(mean + half, most))
