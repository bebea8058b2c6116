"""How well a judge does on labelled texts: set by set, language by language."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from classifier.data import Example
from classifier.heads import ACTS, HEADS, UNKNOWN
from classifier.model import TransformerJudge
from classifier.scores import Score, calibration_error, score
from classifier.verdict import Act, Reading

TARGET_SETS = "_target"  # sets whose sentiment is the one toward a brand


WHOLE = ("umsab", "acts")  # sets in many languages, read entirely
SAMPLED = 300  # texts of any other set: enough for an interval of six points


@dataclass(frozen=True)
class Answers:
    """What the heads said of some examples: bare logits, in order."""

    examples: tuple[Example, ...]
    logits: Mapping[str, Tensor]

    def known(self, head: str) -> list[int]:
        """Numbers of the rows with a label of this head."""
        return [n for n, e in enumerate(self.examples) if getattr(e, head) != UNKNOWN]

    def labels(self, head: str) -> Tensor:
        """The labels of this head, UNKNOWN where there is none."""
        return torch.tensor([getattr(example, head) for example in self.examples])


@dataclass(frozen=True)
class Line:
    """One row of the table of scores."""

    dataset: str
    language: str
    head: str
    score: Score


def sample(sets: Mapping[str, Sequence[Example]], language: str | None = None) -> list[Example]:
    """The texts to evaluate on: no set with more than its share, always the same ones."""
    chosen: list[Example] = []
    for name, examples in sets.items():
        rows = [row for row in examples if language in (None, row.language)]
        limit = len(rows) if name in WHOLE else SAMPLED
        random.Random(name).shuffle(rows)  # noqa: S311
        chosen.extend(rows[:limit])
    return chosen


def ask(judge: TransformerJudge, examples: Iterable[Example], brands: bool = True) -> Answers:
    """Let the judge read the examples, with the brand where the label is toward it."""
    rows = tuple(examples)
    told = [brands and row.dataset.endswith(TARGET_SETS) for row in rows]
    readings = [
        Reading(row.text, row.brand if tell else None) for row, tell in zip(rows, told, strict=True)
    ]
    return Answers(rows, judge.compute(readings))


def choose(judge: TransformerJudge, answers: Answers, head: str) -> list[int]:
    """The label the judge gives each row, as its verdicts would."""
    chances = judge.card.calibration[head].apply(answers.logits[head])
    if head == "complaint":
        return [
            int(p >= judge.card.threshold_for(row.language))
            for p, row in zip(chances[:, 1].tolist(), answers.examples, strict=True)
        ]
    return [int(label) for label in chances.argmax(1)]


def tabulate(judge: TransformerJudge, answers: Answers, head: str, rounds: int = 200) -> list[Line]:
    """The scores of a head for each set, and for each language of sets in several."""
    given = choose(judge, answers, head)
    groups: dict[tuple[str, str], list[int]] = {}
    for number in answers.known(head):
        row = answers.examples[number]
        groups.setdefault((row.dataset, "all"), []).append(number)
        groups.setdefault((row.dataset, row.language), []).append(number)
    names = [name for name, _ in groups]
    return [
        Line(name, language, head, _score(answers, head, given, numbers, rounds))
        for (name, language), numbers in sorted(groups.items())
        if language == "all" or names.count(name) > 2  # in one language "all" says it already
    ]


def _score(
    answers: Answers, head: str, given: Sequence[int], numbers: Sequence[int], rounds: int
) -> Score:
    gold = [int(getattr(answers.examples[n], head)) for n in numbers]
    return score(gold, [given[n] for n in numbers], rounds)


def report(judge: TransformerJudge, answers: Answers) -> tuple[list[Line], dict[str, float]]:
    """All scores, and the few figures that are no F1."""
    lines = [
        line
        for head in ("sentiment", "complaint", "act")
        for line in tabulate(judge, answers, head)
    ]
    facts = {f"calibration error, {h}": measure_calibration(judge, answers, h) for h in HEADS}
    facts["praise taken for a complaint"] = count_praise_alarms(judge, answers)
    for name in ("umsab sentiment", "acts complaint"):
        facts[f"mean over languages, {name}"] = _mean_over_languages(lines, name)
    return lines, facts


def _mean_over_languages(lines: Sequence[Line], name: str) -> float:
    found = [
        line.score.macro_f1
        for line in lines
        if f"{line.dataset} {line.head}" == name and line.language != "all"
    ]
    return sum(found) / len(found) if found else 0.0


def measure_calibration(judge: TransformerJudge, answers: Answers, head: str) -> float:
    """The expected calibration error of a head as the card has it."""
    numbers = answers.known(head)
    if not numbers:
        return 0.0
    chances = judge.card.calibration[head].apply(answers.logits[head][numbers])
    sure, given = chances.max(1)
    labels = answers.labels(head)[numbers]
    return calibration_error(sure.tolist(), (given == labels).tolist())


def count_praise_alarms(judge: TransformerJudge, answers: Answers) -> float:
    """What share of praise is taken for a complaint."""
    given = choose(judge, answers, "complaint")
    praise = ACTS.index(Act.PRAISE)
    numbers = [n for n, row in enumerate(answers.examples) if row.act == praise]
    return sum(given[n] for n in numbers) / len(numbers) if numbers else 0.0
