"""What is fitted after training: calibration of every head and the complaint threshold."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from classifier.calibrate import Calibration, even_weights, fit
from classifier.card import Card
from classifier.data import ACT_SET, Example
from classifier.evaluate import Answers
from classifier.heads import HEADS
from classifier.scores import calibration_error
from classifier.thresholds import Trial, best_threshold, language_thresholds

# Sets whose labels mean what ours mean; stars and crowds of other domains would bend the
# probabilities toward what neutral means to them.
TRUSTED = (
    "umsab",
    "ru_operators",
    "ru_operators_target",
    "de_railway",
    "opensentimentcorpus",
    "brands_sxsw",
    "apple_tweets",
    "wisesight",
    "acts",
    "complaints_acl19",
)


SPREAD = ("sentiment", "complaint")  # heads with labels in many sets: each has the same say
CAUTION = 0.005  # some heads have a few hundred labels only
FEW = 4  # complaints, and texts that are none, that make a kind of text


def tune(card: Card, answers: Answers) -> Card:
    """The card with calibration and thresholds fitted to these answers.

    A language has a threshold of its own only where one chosen on half of its texts serves the
    other half better than the common one, both ways in the mean.
    """
    calibration = {head: _fit_head(answers, head, answers.known(head)) for head in HEADS}
    tuned = replace(card, calibration=calibration, language_thresholds={})
    told = _trials(tuned, answers, _kind, answers.known("complaint")).values()
    kinds = [trial for trial in told if min(trial.count(True), trial.count(False)) >= FEW]
    if not kinds:
        return tuned
    one, other = (
        _trials(tuned, answers, _language, half) for half in _halves(answers.known("complaint"))
    )
    own = language_thresholds(one, other, kinds)
    return replace(tuned, threshold=best_threshold(kinds), language_thresholds=own)


def cross_error(answers: Answers, head: str) -> float:
    """The calibration error of a head, each half of the rows judged by what the other taught."""
    one, other = _halves(answers.known(head))
    sure: list[float] = []
    right: list[bool] = []
    for taught, judged in ((one, other), (other, one)):
        chances = _fit_head(answers, head, taught).apply(answers.logits[head][judged])
        tops, given = chances.max(1)
        sure.extend(tops.tolist())
        right.extend((given == answers.labels(head)[judged]).tolist())
    return calibration_error(sure, right) if sure else 0.0


def _halves(numbers: Sequence[int]) -> tuple[list[int], list[int]]:
    return [n for n in numbers if n % 2 == 0], [n for n in numbers if n % 2]


def _fit_head(answers: Answers, head: str, among: Iterable[int]) -> Calibration:
    numbers = [number for number in among if answers.examples[number].dataset in TRUSTED]
    groups = [_group(answers.examples[number]) for number in numbers]
    return fit(
        answers.logits[head][numbers],
        answers.labels(head)[numbers],
        even_weights(groups) if head in SPREAD else None,
        CAUTION,
    )


def _group(example: Example) -> str:
    return f"{example.dataset}/{example.language}"


def _kind(example: Example) -> str | None:
    """Sets labelled by people, the act set by language: each kind has the same say."""
    return _group(example) if example.dataset in (ACT_SET, "complaints_acl19") else None


def _language(example: Example) -> str | None:
    return example.language if example.dataset in TRUSTED else None


def _trials(
    card: Card, answers: Answers, kind: Callable[[Example], str | None], among: Iterable[int]
) -> dict[str, Trial]:
    """The complaint probabilities of texts by their kind; texts of no kind are left out."""
    chances = card.calibration["complaint"].apply(answers.logits["complaint"])[:, 1].tolist()
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number in among:
        name = kind(answers.examples[number])
        if name is not None:
            groups[name].append(number)
    return {
        name: Trial(
            tuple(chances[n] for n in numbers),
            tuple(bool(answers.examples[n].complaint) for n in numbers),
        )
        for name, numbers in groups.items()
    }
