"""Waiting after mistakes."""

from datetime import UTC, datetime, timedelta

import pytest

from web.throttle import LONGEST, REMEMBERED, Throttle

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(("mistakes", "seconds"), [(0, 0), (3, 0), (4, 2), (5, 4), (8, 32)])
def test_each_mistake_doubles_the_wait(mistakes: int, seconds: int) -> None:
    throttle = Throttle()
    for _ in range(mistakes):
        throttle.miss("a", NOW)

    assert throttle.wait("a", NOW) == timedelta(seconds=seconds)
    assert throttle.wait("a", NOW + timedelta(seconds=seconds)) == timedelta(0)
    assert throttle.wait("b", NOW) == timedelta(0)


def test_a_clock_set_back_makes_nobody_wait_for_longer() -> None:
    throttle = Throttle()
    for _ in range(5):
        throttle.miss("a", NOW + timedelta(days=1))

    assert throttle.wait("a", NOW) == timedelta(seconds=4)


def test_the_wait_and_the_memory_have_an_end() -> None:
    throttle = Throttle()
    for number in range(REMEMBERED + 50):
        throttle.miss(str(number), NOW)
    for _ in range(100):
        throttle.miss("a", NOW)

    assert throttle.wait("a", NOW) == LONGEST
    assert len(throttle.mistakes) == REMEMBERED
    throttle.forgive("a")
    assert throttle.wait("a", NOW) == timedelta(0)
