"""Work with a limit: what it gives, what it raises, and that nobody waits longer."""

from threading import Event

import pytest

from pipeline.time_limit import within


def test_what_work_gives_and_raises_comes_through() -> None:
    assert within(60, lambda: "given") == "given"
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


def test_work_that_takes_longer_is_given_up() -> None:
    let_go = Event()
    with pytest.raises(TimeoutError):
        within(0.01, let_go.wait)
    let_go.set()
