"""What is fitted after training: calibration of every head and the complaint threshold."""

from dataclasses import replace

from classifier.calibrate import Calibration, even_weights, fit
from classifier.card import Card
from classifier.data import ACT_SET, Example
from classifier.evaluate import Answers, fitted_on
from classifier.heads import HEADS
from classifier.thresholds import Trial, best_threshold

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
RARE = ("theme", "severity")  # heads with a few hundred labels
CAUTION = 0.02


def tune(card: Card, answers: Answers) -> Card:
    """The card with calibration and threshold fitted to half of the answers."""
    calibration = {head: _fit_head(answers, head) for head in HEADS}
    tuned = replace(card, calibration=calibration)
    trials = [_trial(tuned, answers, name) for name in (ACT_SET, "complaints_acl19")]
    told = [trial for trial in trials if trial.probabilities]
    return replace(tuned, threshold=best_threshold(told)) if told else tuned


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
        CAUTION if head in RARE else CAUTION / 20,
    )


def _group(example: Example) -> str:
    return f"{example.dataset}/{example.language}"


def _trial(card: Card, answers: Answers, dataset: str) -> Trial:
    numbers = [
        number
        for number in answers.known("complaint")
        if fitted_on(number) and answers.examples[number].dataset == dataset
    ]
    chances = card.calibration["complaint"].apply(answers.logits["complaint"][numbers])
    labels = answers.labels("complaint")[numbers]
    return Trial(tuple(chances[:, 1].tolist()), tuple(bool(label) for label in labels.tolist()))
