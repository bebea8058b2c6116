import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality import Label, agreement, draw, measure, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 0, 0.0, 1.0), (8, 10, 0.490, 0.943), (0, 20, 0.0, 0.161), (20, 20, 0.839, 1.0)],
)
def test_intervals(part: int, whole: int, low: float, high: float) -> None:
    share = wilson(part, whole)
    assert (round(share.low, 3), round(share.high, 3)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval(counts: tuple[int, int]) -> None:
    share = wilson(*counts)
    assert share.share is not None
    assert 0 <= share.low <= share.share + 1e-9
    assert share.share - 1e-9 <= share.high <= 1


def test_recall_counts_those_nobody_flagged() -> None:
    labels = [Label(True, True)] * 16 + [Label(True, False)] * 4
    labels += [Label(False, True)] * 1 + [Label(False, False)] * 19
    found = measure(labels, flagged=100, unflagged=900)
    assert found.precision.share == 0.8
    assert found.missed.share == 0.05
    assert found.recall == pytest.approx(80 / 125)
    assert found.recall_low is not None
    assert found.recall_high is not None
    assert found.recall_low < 80 / 125 < found.recall_high


def test_without_labels_nothing_is_said() -> None:
    assert measure([], 10, 10).recall is None
    assert measure([Label(True, False), Label(False, False)], 5, 5).recall is None


def test_a_sample_takes_both_kinds_and_tells_nothing_by_order() -> None:
    flagged, others = list(range(100)), list(range(100, 1000))
    sample = draw(flagged, others, each=20, seed=1)
    assert sample == draw(flagged, others, each=20, seed=1)
    assert sample != draw(flagged, others, each=20, seed=2)
    assert sum(it < 100 for it in sample) == 20
    assert sorted(sample, key=lambda it: it >= 100) != sample
    assert sorted(draw([1], [2, 3], each=9, seed=0)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([(True, True), (False, False)], 1.0),
        ([(True, True)] * 3, 1.0),
        ([(True, False), (False, True)], -1.0),
        ([(True, True), (True, False), (False, True), (False, False)], 0.0),
    ],
)
def test_agreement(pairs: list[tuple[bool, bool]], kappa: float | None) -> None:
    seen = agreement(pairs)
    assert (seen.kappa if seen else None) == kappa
    if seen is not None:
        assert -1 <= seen.low <= seen.kappa <= seen.high <= 1 + 1e-9


def test_agreement_of_many_is_known_better() -> None:
    pairs = [(True, True), (False, False), (False, False), (True, False)]
    few, many = agreement(pairs * 5), agreement(pairs * 50)
    assert few is not None
    assert many is not None
    assert few.kappa == many.kappa == 0.5
    assert (few.low, many.low) == (pytest.approx(0.06, abs=0.03), pytest.approx(0.38, abs=0.03))
