"""Corrections move a head only where held-back corrections gain by it."""

import random
from pathlib import Path

import pytest

from classifier.adapt import FEWEST, adapt
from classifier.data import Example, read_corrections
from classifier.errors import OtklikError
from classifier.model import TransformerJudge, copy_weights, load_judge
from classifier.verdict import Reading


@pytest.fixture(scope="module")
def judge(tiny_weights: Path) -> TransformerJudge:
    return load_judge(tiny_weights)


def correct(count: int, sentiments: list[int]) -> list[Example]:
    chance = random.Random(1)
    return [
        Example(f"text {n}", "en", "corrections", "abc", sentiment=chance.choice(sentiments))
        for n in range(count)
    ]


def correct_by_letter(count: int) -> list[Example]:
    """Corrections that follow from what is in the text."""
    return [
        Example(("aaaa bbbb" if n % 4 < 2 else "zzzz yyyy") * (1 + n % 3), "en", "corrections",
                complaint=int(n % 4 < 2))
        for n in range(count)
    ]  # fmt: skip


def test_what_people_say_often_becomes_likelier(judge: TransformerJudge) -> None:
    adapted = adapt(judge, correct(200, [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]))
    calibration = adapted.card.calibration

    assert {change.head for change in adapted.changes} == {"sentiment"}
    assert all(change.helps for change in adapted.changes)
    assert all(change.loss_after < change.loss_before for change in adapted.changes)
    assert calibration["sentiment"].bias[0] == max(calibration["sentiment"].bias)
    assert calibration["complaint"] == judge.card.calibration["complaint"]
    assert adapted.card.version == "1+200"


def test_what_texts_have_in_common_is_learnt_by_the_last_layer(
    judge: TransformerJudge, tiny_weights: Path, tmp_path: Path
) -> None:
    corrections = correct_by_letter(80)
    adapted = adapt(judge, corrections)
    by_calibration, by_layer = adapted.changes

    assert by_layer.right_after > by_calibration.right_after
    assert list(adapted.weights) == ["answers.complaint.weight"]
    copy_weights(tiny_weights, tmp_path / "adapted", adapted.card, adapted.weights)
    again = load_judge(tmp_path / "adapted")
    readings = [Reading(row.text, row.brand) for row in corrections]
    said = again.weigh(readings)["complaint"].argmax(1).tolist()
    right = sum(a == row.complaint for a, row in zip(said, corrections, strict=True))
    assert right / len(said) >= by_layer.right_after > by_layer.right_before
    assert again.compute(readings)["act"].equal(judge.compute(readings)["act"])


def test_what_does_not_help_is_left(judge: TransformerJudge) -> None:
    adapted = adapt(judge, correct(40, [0, 1, 2]))

    if not any(change.helps for change in adapted.changes):
        assert adapted.card.calibration == judge.card.calibration
        assert not adapted.weights


def test_the_weights_to_start_from_stay(judge: TransformerJudge, tiny_weights: Path) -> None:
    with pytest.raises(OtklikError, match="another folder"):
        copy_weights(tiny_weights, tiny_weights, judge.card, {})


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
