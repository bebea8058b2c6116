"""Corrections move the probabilities only where held-back corrections gain by it."""

import random
from pathlib import Path

import pytest

from classifier.adapt import FEWEST, adapt
from classifier.data import Example, read_corrections
from classifier.errors import OtklikError
from classifier.model import TransformerJudge, load_judge


@pytest.fixture(scope="module")
def judge(tiny_weights: Path) -> TransformerJudge:
    return load_judge(tiny_weights)


def correct(count: int, sentiments: list[int]) -> list[Example]:
    chance = random.Random(1)
    return [
        Example(f"text {n}", "en", "corrections", "abc", sentiment=chance.choice(sentiments))
        for n in range(count)
    ]


def test_what_people_say_often_becomes_likelier(judge: TransformerJudge) -> None:
    card, (change,) = adapt(judge, correct(200, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]))

    assert change.helps
    assert change.loss_after < change.loss_before
    assert card.calibration["sentiment"].bias[0] == max(card.calibration["sentiment"].bias)
    assert card.calibration["complaint"] == judge.card.calibration["complaint"]
    assert card.version == "1+200"


def test_what_does_not_help_is_left(judge: TransformerJudge) -> None:
    card, changes = adapt(judge, correct(40, [0, 1, 2]))

    for change in changes:
        if not change.helps:
            assert card.calibration[change.head] == judge.card.calibration[change.head]


def test_too_few_corrections_are_refused(judge: TransformerJudge) -> None:
    with pytest.raises(OtklikError, match="30 corrections"):
        adapt(judge, correct(FEWEST - 1, [0]))


def test_corrections_are_read(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(
        '{"text": "a", "target": "abc", "sentiment": "negative", "complaint": true}\n'
        '{"text": "b", "complaint": false}\n'
    )

    first, second = read_corrections(path)

    assert (first.brand, first.sentiment, first.complaint) == ("abc", 0, 1)
    assert (second.brand, second.sentiment, second.complaint) == (None, -100, 0)


@pytest.mark.parametrize("line", ["no json", "[1]", '{"target": "abc"}'])
def test_a_line_that_is_no_correction_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(f'{{"text": "a"}}\n{line}\n')

    with pytest.raises(OtklikError, match="line 2"):
        read_corrections(path)
