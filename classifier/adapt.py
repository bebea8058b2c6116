"""Learning from people: what corrections made at work change in the probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from classifier.calibrate import Calibration, fit
from classifier.card import Card
from classifier.data import Example
from classifier.errors import OtklikError
from classifier.evaluate import Answers, ask
from classifier.model import TransformerJudge

FEWEST = 30  # corrections; fewer say more about chance than about a brand
CAUTION = 2.0  # over the number of corrections: how much it takes to move the probabilities
HEADS = ("sentiment", "complaint")  # what people correct


@dataclass(frozen=True)
class Change:
    """A head before and after, on corrections the change was not fitted to."""

    head: str
    corrections: int
    right_before: float
    right_after: float
    loss_before: float
    loss_after: float

    @property
    def helps(self) -> bool:
        """Whether held-back corrections became likelier, and none the worse judged."""
        return self.loss_after < self.loss_before and self.right_after >= self.right_before


def adapt(judge: TransformerJudge, corrections: Sequence[Example]) -> tuple[Card, list[Change]]:
    """The card with every head changed that gains by it; the network stays as it is."""
    answers = ask(judge, corrections, every_brand=True)
    card, changes = judge.card, []
    for head in HEADS:
        numbers = answers.known(head)
        if len(numbers) < FEWEST:
            continue
        change, found = _learn(judge.card.calibration[head], answers, head)
        changes.append(change)
        if change.helps:
            card = replace(card, calibration={**card.calibration, head: found})
    if not changes:
        raise OtklikError(f"adapting needs {FEWEST} corrections of one kind; here are fewer")
    version = f"{judge.card.version}+{len(corrections)}"
    return replace(card, version=version), changes


def _learn(old: Calibration, answers: Answers, head: str) -> tuple[Change, Calibration]:
    """What a head gains, each half judged by what the other half taught; then learn from all."""
    numbers = answers.known(head)
    logits, labels = answers.logits[head][numbers], answers.labels(head)[numbers]
    even = torch.arange(len(numbers)) % 2 == 0
    after = torch.empty(len(numbers), logits.shape[1])
    for half in (even, ~even):
        after[~half] = _refit(old, logits[half], labels[half]).apply(logits[~half])
    before = old.apply(logits)
    change = Change(
        head,
        len(numbers),
        _share_right(before, labels),
        _share_right(after, labels),
        _loss(before, labels),
        _loss(after, labels),
    )
    return change, _refit(old, logits, labels)


def _refit(old: Calibration, logits: Tensor, labels: Tensor) -> Calibration:
    return old.then(fit(old.apply(logits).log(), labels, caution=CAUTION / len(labels)))


def _share_right(chances: Tensor, labels: Tensor) -> float:
    return (chances.argmax(1) == labels).float().mean().item()


def _loss(chances: Tensor, labels: Tensor) -> float:
    return -chances.gather(1, labels[:, None]).clamp_min(1e-9).log().mean().item()
