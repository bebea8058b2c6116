"""Scores, checked against figures worked out by hand."""

import pytest

from classifier.scores import calibration_error, macro_f1, score


@pytest.mark.parametrize(
    ("gold", "given", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 1, 1], 1.0),
        ([0, 0, 1, 1], [1, 1, 0, 0], 0.0),
        ([0, 0, 0, 1], [0, 0, 0, 0], (6 / 7 + 0) / 2),
        ([0, 1, 2], [0, 1, 1], (1 + 2 / 3 + 0) / 3),
        ([0, 0], [0, 2], 2 / 3),  # a label that is never right counts against the others only
        ([], [], 0.0),
    ],
)
def test_macro_f1(gold: list[int], given: list[int], expected: float) -> None:
    assert macro_f1(gold, given) == pytest.approx(expected)


def test_more_texts_make_a_narrower_interval() -> None:
    few = score([0, 1] * 20, [0, 1, 1, 1] * 10)
    many = score([0, 1] * 200, [0, 1, 1, 1] * 100)

    assert few.low <= few.macro_f1 <= few.high
    assert many.high - many.low < few.high - few.low


def test_honest_certainty_has_no_error() -> None:
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)


def test_overconfidence_is_measured() -> None:
    assert calibration_error([1.0] * 4, [True, False, False, False]) == pytest.approx(0.75)


def test_zero_certainty_counts_too() -> None:
    assert calibration_error([0.0, 0.0], [True, True]) == pytest.approx(1.0)
