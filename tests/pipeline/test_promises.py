from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline import desk, promises
from pipeline.database import Database
from pipeline.desk_model import PromiseRow
from pipeline.followup import open_tasks
from pipeline.hours import ROUND_THE_CLOCK, Hours
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.sla import Promise, Standing
from pipeline.states import TaskStatus
from pipeline.task_model import Task, TaskChange

HOUR = timedelta(hours=1)


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    """A team that works round the clock and promises an answer within eight hours."""
    with any_brands.reading() as opened:
        opened.add(PromiseRow(promise=Promise(8 * HOUR)))
        opened.add(PromiseRow(promise=Promise(HOUR, band="urgent")))
        promises.keep_hours(opened, Hours("UTC", ROUND_THE_CLOCK))
        yield opened


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], now: datetime) -> Task:
    mention(session)
    return open_tasks(session, now)[0]


def test_a_task_is_due_as_promised(session: Session, task: Task, now: datetime) -> None:
    assert task.due == now + 8 * HOUR


def test_an_urgent_task_is_due_sooner(
    session: Session, mention: Callable[..., Mention], now: datetime
) -> None:
    mention(session, text="Ромашка: ребёнок отравился, подаём в суд, верните деньги!", stars=1.0)
    assert open_tasks(session, now)[0].due == now + HOUR


def test_waiting_stops_the_clock(
    session: Session, task: Task, person: Callable[..., Person], now: datetime
) -> None:
    anna = person(session)
    desk.wait(session, task, anna, now + HOUR)
    assert task.due is None
    desk.take(session, task, anna, now + 4 * HOUR)
    assert task.due == now + 11 * HOUR
    book = promises.read_book(session)
    stands = promises.standing(book, task, now + 5 * HOUR)
    assert stands is not None
    assert (stands.standing, stands.left) == (Standing.ON_TIME, 6 * HOUR)


STATUSES = st.lists(st.tuples(st.sampled_from(TaskStatus), st.integers(0, 500)), max_size=8)


@given(STATUSES, st.integers(0, 500))
def test_whatever_became_of_a_task_only_the_time_in_hand_counts(
    steps: list[tuple[TaskStatus, int]], more: int
) -> None:
    at, held, in_hand = datetime(2026, 3, 28, 20, tzinfo=UTC), timedelta(), True  # clocks go on
    start, changes = at, [TaskChange(what="status", after=TaskStatus.NEW, at=at)]
    for status, minutes in [*steps, (TaskStatus.NEW, more)]:
        held += timedelta(minutes=minutes if in_hand else 0)
        at += timedelta(minutes=minutes)
        changes.append(TaskChange(what="status", after=status, at=at))
        in_hand = status in (TaskStatus.NEW, TaskStatus.IN_PROGRESS)

    rests = promises.pauses(changes, at)
    hours = Hours("Europe/Berlin", ROUND_THE_CLOCK)

    assert hours.between(start, at, rests) == held
    assert all(one[1] <= other[0] for one, other in pairwise(rests))
    assert hours.after(start, held + HOUR, rests) == at + HOUR


def test_an_answer_ends_it(
    session: Session, task: Task, person: Callable[..., Person], now: datetime
) -> None:
    desk.answer(session, task, person(session), "Простите!", None, now + 2 * HOUR)
    assert task.due is None
    stands = promises.standing(promises.read_book(session), task, now + 90 * HOUR)
    assert stands is not None
    assert stands.standing is Standing.KEPT


def test_without_a_promise_nothing_is_due(
    brands: Database, mention: Callable[..., Mention], now: datetime
) -> None:
    with brands.reading() as session:
        mention(session)
        (task,) = open_tasks(session, now)
        assert task.due is None
        assert promises.standing(promises.read_book(session), task, now) is None


def test_two_who_say_the_first_hours_at_once_leave_one(postgres: Database) -> None:
    """Two rows would stop whoever reads the hours, and with them the whole line."""
    with postgres.reading() as one, postgres.reading() as other:
        for session, zone in ((one, "UTC"), (other, "Asia/Almaty")):
            promises.keep_hours(session, Hours(zone))
        one.commit()
        with pytest.raises(IntegrityError):
            other.commit()
    with postgres.reading() as session:
        assert promises.hours(session) == Hours("UTC")


def test_new_hours_replace_the_old(session: Session) -> None:
    promises.keep_hours(session, Hours("Asia/Almaty"))
    session.flush()
    assert promises.hours(session) == Hours("Asia/Almaty")
