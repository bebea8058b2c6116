"""Too many open tasks, and tasks that wait too long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.backlog import (
    PromiseOptions,
    QueueOptions,
    WaitingOptions,
    promise,
    queue,
    waiting,
)
from alerts.facts import Case, Change, Span
from alerts.last_steps import only_last_steps

MORNING = datetime(2026, 3, 4, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = timedelta(days=5)
DAY = Span(MORNING, MORNING + 12 * HOUR)


def test_the_queue_grows_and_shrinks() -> None:
    cases = [
        Case(number, "Кедробанк", MORNING + number * HOUR, closed=MORNING + 8 * HOUR)
        for number in range(6)
    ]

    up, over = queue(QueueOptions(above=4), cases, DAY)

    assert isinstance(up.what, Change)
    assert (up.at, up.what.value) == (MORNING + 4 * HOUR, 5.0)
    assert isinstance(over.what, Change)
    assert over.what.over
    assert over.at == MORNING + 8 * HOUR + timedelta(minutes=45)


def test_only_the_brands_asked_for() -> None:
    cases = [Case(number, "Кедробанк", MORNING) for number in range(6)]

    assert queue(QueueOptions(above=4, brands=["Грузлик"]), cases, DAY) == []
    assert len(queue(QueueOptions(above=4, brands=["Кедробанк"]), cases, DAY)) == 1


def test_tasks_opened_before_count() -> None:
    cases = [Case(number, "Кедробанк", MORNING - 99 * HOUR) for number in range(6)]

    (up,) = queue(QueueOptions(above=4), cases, DAY)
    assert up.at == MORNING


CASE = Case(7, "Кедробанк", MORNING)


@pytest.mark.parametrize(
    ("case", "late"),
    [
        (CASE, True),
        (replace(CASE, answered=MORNING + 3 * HOUR), False),
        (replace(CASE, closed=MORNING + 3 * HOUR), False),
        (replace(CASE, answered=MORNING + 5 * HOUR, closed=MORNING + 6 * HOUR), True),
        (replace(CASE, opened=MORNING + 9 * HOUR), False),
        (replace(CASE, opened=MORNING - 5 * HOUR), False),
        (replace(CASE, brand="Грузлик"), False),
    ],
)
def test_a_late_answer(case: Case, *, late: bool) -> None:
    hits = waiting(WaitingOptions(hours=4, brands=["Кедробанк"]), [case], DAY)

    assert bool(hits) is late
    assert all(hit.at == case.opened + 4 * HOUR for hit in hits)
    assert all(isinstance(hit.what, Change) and hit.what.task_id == 7 for hit in hits)


@pytest.mark.parametrize(
    ("changes", "hours", "told"),
    [
        ({}, 1, []),
        ({}, 2, ["due-soon"]),
        ({}, 3, ["due-soon", "overdue"]),
        ({"due": None}, 9, []),
        ({"answered": MORNING + HOUR, "due": None}, 9, []),
        ({"answered": MORNING - HOUR}, 9, ["due-soon", "overdue"]),  # it was opened again
        ({"closed": MORNING + HOUR}, 9, []),
        ({"brand": "Грузлик"}, 9, []),
        ({"due": MORNING - HOUR}, 9, []),
    ],
)
def test_a_promise(changes: dict[str, Any], hours: int, told: list[str]) -> None:
    case = replace(replace(CASE, due=MORNING + 3 * HOUR), **changes)
    options = PromiseOptions(minutes_before=60, brands=["Кедробанк"])

    hits = promise(options, [case], Span(MORNING, MORNING + hours * HOUR))

    assert [hit.what.measure for hit in hits if isinstance(hit.what, Change)] == told


def test_a_new_due_time_is_a_new_promise() -> None:
    cases = [replace(CASE, due=MORNING + hours * HOUR) for hours in (3, 4)]

    keys = {hit.key for hit in promise(PromiseOptions(), cases, DAY)}
    assert len(keys) == 4


def test_what_is_overdue_when_we_look_is_not_told_as_due_soon_as_well() -> None:
    cases = [replace(CASE, task_id=task, due=MORNING + HOUR * task) for task in (2, 99)]
    found = promise(PromiseOptions(minutes_before=60 * 96), cases, Span(MORNING - DAYS, DAY.until))

    assert [hit.key.partition("|")[0] for hit in found] == ["due", "overdue", "due"]
    assert [hit.key.partition("|")[0] for hit in only_last_steps(found)] == ["overdue", "due"]
