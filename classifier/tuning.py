"""What is fitted after training: calibration of every head and the complaint threshold."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from classifier.calibrate import Calibration, even_weights, fit
from classifier.card import Card
from classifier.data import ACT_SET, Example
from classifier.evaluate import Answers, fitted_on
from classifier.heads import HEADS
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
CAUTION = 0.02  # some heads have a few hundred labels only
FEW = 4  # complaints, and texts that are none, that make a kind of text


def tune(card: Card, answers: Answers) -> Card:
    """The card with calibration and thresholds fitted to half of the answers."""
    calibration = {head: _fit_head(answers, head) for head in HEADS}
    tuned = replace(card, calibration=calibration, language_thresholds={})
    told = _trials(tuned, answers, _kind, fitted=True).values()
    kinds = [trial for trial in told if min(trial.count(True), trial.count(False)) >= FEW]
    if not kinds:
        return tuned
    common = best_threshold(kinds)
    fitted = _trials(tuned, answers, _language, fitted=True)
    own = language_thresholds(fitted, _trials(tuned, answers, _language, fitted=False), common)
    return replace(tuned, threshold=common, language_thresholds=own)


def _fit_head(answers: Answers, head: str) -> Calibration:
    numbers = [
        number
        for number in answers.known(head)
        if fitted_on(number) and answers.examples[number].dataset in TRUSTED
    ]
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
    card: Card, answers: Answers, kind: Callable[[Example], str | None], *, fitted: bool
) -> dict[str, Trial]:
    """The complaint probabilities of texts by their kind; texts of no kind are left out."""
    chances = card.calibration["complaint"].apply(answers.logits["complaint"])[:, 1].tolist()
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number in answers.known("complaint"):
        name = kind(answers.examples[number])
        if name is not None and fitted_on(number) == fitted:
            groups[name].append(number)
    return {
        name: Trial(
            tuple(chances[n] for n in numbers),
            tuple(bool(answers.examples[n].complaint) for n in numbers),
        )
        for name, numbers in groups.items()
    }
