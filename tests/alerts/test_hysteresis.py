"""Up once, over once, whatever the values do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.facts import Change, Hit
from alerts.hysteresis import OVER, Point, walk, without_orphans

START = datetime(2026, 3, 4, tzinfo=UTC)


def points(values: list[int]) -> list[Point]:
    """Up from 10 on, back below 5."""
    return [
        Point(START + timedelta(hours=n), Change("queue", "", value), value >= 10, value < 5)
        for n, value in enumerate(values)
    ]


@given(st.lists(st.integers(0, 15)), st.integers(1, 4))
def test_ups_and_overs_take_turns(values: list[int], patience: int) -> None:
    hits = list(walk(points(values), patience))

    assert [hit.key.endswith(OVER) for hit in hits] == [n % 2 == 1 for n in range(len(hits))]
    assert len({hit.key for hit in hits}) == len(hits)
    assert bool(hits) is any(value >= 10 for value in values)


@given(st.lists(st.integers(0, 15)), st.integers(1, 4))
def test_an_end_belongs_to_its_beginning(values: list[int], patience: int) -> None:
    hits = list(walk(points(values), patience))

    for up, over in zip(hits[::2], hits[1::2], strict=False):
        assert over.key == up.key + OVER
        assert over.at - up.at >= timedelta(hours=patience)


def test_what_had_no_beginning_has_no_end() -> None:
    up, over = walk(points([10, 0]), 1)

    assert without_orphans([over], told=[]) == []
    assert without_orphans([over], told=[up.key]) == [over]
    assert without_orphans([up, over], told=[]) == [up, over]


def test_a_hit_of_another_kind_is_kept() -> None:
    hit = Hit("mention-1", START, 1.0, Change("queue", "", 1))

    assert without_orphans([hit], told=[]) == [hit]
