"""What two lists say of how many there are."""

import pytest

from pipeline.recapture import Estimate, estimate


@pytest.mark.parametrize(
    ("one", "other", "both", "said"),
    [
        (0, 0, 0, Estimate(0, None, 0, None)),
        (10, 20, 0, Estimate(30, None, 30, None)),  # nothing in common: no more can be said
        (20, 20, 20, Estimate(20, 20.0, 20, 20)),
        (20, 50, 20, Estimate(50, 50.0, 50, 50)),  # all of the one is in the other
    ],
)
def test_where_nothing_is_left_to_estimate(one: int, other: int, both: int, said: Estimate) -> None:
    assert estimate(one, other, both) == said


@pytest.mark.parametrize(
    ("one", "other", "both", "whole"),
    [(200, 150, 60, 496.6), (10, 15, 5, 28.3), (1, 1, 1, 1.0), (1000, 1000, 1, 500_999.5)],
)
def test_the_whole_and_its_interval(one: int, other: int, both: int, whole: float) -> None:
    said = estimate(one, other, both)
    assert said.whole == pytest.approx(whole, abs=0.1)
    assert said == estimate(other, one, both)
    assert said.high is not None
    assert said.seen <= said.low <= whole <= said.high


def test_a_known_interval() -> None:
    said = estimate(200, 150, 60)  # by hand: 290 seen, 206.6 not, variance 1657.6
    assert [said.low, said.high] == pytest.approx([430.9, 592.8], abs=0.5)
    assert said.share(200) == pytest.approx(0.403, abs=0.001)
