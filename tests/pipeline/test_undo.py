"""Undo: what one did last is taken back, unless somebody changed the task since."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline import answering, corrections, desk, promises, regroup, undo
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.states import ReplyState, TaskStatus
from pipeline.task_model import Task

MINUTE = timedelta(minutes=1)
Make = Callable[..., Mention]
Deed = Callable[[Session, Task, Person, datetime], object]


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.reading() as opened:
        yield opened


@pytest.fixture
def task(session: Session, mention: Make, now: datetime) -> Task:
    mention(session)
    return open_tasks(session, now)[0]


@pytest.fixture
def anna(session: Session, person: Callable[..., Person]) -> Person:
    return person(session)


@pytest.fixture
def boris(session: Session, person: Callable[..., Person]) -> Person:
    return person(session, "boris")


def state(task: Task) -> tuple[object, ...]:
    kept = (task.status, task.assignee_id, task.reason, task.snoozed, task.taken, task.closed)
    return *kept, task.reply, task.reply_url, task.answered, task.replied, task.due


DEEDS: dict[str, Deed] = {
    "take": lambda s, t, p, at: desk.take(s, t, p, at),
    "assign": lambda s, t, p, at: desk.assign(s, t, p, p, at),
    "wait": lambda s, t, p, at: desk.wait(s, t, p, at),
    "resolve": lambda s, t, p, at: desk.resolve(s, t, p, "refund", at),
    "dismiss": lambda s, t, p, at: desk.dismiss(s, t, p, "spam", at),
    "answer": lambda s, t, p, at: answering.record(s, t, p, "Простите", None, None, at),
    "snooze": lambda s, t, p, at: desk.snooze(s, t, at + MINUTE, p, at),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("begun", [False, True])
def test_a_deed_is_taken_back(
    session: Session, task: Task, anna: Person, boris: Person, now: datetime, deed: str, begun: bool
) -> None:
    if begun:  # another colleague has it, and will look at it later
        desk.take(session, task, boris, now)
        desk.snooze(session, task, now + 60 * MINUTE, boris, now)
    before, at = state(task), now + MINUTE
    DEEDS[deed](session, task, anna, at)
    session.flush()
    assert state(task) != before
    lines = len(task.changes)
    assert undo.undo(session, at, anna, at + MINUTE) == 1
    session.flush()
    session.refresh(task)
    assert state(task) == before
    assert task.changes[lines].what == promises.UNDONE
    with pytest.raises(OtklikError, match="changed since by Anna"):
        undo.undo(session, at, anna, at + MINUTE)


def test_many_tasks_are_one_deed_and_all_or_none_come_back(
    session: Session, task: Task, mention: Make, anna: Person, boris: Person, now: datetime
) -> None:
    mention(session, author="Пётр", text="Ромашка: ещё одна жалоба, ужас")
    tasks = [task, *open_tasks(session, now)]
    for one in tasks:
        desk.dismiss(session, one, anna, "spam", now)
    session.flush()
    desk.reopen(session, tasks[1], boris, "", now + MINUTE)
    session.flush()
    with pytest.raises(OtklikError, match="changed since by Boris; nothing was undone"):
        undo.undo(session, now, anna, now + 2 * MINUTE)


def test_a_task_whose_reopening_is_taken_back_was_closed_when_it_was(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.resolve(session, task, anna, "всё вернули", now)
    desk.reopen(session, task, anna, "", now + MINUTE)
    session.flush()
    undo.undo(session, now + MINUTE, anna, now + 2 * MINUTE)
    assert (task.status, task.closed) == (TaskStatus.RESOLVED, now)


def test_a_note_in_between_does_no_harm(
    session: Session, task: Task, anna: Person, boris: Person, now: datetime
) -> None:
    desk.dismiss(session, task, anna, "spam", now)
    desk.add_note(session, task, boris, "точно?", now + MINUTE)
    session.flush()
    undo.undo(session, now, anna, now + 2 * MINUTE)
    assert task.status is TaskStatus.NEW


@pytest.mark.parametrize("minutes", [-1, 11])
def test_it_is_possible_for_some_minutes(
    session: Session, task: Task, anna: Person, now: datetime, minutes: int
) -> None:
    desk.take(session, task, anna, now)
    with pytest.raises(OtklikError, match="too late"):
        undo.undo(session, now, anna, now + minutes * MINUTE)


def test_what_others_did_and_what_has_effects_outside_stays(
    session: Session, task: Task, mention: Make, anna: Person, boris: Person, now: datetime
) -> None:
    desk.take(session, task, boris, now)
    session.flush()
    with pytest.raises(OtklikError, match="nothing to undo"):
        undo.undo(session, now, anna, now)
    reply = answering.record(session, task, anna, "Простите", None, None, now + MINUTE)
    session.flush()
    reply.state = ReplyState.POSTED
    with pytest.raises(OtklikError, match="have it deleted"):
        undo.undo(session, now + MINUTE, anna, now + MINUTE)
    reply.state = ReplyState.RECORDED
    mention(session, author="Пётр", text="Ромашка: ещё одна жалоба, ужас")
    (other,) = open_tasks(session, now)
    regroup.merge(session, other, task, anna, now + 2 * MINUTE)
    session.flush()
    with pytest.raises(OtklikError, match="cannot be undone"):
        undo.undo(session, now + 2 * MINUTE, anna, now + 2 * MINUTE)


def test_a_correction_is_taken_back(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    mention = task.mention
    corrections.correct(session, mention, anna, now, sentiment=Sentiment.POSITIVE, complaint=False)
    session.flush()
    session.refresh(mention)
    assert undo.undo(session, now, anna, now + MINUTE) == 1
    assert (mention.judge, mention.sentiment, mention.complaint) == ("test-1", "negative", True)
    session.flush()
    session.refresh(mention)
    assert [one.judge for one in mention.assessments] == ["test-1", "person", "test-1"]
    with pytest.raises(OtklikError, match="corrected since"):
        undo.undo(session, now, anna, now + MINUTE)


def test_a_verdict_that_was_taken_back_does_not_come_back(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    mention = task.mention
    for minute, right in enumerate((Sentiment.NEUTRAL, Sentiment.POSITIVE)):
        at = now + minute * MINUTE
        corrections.correct(session, mention, anna, at, sentiment=right)
        session.flush()
        session.refresh(mention)
        undo.undo(session, at, anna, at)
        session.flush()
        session.refresh(mention)
    assert (mention.judge, mention.sentiment) == ("test-1", "negative")


def test_a_moment_and_its_number_are_the_same(now: datetime) -> None:
    odd = now.replace(microsecond=123_457)
    assert undo.moment(undo.mark(odd)) == odd
