"""When a text is a complaint follows from what mistakes cost."""

import pytest

from classifier.thresholds import (
    Band,
    Call,
    Costs,
    Trial,
    best_threshold,
    cheapest_band,
    cheapest_threshold,
    language_thresholds,
)


@pytest.mark.parametrize(
    ("costs", "threshold"),
    [(Costs(5, 5), 0.5), (Costs(5, 15), 0.25), (Costs(15, 5), 0.75)],
)
def test_the_dearer_a_missed_complaint_the_lower_the_threshold(
    costs: Costs, threshold: float
) -> None:
    assert cheapest_threshold(costs) == pytest.approx(threshold)


@pytest.mark.parametrize("p", [n / 20 for n in range(21)])
def test_the_band_calls_what_is_cheapest(p: float) -> None:
    costs = Costs(false_alarm=5, missed=15, look=1)
    expected = {
        Call.NO_COMPLAINT: p * costs.missed,
        Call.COMPLAINT: (1 - p) * costs.false_alarm,
        Call.PERSON: costs.look,
    }

    assert expected[cheapest_band(costs).call(p)] == pytest.approx(min(expected.values()))


def test_where_a_glance_is_dear_nobody_is_asked() -> None:
    band = cheapest_band(Costs(false_alarm=5, missed=15, look=10))

    assert band.low == band.high == pytest.approx(0.25)


def test_the_edges_belong_to_the_graver_call() -> None:
    band = Band(0.2, 0.8)

    assert [band.call(p) for p in (0.19, 0.2, 0.79, 0.8)] == [
        Call.NO_COMPLAINT,
        Call.PERSON,
        Call.PERSON,
        Call.COMPLAINT,
    ]


def test_the_best_threshold_parts_the_texts() -> None:
    trial = Trial((0.1, 0.2, 0.35, 0.6), (False, False, True, True))

    assert best_threshold([trial]) == 0.35


def test_kinds_of_texts_have_the_same_say() -> None:
    large = Trial((0.3, 0.4) * 100, (False, True) * 100)
    small = Trial((0.6, 0.7), (False, True))

    assert best_threshold([large, small]) == pytest.approx(best_threshold([small, large]))


def trial(border: float, count: int) -> Trial:
    """As many complaints above the border as others below it."""
    above = tuple(border + (1 - border) * n / count for n in range(count))
    below = tuple(border * n / count for n in range(count))
    return Trial(above + below, (True,) * count + (False,) * count)


@pytest.mark.parametrize(
    ("one", "other", "own"),
    [
        (trial(0.3, 100), trial(0.3, 100), [0.3]),
        (trial(0.3, 14), trial(0.3, 14), []),  # too few texts to try
        (trial(0.3, 15), trial(0.3, 15), []),  # too few against what all kinds say
        (trial(0.3, 100), trial(0.5, 20), []),  # what one half finds does not serve the other
    ],
)
def test_a_language_has_its_own_threshold_only_where_texts_support_it(
    one: Trial, other: Trial, own: list[float]
) -> None:
    found = language_thresholds({"ru": one}, {"ru": other}, [trial(0.5, 50)])

    assert list(found.values()) == pytest.approx(own, abs=0.01)
