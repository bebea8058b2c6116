"""Corrections move a head only where held-back corrections gain by it."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.adapt import FEWEST, adapt, list_gold
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
        Example(f"{('aaaa bbbb', 'zzzz yyyy')[n % 4 > 1]} {n}", "en", "corrections",
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
    assert adapted.card.version.startswith("1+200.")


def test_other_corrections_make_another_version(judge: TransformerJudge) -> None:
    one, other = correct(40, [0, 1, 2]), correct(40, [1, 2])

    assert adapt(judge, one).card.version == adapt(judge, one).card.version
    assert adapt(judge, one).card.version != adapt(judge, other).card.version


@pytest.mark.parametrize("complaint", [0, 1])
def test_corrections_of_one_class_do_not_make_everything_that_class(
    judge: TransformerJudge, complaint: int
) -> None:
    one_sided = [
        Example(f"{row.text} {n}", "en", "corrections", complaint=complaint)
        for n, row in enumerate(correct_by_letter(40))
    ]
    level = judge.judge([Reading("aaaa bbbb")])[0].p_complaint
    judge = TransformerJudge(replace(judge.card, threshold=level), judge.network, judge.tokenizer)
    texts = [letter * 9 for letter in "abcdefghijklmnopqrstuvwxyz"]
    verdicts = judge.judge([Reading(text) for text in texts])
    held = [
        Example(text, "en", "held", complaint=int(verdict.complaint))
        for text, verdict in zip(texts, verdicts, strict=True)
    ]
    assert {row.complaint for row in held} == {0, 1}

    unguarded, guarded = adapt(judge, one_sided), adapt(judge, one_sided, held)

    assert unguarded.card.calibration != judge.card.calibration
    assert guarded.card.calibration == judge.card.calibration
    assert not guarded.weights


def test_gold_texts_are_labelled() -> None:
    assert {row.sentiment for row in list_gold()} == {0, 1, 2}
    assert {row.complaint for row in list_gold()} == {0, 1}


def test_the_same_text_many_times_is_one_correction(judge: TransformerJudge) -> None:
    (row,) = correct(1, [0])

    with pytest.raises(OtklikError, match="30 corrections"):
        adapt(judge, [row] * 40)


def test_of_contradicting_corrections_the_last_holds(judge: TransformerJudge) -> None:
    rows = correct(60, [0, 1, 2])
    old = [replace(row, sentiment=2 - row.sentiment) for row in rows]

    assert adapt(judge, old + rows).card.calibration == adapt(judge, rows).card.calibration


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


def test_line_ends_within_texts_end_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"text": "a\u2028b\x85c", "complaint": false}\n\n{"text": "d"}\n', "utf-8")

    assert [row.text for row in read_corrections(path)] == ["a\u2028b\x85c", "d"]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        '{"target": "abc"}',
        '{"text": null}',
        '{"text": 5}',
        '{"text": "a", "target": 5}',
        '{"text": "a", "lang": ["en"]}',
        '{"text": "a", "complaint": "false"}',
        '{"text": "a", "sentiment": "angry"}',
        '{"text": "a", "sentiment": ["negative"]}',
    ],
)
def test_a_line_that_is_no_correction_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(f'{{"text": "a"}}\n{line}\n')

    with pytest.raises(OtklikError, match="line 2"):
        read_corrections(path)
