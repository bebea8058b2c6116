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


def best_threshold(trials: Sequence[Trial]) -> float:
    """The highest threshold whose mean macro-F1 over kinds of texts is as good as the best.

    The highest, since praise taken for a complaint is what makes people stop looking.
    """
    grid = [number / 100 for number in range(20, 81)]
    means = {at: sum(trial.macro_f1(at) for trial in trials) / len(trials) for at in grid}
    return max(at for at in grid if means[at] >= max(means.values()) - AS_GOOD)


ENOUGH = 30  # complaints, and texts that are none, before a language has a threshold of its own
SAY = 100  # texts of a language that count as much as the threshold of all


def language_thresholds(
    fitted: Mapping[str, Trial], held_back: Mapping[str, Trial], common: float
) -> dict[str, float]:
    """Thresholds of single languages, where there are texts enough and other texts gain by it."""
    chosen = {}
    for language, trial in fitted.items():
        if min(trial.count(True), trial.count(False)) < ENOUGH or language not in held_back:
            continue
        size = len(trial.complaints)
        own = best_threshold([trial])
        drawn = round((own * size + common * SAY) / (size + SAY), 2)
        gain = held_back[language].macro_f1(drawn) - held_back[language].macro_f1(common)
        if gain > AS_GOOD:
            chosen[language] = drawn
    return chosen
