"""Snoozed tasks: the usual times, and what wakes them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from classifier.verdict import Verdict
from pipeline import desk, snooze
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.search import TaskFilter, count_tasks, search_tasks
from pipeline.states import TaskStatus
from pipeline.task_model import Task

HOUR = timedelta(hours=1)
MOSCOW = ZoneInfo("Europe/Moscow")
Make = Callable[..., Mention]


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    with any_brands.reading() as opened:
        yield opened


@pytest.fixture
def anna(session: Session, person: Callable[..., Person]) -> Person:
    return person(session)


@pytest.fixture
def task(session: Session, mention: Make, anna: Person, now: datetime) -> Task:
    """A task snoozed until tomorrow."""
    mention(session)
    (opened,) = open_tasks(session, now)
    desk.snooze(session, opened, now + 24 * HOUR, anna, now)
    session.flush()
    return opened


@pytest.mark.parametrize(
    ("local", "shown"),
    [
        ("2026-03-03 09:10", {"hour": "03 10:10", "afternoon": "03 15:00", "tomorrow": "04 09:00"}),
        ("2026-03-03 14:40", {"hour": "03 15:40", "tomorrow": "04 09:00"}),
        ("2026-03-01 12:00", {"hour": "01 13:00", "afternoon": "01 15:00", "tomorrow": "02 09:00"}),
        ("2026-03-06 23:50", {"hour": "07 00:50", "tomorrow": "07 09:00"}),
    ],
)
def test_the_usual_times(local: str, shown: dict[str, str]) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=MOSCOW)
    found = {
        name: at.astimezone(MOSCOW) for name, at in snooze.presets(now.astimezone(UTC), MOSCOW)
    }
    monday = found.pop("monday", None)
    assert {name: f"{at:%d %H:%M}" for name, at in found.items()} == shown
    assert (monday is None) is (now.weekday() == 6)  # on Sunday tomorrow is Monday
    assert monday is None or (monday.weekday(), monday > now) == (0, True)


def test_a_morning_is_by_the_clock_on_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2026, 3, 28, 20, tzinfo=UTC)  # the clocks go forward before the morning
    at = dict(snooze.presets(night, berlin))["tomorrow"]
    assert at.astimezone(UTC) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def ids(session: Session, wanted: TaskFilter) -> list[int]:
    return [task.id for task in search_tasks(session, wanted).tasks]


def test_a_snoozed_task_has_a_view_of_its_own(session: Session, task: Task, now: datetime) -> None:
    assert ids(session, TaskFilter(now=now)) == []
    assert count_tasks(session, TaskFilter(now=now)).awake[TaskStatus.NEW] == 0
    assert ids(session, TaskFilter(now=now, snoozed=True)) == [task.id]
    assert count_tasks(session, TaskFilter(now=now)).snoozed == {TaskStatus.NEW: 1}
    later = now + 24 * HOUR  # it is there again before any step has run
    assert ids(session, TaskFilter(now=later)) == [task.id]
    assert count_tasks(session, TaskFilter(now=later)).snoozed == {}


def test_it_wakes_at_its_time(session: Session, task: Task, now: datetime) -> None:
    assert snooze.wake(session, now + HOUR) == 0
    assert snooze.wake(session, now + 24 * HOUR) == 1
    assert task.snoozed is None
    assert snooze.wake(session, now + 25 * HOUR) == 0
    session.flush()
    session.refresh(task)
    assert [change.what for change in task.changes[1:]] == ["snoozed", "snoozed"]


@pytest.mark.parametrize("judged", [True, False])
def test_it_wakes_when_the_author_writes_again(
    session: Session,
    task: Task,
    mention: Make,
    praise: Verdict,
    now: datetime,
    judged: bool,
) -> None:
    post = task.mention.post.post
    facts = {"thread": post.thread, "author": post.author, "text": "Ромашка, спасибо, привезли"}
    again = mention(session, praise if judged else None, **facts)
    again.post.found = now + HOUR
    session.flush()
    assert snooze.wake(session, now + 2 * HOUR) == 1
    assert (task.snoozed, task.status) == (None, TaskStatus.NEW)


def test_it_wakes_when_the_author_changes_the_post(
    session: Session, task: Task, now: datetime
) -> None:
    task.mention.post.edited = now + HOUR
    session.flush()
    assert snooze.wake(session, now + 2 * HOUR) == 1


def test_a_complaint_more_belongs_to_the_snoozed_task(
    session: Session, task: Task, mention: Make, now: datetime
) -> None:
    post = task.mention.post.post
    mention(session, thread=post.thread, author=post.author, text="Ромашка всё ещё молчит, обман")
    assert open_tasks(session, now + HOUR) == []
    assert task.snoozed is None


def test_what_waits_for_its_author_comes_back_when_they_answer(
    session: Session, task: Task, anna: Person, mention: Make, praise: Verdict, now: datetime
) -> None:
    desk.answer(session, task, anna, "Простите!", None, now + HOUR)
    post = task.mention.post.post
    facts = {"thread": post.thread, "author": post.author, "text": "Ромашка, жду возврата"}
    again = mention(session, praise, **facts)
    again.post.found = now + 2 * HOUR
    session.flush()
    assert snooze.wake(session, now + 3 * HOUR) == 1
    assert (task.status, task.reopened) == (TaskStatus.IN_PROGRESS, now + 3 * HOUR)
    session.flush()
    assert snooze.wake(session, now + 4 * HOUR) == 0
    desk.answer(session, task, anna, "Вернули", None, now + 5 * HOUR)
    session.flush()
    assert snooze.wake(session, now + 6 * HOUR) == 0


def test_taking_answering_and_closing_wake_it(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.take(session, task, anna, now)
    assert task.snoozed is None
    desk.snooze(session, task, now + HOUR, anna, now)
    desk.dismiss(session, task, anna, "spam", now)
    assert task.snoozed is None


@pytest.mark.parametrize("hours", [0, -1, 24 * 400])
def test_only_a_time_that_lies_ahead(
    session: Session, task: Task, anna: Person, now: datetime, hours: int
) -> None:
    with pytest.raises(OtklikError, match="lies ahead"):
        desk.snooze(session, task, now + hours * HOUR, anna, now)
