"""A limit for work whose own limits are for each step only: a byte a second keeps all of them."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the work gives or raises; raises TimeoutError when it takes longer.

    Work that was given up goes on by itself, unheard.
    """
    return begin(work).result(timeout=seconds)


def begin(work: Callable[[], T]) -> Future[T]:
    """Work in a thread of its own, which keeps no process from ending."""
    ended = Future[T]()

    def attempt() -> None:
        try:
            ended.set_result(work())
        except BaseException as error:
            ended.set_exception(error)

    Thread(target=attempt, daemon=True).start()
    return ended
