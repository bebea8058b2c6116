"""An answer that is taken back: what holds again, and until when that is possible."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pipeline import answering, desk, followup, undo, withdrawal
from pipeline.database import Database
from pipeline.desk_model import PromiseRow
from pipeline.errors import OtklikError
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.sla import Promise
from pipeline.states import ReplyState, TaskStatus
from pipeline.task_model import Task

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.writing() as opened:
        opened.add(PromiseRow(promise=Promise(within=timedelta(hours=9))))
        yield opened


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], now: datetime) -> Task:
    mention(session)
    return followup.open_tasks(session, now)[0]


def test_the_answer_before_it_stands_again_and_then_none(
    session: Session, task: Task, person: Callable[..., Person], now: datetime
) -> None:
    anna, at = person(session), now + MINUTE
    due = task.due
    one = answering.record(session, task, anna, "Простите", "https://a.example/1", None, at)
    other = answering.record(session, task, anna, "Вернём", None, None, at + MINUTE)
    session.flush()

    withdrawal.withdraw(session, other, anna, at + 2 * MINUTE)
    assert (task.reply, task.reply_url) == ("Простите", "https://a.example/1")
    assert (task.answered, task.replied, task.due) == (at, at, None)

    withdrawal.withdraw(session, one, anna, at + 3 * MINUTE)
    assert (task.reply, task.reply_url, task.answered, task.replied) == (None, None, None, None)
    assert (task.status, one.state) == (TaskStatus.IN_PROGRESS, ReplyState.WITHDRAWN)
    session.flush()
    session.refresh(task)
    assert task.due == due  # the clock ran all the time


def test_what_is_undone_never_stopped_the_clock(
    session: Session, task: Task, person: Callable[..., Person], now: datetime
) -> None:
    anna, due = person(session), task.due
    desk.wait(session, task, anna, now + MINUTE)
    session.flush()
    undo.undo(session, now + MINUTE, anna, now + 9 * MINUTE)
    session.flush()
    session.refresh(task)
    assert task.due == due is not None


def test_the_same_answer_again_only_gets_its_address(
    session: Session, task: Task, person: Callable[..., Person], now: datetime
) -> None:
    anna, at = person(session), now + MINUTE
    given = answering.record(session, task, anna, "Простите", None, None, at)
    with pytest.raises(OtklikError, match="given already"):
        answering.record(session, task, anna, "Простите ", None, None, at + MINUTE)
    where = "https://a.example/1"
    assert answering.record(session, task, anna, "Простите", where, None, at + MINUTE) is given
    session.flush()
    assert (given.url, task.reply_url, task.replied) == (where, where, at)

    undo.undo(session, at + MINUTE, anna, at + MINUTE)
    assert (given.url, task.reply_url, given.state) == (None, None, ReplyState.RECORDED)


@pytest.mark.parametrize(
    ("state", "later", "possible"),
    [
        (ReplyState.RECORDED, timedelta(hours=24), True),
        (ReplyState.RECORDED, timedelta(hours=25), False),
        (ReplyState.POSTED, timedelta(days=30), True),  # the platform can delete it
        (ReplyState.OUTSIDE, timedelta(0), False),
    ],
)
def test_until_when(
    session: Session,
    task: Task,
    person: Callable[..., Person],
    now: datetime,
    state: ReplyState,
    later: timedelta,
    *,
    possible: bool,
) -> None:
    anna = person(session)
    reply = answering.record(session, task, anna, "Простите", None, None, now)
    reply.state = state
    session.flush()
    assert withdrawal.can_be_withdrawn(reply, now + later) is possible
    desk.resolve(session, task, anna, "всё", now)
    with pytest.raises(OtklikError, match="cannot be taken back"):
        withdrawal.find_given(session, task, reply.id, now)
