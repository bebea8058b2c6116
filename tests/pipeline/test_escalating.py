"""Late tasks are raised, given away and told, once; and colleagues called by name."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import calls, desk, promises
from pipeline.absences import add_absence
from pipeline.database import Database
from pipeline.desk_model import PromiseRow
from pipeline.escalating import escalate
from pipeline.escalation import Escalation, Stage
from pipeline.followup import open_tasks
from pipeline.hours import ROUND_THE_CLOCK, Hours
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.sla import Promise
from pipeline.states import Role
from pipeline.task_model import Task
from pipeline.team_model import Call, EscalationRow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MakePerson = Callable[..., Person]


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    """An answer within eight hours; before that the assignee is told, after it the managers."""
    with any_brands.reading() as opened:
        opened.add(PromiseRow(promise=Promise(8 * HOUR)))
        promises.keep_hours(opened, Hours("UTC", ROUND_THE_CLOCK))
        soon = Escalation(Stage.DUE_SOON, notify=["assignee"])
        late = Escalation(
            Stage.OVERDUE, urgency="urgent", assign="boris", notify=["managers", "assignee"]
        )
        opened.add_all([EscalationRow(escalation=soon), EscalationRow(escalation=late)])
        yield opened


@pytest.fixture
def anna(session: Session, person: MakePerson) -> Person:
    return person(session)


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], anna: Person, now: datetime) -> Task:
    """A task that Anna took."""
    mention(session)
    (opened,) = open_tasks(session, now)
    desk.take(session, opened, anna, now)
    session.flush()
    return opened


def called(session: Session) -> list[tuple[str, str | None]]:
    session.flush()
    found = session.scalars(select(Call).order_by(Call.id))
    return [(call.person.login, call.change.after) for call in found]


def test_a_warning_then_the_escalation_each_once(
    session: Session, task: Task, anna: Person, person: MakePerson, now: datetime
) -> None:
    boris, mara = person(session, "boris"), person(session, "mara")
    mara.role = Role.MANAGER
    assert (task.warn, task.due) == (now + 6 * HOUR, now + 8 * HOUR)
    assert [escalate(session, now + hours * HOUR) for hours in (5, 6, 7)] == [0, 1, 0]
    assert called(session) == [("anna", "due soon")]
    assert [escalate(session, now + hours * HOUR) for hours in (8, 9)] == [1, 0]
    late = called(session)[1:]
    assert sorted(late) == [("anna", "overdue"), ("boris", "overdue"), ("mara", "overdue")]
    assert (task.assignee_id, task.priority) == (boris.id, 60)
    assert task.due == now + 8 * HOUR
    assert anna.id != boris.id


def test_whoever_is_away_is_not_asked(
    session: Session, task: Task, person: MakePerson, now: datetime
) -> None:
    boris = person(session, "boris")
    add_absence(session, boris, now - DAY, now + DAY, now)
    assert escalate(session, now + 9 * HOUR) == 1
    assert task.assignee_id != boris.id
    assert called(session) == [("anna", "overdue")]


def test_what_nobody_has_is_told_to_the_managers(
    session: Session, task: Task, person: MakePerson, now: datetime
) -> None:
    person(session, "mara").role = Role.MANAGER
    task.assignee_id = None
    session.flush()
    assert escalate(session, now + 6 * HOUR) == 1
    assert called(session) == [("mara", "due soon")]


def test_what_is_answered_or_waits_is_left_alone(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.answer(session, task, anna, "Простите!", None, now + HOUR)
    session.flush()
    assert escalate(session, now + DAY) == 0


def test_a_task_opened_again_has_a_fresh_promise(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    desk.answer(session, task, anna, "Простите!", None, now + HOUR)
    desk.resolve(session, task, anna, "refund", now + 2 * HOUR)
    assert task.due is None
    desk.reopen(session, task, None, "the author wrote again", now + DAY)
    session.flush()
    assert (task.warn, task.due) == (now + DAY + 6 * HOUR, now + DAY + 8 * HOUR)
    assert escalate(session, now + DAY + 7 * HOUR) == 1
    desk.answer(session, task, anna, "Вернули!", None, now + DAY + 7 * HOUR)
    assert (task.due, task.answered) == (None, now + HOUR)
    desk.take(session, task, anna, now + 2 * DAY)
    assert task.due is None
    stands = promises.standing(promises.read_book(session), task, now + 3 * DAY)
    assert stands is not None
    assert stands.standing == "kept"


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@boris посмотри", ["boris"]),
        ("посмотри, @Boris, и @anna.", ["boris", "anna"]),
        ("@boris @boris", ["boris"]),
        ("почта anna@mail.example и a@b", []),
        ("@", []),
        ("(@i.petrov)", ["i.petrov"]),
    ],
)
def test_logins_are_found_in_a_note(text: str, logins: list[str]) -> None:
    assert calls.logins_in(text) == logins


def test_a_note_calls_whom_it_names(
    session: Session, task: Task, anna: Person, person: MakePerson, now: datetime
) -> None:
    boris = person(session, "boris")
    person(session, "gone", active=False)
    assert calls.note(session, task, anna, "@boris @anna @gone @nobody, гляньте", now) == [boris]
    session.flush()
    assert (
        session.scalar(calls.unread_calls(boris.id)),
        session.scalar(calls.unread_calls(anna.id)),
    ) == (1, 0)
    assert [call.task_id for call in calls.unread_of(session, boris, task)] == [task.id]
    (entry,) = calls.calls_for(session, boris)
    assert (entry.change.after, entry.change.person) == (
        "@boris @anna @gone @nobody, гляньте",
        anna,
    )
    calls.mark_read(session, boris, now, task.id + 1)
    assert session.scalar(calls.unread_calls(boris.id)) == 1
    calls.mark_read(session, boris, now, task.id)
    assert session.scalar(calls.unread_calls(boris.id)) == 0
    assert len(calls.calls_for(session, boris)) == 1
