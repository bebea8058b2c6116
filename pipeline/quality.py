"""How good is the queue? A blind sample of both kinds of mention, with intervals.  (pure)"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")
Z = 1.959964  # 95 of 100 intervals hold the truth


@dataclass(frozen=True)
class Share:
    """A share seen in a sample, and the interval the true one lies in."""

    part: int
    whole: int
    share: float | None  # each label counted for as many as it stands for; None of nothing
    low: float
    high: float


@dataclass(frozen=True)
class Stratum:
    """What people said, without seeing the verdict, of one kind of mention in one draw."""

    complaints: int
    labels: int
    drawn_from: int  # mentions of this kind there were

    @property
    def says_nothing(self) -> bool:
        """Whether there were mentions, and nobody labelled one of them."""
        return self.drawn_from > 0 and not self.labels


@dataclass(frozen=True)
class Draw:
    """One draw: those that the judge had flagged, and the others."""

    flagged: Stratum
    others: Stratum


@dataclass(frozen=True)
class Quality:
    """How good the queue is, each label counted for as many mentions as it stands for."""

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
        return Share(0, 0, None, 0.0, 1.0)
    return Share(part, whole, part / whole, *_limits(part / whole, whole))


def _limits(seen: float, whole: float) -> tuple[float, float]:
    square = Z * Z / whole
    middle = (seen + square / 2) / (1 + square)
    half = Z * math.sqrt(seen * (1 - seen) / whole + square / (4 * whole)) / (1 + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def measure(draws: Sequence[Draw]) -> Quality:
    """Precision and recall of the queue over several draws.

    A draw that says nothing of one kind is left out of recall: its other kind would count too much.
    """
    whole = [one for one in draws if not (one.flagged.says_nothing or one.others.says_nothing)]
    found = _add([one.flagged for one in whole])
    lost = _add([one.others for one in whole])
    recall = found.total / (found.total + lost.total) if found.total + lost.total else None
    return Quality(
        precision=_pool([one.flagged for one in draws]),
        missed=_pool([one.others for one in draws]),
        recall=recall,
        recall_low=None if recall is None else _recall_limit(found, lost, low=True),
        recall_high=None if recall is None else _recall_limit(found, lost, low=False),
    )


@dataclass(frozen=True)
class _Sum:
    """How many complaints there are among some mentions, how many fewer and more there may be."""

    total: float
    fewer: float
    more: float


def _add(strata: Sequence[Stratum]) -> _Sum:
    """The complaints of several strata together.

    The limits are Wilson's for the weighted share of as many labels as the unequal weights leave
    (Kish's effective size). Those of each week put together by MOVER were too narrow where
    complaints are rare: twelve weeks without one told too much.
    """
    size = sum(_size(one) for one in strata)
    if not size:
        return _Sum(0.0, 0.0, 0.0)
    share = sum(_size(one) * one.complaints / one.labels for one in strata if one.labels) / size
    spread = sum(_size(one) ** 2 / one.labels for one in strata if one.labels)
    low, high = _limits(share, size**2 / spread)
    return _Sum(size * share, size * (share - low), size * (high - share))


def _size(one: Stratum) -> int:
    return max(one.drawn_from, one.labels)


def _pool(strata: Sequence[Stratum]) -> Share:
    """The share of complaints in several strata; those nobody labelled count like the rest."""
    labelled = [one for one in strata if one.labels]
    if not labelled:
        return wilson(0, 0)
    found, size = _add(labelled), sum(map(_size, labelled))
    part, whole = sum(one.complaints for one in labelled), sum(one.labels for one in labelled)
    low, high = found.total - found.fewer, found.total + found.more
    return Share(part, whole, found.total / size, max(low / size, 0.0), min(high / size, 1.0))


def _recall_limit(found: _Sum, lost: _Sum, *, low: bool) -> float:
    """Where found x (1 - r) - lost x r may just be nothing, r being the recall.

    The limits of a ratio from those of its parts: MOVER-R (Newcombe, Statistical Methods in Medical
    Research 25, 2016, 1774, after Donner and Zou). Halving finds it without dividing by nothing.
    """
    below, above = 0.0, 1.0
    for _ in range(50):
        recall = (below + above) / 2
        parts = (found.fewer, lost.more) if low else (found.more, lost.fewer)
        apart = math.hypot((1 - recall) * parts[0], recall * parts[1])
        nothing = found.total * (1 - recall) - lost.total * recall + (-apart if low else apart)
        below, above = (recall, above) if nothing > 0 else (below, recall)
    return (below + above) / 2


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
        (share - chance) / (1 - chance) for share in (seen.share or 0.0, seen.low, seen.high)
    )
    return Agreement(kappa, max(low, -1.0), high)
