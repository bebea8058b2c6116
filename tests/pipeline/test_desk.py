from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from classifier.verdict import Sentiment
from pipeline import corrections, desk
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.states import Role, TaskStatus
from pipeline.task_model import Task

MakePerson = Callable[..., Person]


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.reading() as opened:
        yield opened


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], now: datetime) -> Task:
    mention(session)
    return open_tasks(session, now)[0]


@pytest.fixture
def anna(session: Session, person: MakePerson) -> Person:
    return person(session)


def history(session: Session, task: Task) -> list[tuple[str, str | None, str | None]]:
    session.flush()
    session.refresh(task)
    return [(it.what, it.before, it.after) for it in task.changes[1:]]


def test_a_task_from_new_to_resolved(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.take(session, task, anna, now)
    assert (task.status, task.assignee_id, task.taken) == (TaskStatus.IN_PROGRESS, anna.id, now)
    later = now + timedelta(hours=1)
    desk.answer(session, task, anna, " Просим прощения! ", "https://forum.example/r", later)
    assert (task.status, task.reply, task.answered) == (
        TaskStatus.WAITING,
        "Просим прощения!",
        later,
    )
    desk.answer(session, task, anna, "Всё вернули", None, later + timedelta(hours=1))
    assert task.answered == later
    desk.resolve(session, task, anna, "refund", later)
    assert (task.status, task.reason, task.closed) == (TaskStatus.RESOLVED, "refund", later)
    assert history(session, task) == [
        ("assignee_id", None, str(anna.id)),
        ("status", "new", "in_progress"),
        ("reply", None, "Просим прощения!"),
        ("reply_url", None, "https://forum.example/r"),
        ("status", "in_progress", "waiting"),
        ("reply", "Просим прощения!", "Всё вернули"),
        ("reply_url", "https://forum.example/r", None),
        ("reason", None, "refund"),
        ("status", "waiting", "resolved"),
    ]
    assert {change.person for change in task.changes[1:]} == {anna}


def test_doing_it_again_leaves_no_line(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.take(session, task, anna, now)
    once = history(session, task)
    desk.take(session, task, anna, now + timedelta(hours=2))
    assert (history(session, task), task.taken) == (once, now)


def test_a_task_can_be_taken_over_and_given_back(
    session: Session, task: Task, anna: Person, person: MakePerson, now: datetime
) -> None:
    boris = person(session, "boris")
    desk.take(session, task, anna, now)
    desk.take(session, task, boris, now)
    desk.assign(session, task, None, boris, now)
    desk.wait(session, task, boris, now)
    assert history(session, task) == [
        ("assignee_id", None, str(anna.id)),
        ("status", "new", "in_progress"),
        ("assignee_id", str(anna.id), str(boris.id)),
        ("assignee_id", str(boris.id), None),
        ("status", "in_progress", "waiting"),
    ]


def test_notes_are_kept_in_any_status(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.dismiss(session, task, anna, "spam", now)
    desk.add_note(session, task, anna, "точно спам", now)
    assert history(session, task)[-1] == ("note", None, "точно спам")


def test_a_closed_task_is_reopened(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.dismiss(session, task, anna, "spam", now)
    desk.reopen(session, task, None, "wrote again", now)
    assert (task.status, task.closed, task.reason) == (TaskStatus.NEW, None, "wrote again")
    desk.take(session, task, anna, now)
    desk.resolve(session, task, anna, "done", now)
    desk.reopen(session, task, anna, "", now)
    assert task.status is TaskStatus.IN_PROGRESS


ILLEGAL: list[tuple[str, Callable[[Session, Task, Person, datetime], None]]] = [
    ("reopen it first", lambda s, t, p, now: desk.take(s, t, p, now)),
    ("reopen it first", lambda s, t, p, now: desk.assign(s, t, p, p, now)),
    ("reopen it first", lambda s, t, p, now: desk.answer(s, t, p, "text", None, now)),
    ("reopen it first", lambda s, t, p, now: desk.wait(s, t, p, now)),
    ("reopen it first", lambda s, t, p, now: desk.resolve(s, t, p, "again", now)),
    ("reopen it first", lambda s, t, p, now: desk.dismiss(s, t, p, "again", now)),
]


@pytest.mark.parametrize(("way_out", "move"), ILLEGAL)
def test_a_closed_task_stays_closed(
    session: Session,
    task: Task,
    anna: Person,
    now: datetime,
    way_out: str,
    move: Callable[[Session, Task, Person, datetime], None],
) -> None:
    desk.resolve(session, task, anna, "done", now)
    with pytest.raises(OtklikError, match=way_out):
        move(session, task, anna, now)
    assert task.status is TaskStatus.RESOLVED


def test_what_cannot_be_done_says_what_can(
    session: Session, task: Task, anna: Person, person: MakePerson, now: datetime
) -> None:
    gone = person(session, "gone", active=False)
    with pytest.raises(OtklikError, match="assign somebody else"):
        desk.assign(session, task, gone, anna, now)
    reader = person(session, "reader")
    reader.role = Role.VIEWER
    with pytest.raises(OtklikError, match="assign an agent or a manager"):
        desk.assign(session, task, reader, anna, now)
    with pytest.raises(OtklikError, match="open already"):
        desk.reopen(session, task, anna, "", now)
    with pytest.raises(OtklikError, match="a reason must not be empty"):
        desk.dismiss(session, task, anna, "  ", now)
    with pytest.raises(OtklikError, match="a reply must not be longer"):
        desk.answer(session, task, anna, "x" * (desk.LONGEST_TEXT + 1), None, now)
    with pytest.raises(OtklikError, match="no web address"):
        desk.answer(session, task, anna, "text", "javascript:alert(1)", now)
    assert task.status is TaskStatus.NEW


def test_a_refused_answer_changes_nothing(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    with pytest.raises(OtklikError):
        desk.answer(session, task, anna, "text", "ftp://x.example", now)
    assert (task.reply, history(session, task)) == (None, [])


def test_a_verdict_is_set_right(session: Session, task: Task, anna: Person, now: datetime) -> None:
    mention = task.mention
    corrections.correct(session, mention, anna, now, sentiment=Sentiment.NEUTRAL, complaint=False)
    assert (mention.judge, mention.sentiment, mention.p_negative) == ("person", "neutral", 0.0)
    assert (mention.complaint, mention.theme) == (False, "delivery")
    corrections.correct(session, mention, anna, now, theme="", severity=2)
    assert (mention.theme, mention.severity, mention.sentiment) == (None, 2, "neutral")
    session.flush()
    assert [it.person_id for it in mention.assessments] == [None, anna.id, anna.id]
