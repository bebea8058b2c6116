"""Work shared out: who has what after the step, and what the history says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, sharing, undo
from pipeline.absences import absences_of, add_absence, away
from pipeline.assignment import Assignment
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.task_model import Task
from pipeline.team_model import AssignmentRow
from pipeline.watch import Watch
from pipeline.watching import apply, current

DAY = timedelta(days=1)
Make = Callable[..., Mention]
MakePerson = Callable[..., Person]


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    with any_brands.reading() as opened:
        opened.add(AssignmentRow(assignment=Assignment("reviews", people=["anna", "boris"])))
        yield opened


def open_four(session: Session, mention: Make, now: datetime) -> list[Task]:
    for number in range(4):
        mention(session, text=f"Ромашка не отвечает на письмо {number}", author=f"Автор {number}")
    return open_tasks(session, now)


def test_new_tasks_are_spread_and_the_history_says_by_which_rule(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    anna, boris = person(session), person(session, "boris")
    tasks = open_four(session, mention, now)
    assert sharing.share_out(session, now) == 4
    assert sorted(task.assignee_id or 0 for task in tasks) == 2 * [anna.id] + 2 * [boris.id]
    session.flush()
    session.refresh(tasks[0])
    told = [(it.what, it.after, it.person_id) for it in tasks[0].changes[1:]]
    assert told == [("assignee_id", str(anna.id), None), ("rule", "reviews", None)]
    assert sharing.share_out(session, now) == 0


def test_what_the_absent_left_in_hand_is_taken_over_where_a_rule_says_so(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    anna, boris = person(session), person(session, "boris")
    kept, left, waits, later = open_four(session, mention, now - 2 * DAY)
    for task in (kept, left, waits):
        desk.take(session, task, anna, now - 2 * DAY)
    desk.wait(session, waits, anna, now - 2 * DAY)
    desk.assign(session, kept, boris, boris, now - 2 * DAY)
    add_absence(session, anna, now - DAY, now + DAY, now)
    desk.assign(session, later, anna, boris, now)  # given to her all the same
    session.flush()
    assert sharing.take_over(session, now) == 0  # no rule says so

    (rule,) = sharing.rules(session)
    rule.assignment = replace(rule.assignment, takes_over=True)
    session.flush()
    assert session.scalar(sharing.left_in_hand(now)) == 2
    assert sharing.take_over(session, now) == 1
    assert [task.assignee_id for task in (kept, left, waits, later)] == [
        *(boris.id, boris.id),
        *(anna.id, anna.id),
    ]
    assert sharing.take_over(session, now) == 0


def test_all_that_the_absent_have_in_hand_is_handed_over_at_once(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    anna, boris = person(session), person(session, "boris")
    boris.capacity = 1
    tasks = open_four(session, mention, now)[:2]
    for task in tasks:
        desk.take(session, task, anna, now)
    add_absence(session, anna, now - DAY, now + DAY, now)
    session.flush()
    assert sharing.hand_over(session, boris, now + DAY / 2) == tasks
    assert {task.assignee_id for task in tasks} == {boris.id, None}
    session.flush()
    undo.undo(session, now + DAY / 2, boris, now + DAY / 2)
    assert {task.assignee_id for task in tasks} == {anna.id}


def test_the_absent_and_the_full_get_nothing_and_get_it_later(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    anna, boris = person(session), person(session, "boris")
    boris.capacity = 1
    add_absence(session, anna, now - DAY, now + DAY, now)
    tasks = open_four(session, mention, now)
    assert sharing.share_out(session, now) == 1
    assert away(session, now) == {anna.id: now + DAY}
    assert sharing.share_out(session, now + 2 * DAY) == 3
    assert {task.assignee_id for task in tasks} == {anna.id, boris.id}


def test_what_a_person_took_away_from_somebody_stays_with_nobody(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    anna = person(session)
    task = open_four(session, mention, now)[0]
    desk.assign(session, task, anna, anna, now)
    desk.assign(session, task, None, anna, now)
    sharing.share_out(session, now)
    assert task.assignee_id is None
    assert sharing.give(session, [task], anna, now) == [task]
    assert task.assignee_id == anna.id


def test_without_rules_nothing_is_shared_out(
    session: Session, mention: Make, person: MakePerson, now: datetime
) -> None:
    session.delete(session.scalars(select(AssignmentRow)).one())
    person(session)
    open_four(session, mention, now)
    assert sharing.share_out(session, now) == 0


def test_rules_keep_the_order_of_the_file(session: Session, now: datetime) -> None:
    one, two = Assignment("one"), Assignment("two", language="ru")
    apply(session, Watch(assignments=(one, two)), now)
    names = [rule.name for rule in current(session).assignments]
    assert names == ["reviews", "one", "two"]
    assert apply(session, Watch(assignments=(one, two)), now) == []
    moved = apply(session, Watch(assignments=(two, one)), now)
    assert list(map(str, moved)) == ['changed assignments "order"']
    assert [rule.name for rule in current(session).assignments] == ["reviews", "two", "one"]
    apply(session, Watch(assignments=(two,)), now, prune=True)
    assert current(session).assignments == (two,)


def test_an_absence_has_two_days_in_order(
    session: Session, person: MakePerson, now: datetime
) -> None:
    anna = person(session)
    for since, until in ((None, now), (now, None), (now, now), (now - 2 * DAY, now - DAY)):
        with pytest.raises(OtklikError, match="absence"):
            add_absence(session, anna, since, until, now)
    add_absence(session, anna, now, now + DAY, now)
    session.flush()
    assert len(absences_of(session, anna, now)) == 1
    assert list(absences_of(session, anna, now + DAY)) == []
