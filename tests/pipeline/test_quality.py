from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality import Draw, Stratum, agreement, draw, measure, wilson


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
    found = measure([Draw(Stratum(16, 20, 100), Stratum(1, 20, 900))])
    for share, alone in ((found.precision, wilson(16, 20)), (found.missed, wilson(1, 20))):
        assert (share.low, share.high) == pytest.approx((alone.low, alone.high))
    assert found.recall == pytest.approx(80 / 125)
    assert found.recall_low is not None
    assert found.recall_high is not None
    # Narrower than the worst of both limits together, 58/(58 + 212) and 92/(92 + 8).
    assert 58 / 270 < found.recall_low < 0.4
    assert 0.8 < found.recall_high < 92 / 100


@pytest.mark.parametrize(
    ("draws", "precision", "missed", "recall"),
    [
        ([], None, None, None),
        ([Draw(Stratum(0, 0, 10), Stratum(0, 0, 10))], None, None, None),
        ([Draw(Stratum(0, 1, 5), Stratum(0, 1, 5))], 0.0, 0.0, None),
        # A quiet week and a loud one, twenty labels of each kind both times: the loud one counts.
        (
            [
                Draw(Stratum(20, 20, 20), Stratum(0, 20, 980)),
                Draw(Stratum(10, 20, 500), Stratum(4, 20, 500)),
            ],
            270 / 520,
            100 / 1480,
            270 / 370,
        ),
        # Where nobody labelled one kind, the other says nothing of recall; the shares it tells.
        (
            [
                Draw(Stratum(10, 20, 100), Stratum(0, 0, 900)),
                Draw(Stratum(8, 10, 100), Stratum(1, 10, 200)),
            ],
            130 / 200,
            0.1,
            80 / 100,
        ),
        # In a week without anything flagged, what was missed is missed all the same.
        ([Draw(Stratum(0, 0, 0), Stratum(1, 10, 10))], None, 0.1, 0.0),
    ],
)
def test_weeks_count_for_what_they_were_drawn_from(
    draws: list[Draw], precision: float | None, missed: float | None, recall: float | None
) -> None:
    found = measure(draws)
    assert found.precision.share == pytest.approx(precision)
    assert found.missed.share == pytest.approx(missed)
    assert found.recall == pytest.approx(recall)


STRATA = st.integers(1, 30).flatmap(
    lambda labels: st.builds(
        Stratum, st.integers(0, labels), st.just(labels), st.integers(labels, 5_000)
    )
)


@given(st.lists(st.builds(Draw, STRATA, STRATA), min_size=1, max_size=6))
def test_what_is_measured_lies_in_its_interval(draws: list[Draw]) -> None:
    found = measure(draws)
    for share in (found.precision, found.missed):
        assert share.share is not None
        assert 0 <= share.low <= share.share + 1e-9
        assert share.share - 1e-9 <= share.high <= 1
    if found.recall is not None:
        assert found.recall_low is not None
        assert found.recall_high is not None
        assert 0 <= found.recall_low <= found.recall + 1e-9
        assert found.recall - 1e-9 <= found.recall_high <= 1


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
    assert (few.low, many.low) == pytest.approx((0.06, 0.38), abs=0.03)


WEEKS = {"even": [(100, 600)], "loud and quiet": [(30, 100), (300, 2_000)], "small": [(25, 40)]}


@pytest.mark.parametrize("weeks", [4, 8, 12])
@pytest.mark.parametrize("sizes", WEEKS)
@pytest.mark.parametrize(("right", "lost"), [(0.9, 0.02), (0.8, 0.05), (0.7, 0.1)])
def test_95_of_100_intervals_hold_the_truth(
    weeks: int, sizes: str, right: float, lost: float
) -> None:
    """A thousand samples of a known truth; one share of a thousand strays by 1.4 at most."""
    chance, runs = Random(5), 1_000
    kinds = [WEEKS[sizes][week % len(WEEKS[sizes])] for week in range(weeks)]
    caught, missed = (sum(each) for each in zip(*kinds, strict=True))
    truth = (right, lost, caught * right / (caught * right + missed * lost))
    held = [0, 0, 0]
    for _ in range(runs):
        found = measure(
            [
                Draw(_labels(chance, flagged, right), _labels(chance, others, lost))
                for flagged, others in kinds
            ]
        )
        assert found.recall_low is not None
        assert found.recall_high is not None
        limits = (
            (found.precision.low, found.precision.high),
            (found.missed.low, found.missed.high),
            (found.recall_low, found.recall_high),
        )
        for place, (low, high) in enumerate(limits):
            held[place] += low - 1e-9 <= truth[place] <= high + 1e-9
    assert all(920 <= each <= 985 for each in held), held


def _labels(chance: Random, mentions: int, share: float) -> Stratum:
    labels = min(20, mentions)
    return Stratum(sum(chance.random() < share for _ in range(labels)), labels, mentions)
