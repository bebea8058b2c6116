"""When a text is called a complaint: from what each kind of mistake costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Call(StrEnum):
    """What follows from a probability."""

    COMPLAINT = "complaint"
    PERSON = "a person decides"
    NO_COMPLAINT = "no complaint"


@dataclass(frozen=True)
class Costs:
    """What mistakes cost, in minutes of somebody's work."""

    false_alarm: float = 5.0  # a text taken for a complaint: somebody reads and closes the task
    missed: float = 15.0  # a complaint nobody answers
    look: float = 1.0  # a person decides: the time of one glance


@dataclass(frozen=True)
class Band:
    """Below `low` no complaint, from `high` on a complaint, between them a person decides."""

    low: float
    high: float

    def call(self, p_complaint: float) -> Call:
        """What to make of this probability."""
        if p_complaint >= self.high:
            return Call.COMPLAINT
        return Call.PERSON if p_complaint >= self.low else Call.NO_COMPLAINT


def cheapest_threshold(costs: Costs) -> float:
    """Where a false alarm and a missed complaint cost the same, if probabilities are honest."""
    return costs.false_alarm / (costs.false_alarm + costs.missed)


def cheapest_band(costs: Costs) -> Band:
    """The probabilities between which a glance costs less than either mistake is expected to.

    Calling it no complaint costs p * missed, calling it one (1 - p) * false_alarm, a glance
    costs `look` whatever it is. Where a glance never pays, the band is empty.
    """
    threshold = cheapest_threshold(costs)
    low = costs.look / costs.missed
    high = 1 - costs.look / costs.false_alarm
    if low >= high:
        return Band(threshold, threshold)
    return Band(min(low, threshold), max(high, threshold))


AS_GOOD = 0.015  # of macro-F1: less than a standard error of its mean over two dozen kinds


@dataclass(frozen=True)
class Trial:
    """Texts of one kind: how likely each is a complaint, and whether it is one."""

    probabilities: tuple[float, ...]
    complaints: tuple[bool, ...]

    def __add__(self, other: "Trial") -> "Trial":
        return Trial(self.probabilities + other.probabilities, self.complaints + other.complaints)

    def count(self, complaint: bool) -> int:
        """How many texts are complaints, or are none."""
        return self.complaints.count(complaint)

    def macro_f1(self, threshold: float) -> float:
        """The mean F1 of "complaint" and "no complaint" under this threshold."""
        given = [p >= threshold for p in self.probabilities]
        hits = sum(a and b for a, b in zip(given, self.complaints, strict=True))
        rest = sum(not a and not b for a, b in zip(given, self.complaints, strict=True))
        wrong = len(given) - hits - rest
        return hits / (2 * hits + wrong or 1) + rest / (2 * rest + wrong or 1)


GRID = tuple(number / 100 for number in range(20, 81))


def best_threshold(trials: Sequence[Trial]) -> float:
    """The highest threshold whose mean macro-F1 over kinds of texts is as good as the best.

    The highest, since praise taken for a complaint is what makes people stop looking.
    """
    means = _means(trials)
    return max(at for at in GRID if means[at] >= max(means.values()) - AS_GOOD)


ENOUGH = 30  # complaints, and texts that are none, before a language has a threshold of its own
SAY = 100  # texts of a language that count as much as the mean of all kinds
NEARLY = 0.005  # of macro-F1: what a higher threshold, with fewer false alarms, may cost


def language_thresholds(
    one: Mapping[str, Trial], other: Mapping[str, Trial], kinds: Sequence[Trial]
) -> dict[str, float]:
    """Thresholds of single languages, where there are texts enough to find one.

    Each half of a language's texts tries the threshold that the other half found. Where they gain
    by it in the mean, the language has the threshold that all its texts find.
    """
    common, means = best_threshold(kinds), _means(kinds)
    chosen = {}
    for language in sorted(one.keys() & other.keys()):
        halves = one[language], other[language]
        whole = halves[0] + halves[1]
        if min(whole.count(True), whole.count(False)) < ENOUGH:
            continue
        gains = [
            tried.macro_f1(_own_threshold(found, means)) - tried.macro_f1(common)
            for found, tried in (halves, halves[::-1])
        ]
        if sum(gains) / len(gains) > AS_GOOD:
            chosen[language] = _own_threshold(whole, means)
    return chosen


def _own_threshold(trial: Trial, means: Mapping[float, float]) -> float:
    """The best threshold for these texts; the fewer they are the more all kinds have a say."""
    size = len(trial.complaints)
    drawn = {at: (trial.macro_f1(at) * size + means[at] * SAY) / (size + SAY) for at in GRID}
    return max(at for at in GRID if drawn[at] >= max(drawn.values()) - NEARLY)


def _means(trials: Sequence[Trial]) -> dict[float, float]:
    """The mean macro-F1 over kinds of texts under each threshold."""
    return {at: sum(trial.macro_f1(at) for trial in trials) / len(trials) for at in GRID}
