"""Figures that are easily counted wrong: whose deed, which task, since when."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, regroup
from pipeline.people_model import Person
from pipeline.reports.by_period import by_month
from pipeline.reports.by_person import by_person
from pipeline.reports.closing_reasons import closing_reasons
from pipeline.reports.outcomes_compared import outcomes_compared
from pipeline.reports.response_times import response_times
from pipeline.reports.scope import Asked
from pipeline.reports.table import Cell
from pipeline.reports.tasks import tasks
from pipeline.reports.triggers import triggers
from pipeline.states import Role
from pipeline.task_model import Task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_task_that_is_handed_over_counts_for_who_answered_and_closed_it(
    session: Session, now: datetime
) -> None:
    boris = Person(login="boris", name="Борис", password="-", role=Role.AGENT)
    session.add(boris)
    session.flush()
    first, second, _ = session.scalars(select(Task).order_by(Task.mention_id))
    anna = first.assignee
    assert anna is not None
    desk.assign(session, first, boris, anna, now + 3 * HOUR)  # Anna answered it
    desk.reopen(session, second, boris, "", now + 6 * HOUR)
    desk.assign(session, second, boris, anna, now + 6 * HOUR)
    desk.resolve(session, second, boris, "refund", now + 7 * HOUR)
    session.flush()

    rows = {row[0]: row[1:5] for row in by_person(session, Asked()).rows}

    assert rows == {"nobody": (1, 0, 0, 0), "Анна": (0, 2, 0, 0), "Борис": (1, 0, 1, 0)}
    own = by_person(session, Asked(person=anna.id)).rows
    assert [row[:5] for row in own] == [("Анна", 0, 2, 0, 0)]


def test_answered_complaints_beside_those_that_nobody_answered(
    session: Session, now: datetime
) -> None:
    first, second, third = session.scalars(select(Task).order_by(Task.mention_id))
    answered, found = first.answered, third.mention.found
    assert answered is not None
    review, untouched = first.mention.post, third.mention.post
    review.stars_now, review.stars_changed = 5.0, answered + DAY
    review.post = replace(review.post, stars=1.0)
    second.mention.post.edited = now  # before the answer: it changed nothing
    untouched.deleted = found + DAY
    session.flush()

    def count(after: timedelta) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
        table = outcomes_compared(session, Asked(now=now + after))
        return {row[:2]: row[2:10] for row in table.rows}

    assert count(8 * DAY) == {
        ("forum", "given"): (2, 2, 1, 0, 0, 0, 0, 1),
        ("review", "none"): (1, 1, 0, 0, 0, 1, 0, 0),
    }
    assert [counts[1] for counts in count(7 * DAY - HOUR).values()] == [0, 0]  # not over yet
    desk.dismiss(session, third, None, "not a complaint", now + 2 * DAY)  # it needed no answer
    session.flush()
    assert list(count(8 * DAY)) == [("forum", "given")]


def test_of_merged_tasks_the_one_that_answers_for_them_counts(
    session: Session, now: datetime
) -> None:
    first, _, third = session.scalars(select(Task).order_by(Task.mention_id))
    anna = first.assignee
    assert anna is not None
    regroup.merge(session, third, first, anna, now + DAY)
    session.flush()

    assert sum(int(str(row[5])) for row in by_month(session, Asked()).rows) == 2
    assert sum(int(str(row[1])) for row in response_times(session, Asked()).rows) == 2
    assert sum(int(str(row[2])) for row in closing_reasons(session, Asked()).rows) == 1
    assert sum(int(str(row[1])) for row in triggers(session, Asked()).rows) <= 4
    assert len(tasks(session, Asked()).rows) == 3  # each has its row, and says what it is
