"""What two lists say of how many there are."""

import pytest

from pipeline.recapture import Estimate, estimate


@pytest.mark.parametrize(
    ("one", "other", "both", "said"),
    [
        (0, 0, 0, Estimate(0, None, 0, None)),
        (10, 20, 0, Estimate(30, None, 30, None)),  # nothing in common: no more can be said
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


@pytest.mark.parametrize(("one", "other", "high"), [(20, 20, 23.8), (20, 50, 59.6), (1, 1, 4.8)])
def test_a_list_that_holds_all_of_the_other_may_still_lack_some(
    one: int, other: int, high: float
) -> None:
    said = estimate(one, other, one)
    assert (said.whole, said.low) == (other, other)
    assert said.high == pytest.approx(high, abs=0.1)
