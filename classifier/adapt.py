"""Learning from people: what corrections made at work change in the heads.

The encoder stays as it is. A head may be calibrated anew, or its last layer may move a little from
where it was: the small head that people's corrections suffice for.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from classifier.calibrate import Calibration, fit
from classifier.card import Card
from classifier.data import Example, last_of_each
from classifier.errors import OtklikError
from classifier.gold import NOISE, languages, read_gold
from classifier.heads import HEADS, SENTIMENTS, UNKNOWN
from classifier.language import detect
from classifier.model import TransformerJudge
from classifier.scores import macro_f1
from classifier.verdict import Reading

FEWEST = 30  # corrections; fewer say more about chance than about a brand
CAUTION = 2.0  # over the number of corrections: how much it takes to move the probabilities
STIFFNESS = 0.3  # the same for the weights of a head; docs/model.md has the trial
CORRECTED = ("sentiment", "complaint")  # what people correct


@dataclass(frozen=True)
class Learnt:
    """A head after learning: its calibration, and what is added to its weights."""

    calibration: Calibration
    shift: Tensor  # one row for each label

    def apply(self, states: Tensor, logits: Tensor) -> Tensor:
        """The probabilities of each label, from what the head reads and what it said of it."""
        return self.calibration.apply(logits + states @ self.shift.T)


@dataclass(frozen=True)
class Change:
    """A head before and after, on corrections the change was not fitted to."""

    head: str
    way: str
    corrections: int
    right_before: float
    right_after: float
    loss_before: float
    loss_after: float
    held_before: float  # macro-F1 on texts that are no corrections
    held_after: float

    @property
    def helps(self) -> bool:
        """Whether held-back corrections became likelier, and nothing is judged the worse."""
        return (
            self.loss_after < self.loss_before
            and self.right_after >= self.right_before
            and self.held_after >= self.held_before - NOISE
        )


@dataclass(frozen=True)
class Corrected:
    """The corrections of one head: what it reads of each text, says of it, and should say."""

    head: str
    states: Tensor
    logits: Tensor
    labels: Tensor
    thresholds: Tensor  # from which probability on each text would be called a complaint

    def part(self, rows: Tensor) -> "Corrected":
        """Some of them."""
        parts = (self.states, self.logits, self.labels, self.thresholds)
        return Corrected(self.head, *(part[rows] for part in parts))

    def give(self, chances: Tensor) -> Tensor:
        """The labels of verdicts from these probabilities."""
        by_threshold = self.head == "complaint"
        return (chances[:, 1] >= self.thresholds).long() if by_threshold else chances.argmax(1)

    def right(self, chances: Tensor) -> float:
        """The share that verdicts from these probabilities would get right."""
        return (self.give(chances) == self.labels).float().mean().item()

    def macro_f1(self, chances: Tensor) -> float:
        """The mean F1 of such verdicts over the labels there are."""
        return macro_f1(self.labels.tolist(), self.give(chances).tolist())


@dataclass(frozen=True)
class Adapted:
    """A judge after learning: its card, the weights that moved by name, and what was tried."""

    card: Card
    weights: Mapping[str, Tensor]
    changes: Sequence[Change]


def adapt(
    judge: TransformerJudge, corrections: Sequence[Example], held: Sequence[Example] = ()
) -> Adapted:
    """Every head learns in the way it gains most by, or stays; the encoder never moves.

    People correct what they meet, often mistakes of one sort alone. `held` are other texts with
    labels, which no way may judge the worse for it.
    """
    corrections = last_of_each(corrections)
    card, weights, changes = judge.card, dict[str, Tensor](), list[Change]()
    taught, others = _ask(judge, corrections), _ask(judge, held)
    for head in CORRECTED:
        asked, kept = taught[head], others[head]
        if len(asked.labels) < FEWEST:
            continue
        tried = [_try(way, learn, card.calibration[head], asked, kept) for way, learn in WAYS]
        changes.extend(tried)
        best = min(tried, key=lambda change: (not change.helps, change.loss_after))
        if best.helps:
            learnt = dict(WAYS)[best.way](card.calibration[head], asked)
            card = replace(card, calibration={**card.calibration, head: learnt.calibration})
            if learnt.shift.any():
                moving = f"answers.{head}.weight"
                weights[moving] = judge.network.get_parameter(moving) + learnt.shift
    if not changes:
        raise OtklikError(f"adapting needs {FEWEST} corrections of one kind; here are fewer")
    version = f"{judge.card.version}+{len(corrections)}.{_mark(corrections)}"
    return Adapted(replace(card, version=version), weights, changes)


def list_gold() -> list[Example]:
    """The gold texts, which a judge must still know whatever it learns."""
    return [
        Example(
            gold.text,
            gold.lang,
            "gold",
            gold.brand,
            sentiment=SENTIMENTS.index(gold.sentiment),
            complaint=int(gold.complaint),
        )
        for language in languages()
        for gold in read_gold(language)
    ]


def _mark(corrections: Sequence[Example]) -> str:
    """What tells versions that learnt from as many corrections apart."""
    return f"{zlib.crc32(repr(corrections).encode('utf-8', 'replace')):08x}"


def _ask(judge: TransformerJudge, rows: Sequence[Example]) -> dict[str, Corrected]:
    """What each head reads of these texts and says of them, where they have a label of it."""
    states = judge.states([Reading(row.text, row.brand) for row in rows])
    levels = [judge.card.threshold_for(row.language or detect(row.text)) for row in rows]
    asked = {}
    for head in CORRECTED:
        labels = torch.tensor([getattr(row, head) for row in rows], dtype=torch.long)
        read = states[:, list(HEADS).index(head)]
        with torch.no_grad():
            logits = judge.network.answers[head](read)
        every = Corrected(head, read, logits, labels, torch.tensor(levels))
        asked[head] = every.part(labels != UNKNOWN)
    return asked


def calibrate(old: Calibration, asked: Corrected) -> Learnt:
    """Only the probabilities move, all alike."""
    found = fit(old.apply(asked.logits).log(), asked.labels, caution=CAUTION / len(asked.labels))
    return Learnt(old.then(found), torch.zeros(asked.logits.shape[1], asked.states.shape[1]))


def turn_head(old: Calibration, asked: Corrected) -> Learnt:
    """The last layer moves, too: a regression from the calibrated head on, drawn back to it."""
    start = calibrate(old, asked).calibration
    length = float(asked.states.square().sum(1).mean().sqrt())
    given, states = start.apply(asked.logits).log(), asked.states / length
    shift = torch.zeros(given.shape[1], states.shape[1], requires_grad=True)
    bias = torch.zeros(given.shape[1], requires_grad=True)
    search = torch.optim.LBFGS([shift, bias], max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        far = STIFFNESS * shift.square().sum() + CAUTION * bias.square().sum()
        answers = given + states @ shift.T + bias
        total = functional.cross_entropy(answers, asked.labels) + far / len(asked.labels)
        total.backward()  # type: ignore[no-untyped-call]
        return total

    search.step(loss)  # type: ignore[no-untyped-call]
    centred = (bias - bias.mean()).detach().tolist()
    moved = tuple(round(a + b, 4) for a, b in zip(start.bias, centred, strict=True))
    return Learnt(
        Calibration(start.temperature, moved), shift.detach() * start.temperature / length
    )


Way = Callable[[Calibration, Corrected], Learnt]
WAYS: tuple[tuple[str, Way], ...] = (("calibration", calibrate), ("last layer", turn_head))


def _try(way: str, learn: Way, old: Calibration, asked: Corrected, held: Corrected) -> Change:
    """What a head gains in this way, each half judged by what the other half taught."""
    even = torch.arange(len(asked.labels)) % 2 == 0
    before, after = old.apply(asked.logits), torch.empty_like(asked.logits)
    for half in (even, ~even):
        kept = asked.part(~half)
        after[~half] = learn(old, asked.part(half)).apply(kept.states, kept.logits)
    return Change(
        asked.head,
        way,
        len(asked.labels),
        asked.right(before),
        asked.right(after),
        _loss(before, asked.labels),
        _loss(after, asked.labels),
        held.macro_f1(old.apply(held.logits)),
        held.macro_f1(learn(old, asked).apply(held.states, held.logits)),
    )


def _loss(chances: Tensor, labels: Tensor) -> float:
    return -chances.gather(1, labels[:, None]).clamp_min(1e-9).log().mean().item()
