"""Figures that are easily counted wrong: whose deed, which task, since when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, regroup
from pipeline.finding_model import MentionVector, Theme
from pipeline.people_model import Person
from pipeline.reports.by_period import by_day, by_month, by_week
from pipeline.reports.by_person import by_person
from pipeline.reports.by_theme import by_theme
from pipeline.reports.closing_reasons import closing_reasons
from pipeline.reports.comparison import may_be_chance
from pipeline.reports.outcomes_compared import outcomes_compared
from pipeline.reports.response_times import response_times
from pipeline.reports.scope import Asked
from pipeline.reports.share_of_voice import share_of_voice
from pipeline.reports.table import Cell, Share
from pipeline.reports.tasks import tasks
from pipeline.reports.themes import themes
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


def test_themes_count_alike_whether_the_judge_or_the_words_say_so(
    session: Session, now: datetime
) -> None:
    first, second, third = session.scalars(select(Task).order_by(Task.mention_id))
    delivery = Theme(key="delivery", name="Доставка", seen=now)
    late = Theme(key="found:1", name="Опоздали", seen=now, into=delivery)
    vase = Theme(key="found:2", name="Ваза", seen=now)
    for task, theme in ((first, vase), (third, late)):
        vector = MentionVector(mention_id=task.mention_id, judge="test", vector=b"", theme=theme)
        session.add(vector)
    second.mention.theme = None
    session.flush()

    counts = {row[0]: row[1] for row in by_theme(session, Asked()).rows}

    assert counts == {"Доставка": 2, "Ваза": 1, "price": 1, None: 1}
    assert {row[0]: row[1] for row in themes(session, Asked()).rows} == {
        name: count for name, count in counts.items() if name
    }


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


BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, tzinfo=BERLIN)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("since", "until", "now", "before"),
    [
        # Whole weeks, over a night that has 25 hours.
        (at(2026, 10, 22), at(2026, 10, 29), None, (at(2026, 10, 15), at(2026, 10, 22))),
        # A week of which six days and ten hours are over.
        (at(2026, 11, 17), None, at(2026, 11, 23, 10), (at(2026, 11, 10), at(2026, 11, 16, 10))),
        # November, on the 23rd.
        (
            *(at(2026, 11, 1), at(2026, 12, 1), at(2026, 11, 23, 10)),
            (at(2026, 10, 2), at(2026, 10, 24, 10)),
        ),
        # The last twelve hours.
        (
            *(at(2026, 11, 23, 1), None, at(2026, 11, 23, 13)),
            (at(2026, 11, 22, 1), at(2026, 11, 22, 13)),
        ),
    ],
)
def test_part_of_a_period_is_set_beside_the_same_part_before(
    since: datetime, until: datetime | None, now: datetime | None, before: tuple[datetime, datetime]
) -> None:
    earlier = Asked(since.astimezone(UTC), until, now=now, zone=BERLIN).before
    assert earlier is not None
    assert (earlier.since, earlier.until) == before


@pytest.mark.parametrize(("since", "now"), [(at(1, 1, 3), at(2026, 1, 1)), (at(9999, 1, 1), NOON)])
def test_where_the_calendar_ends_there_is_no_time_before(since: datetime, now: datetime) -> None:
    assert Asked(since.astimezone(UTC), now=now, zone=BERLIN).before is None


def test_days_in_which_nothing_was_said_are_rows_and_the_last_one_is_not_whole(
    session: Session, now: datetime
) -> None:
    asked = Asked(now - 6 * DAY, now=now + HOUR)
    days = by_day(session, asked).rows
    assert [row[0] for row in days] == [(now - n * DAY).date() for n in (3, 2, 1, 0)]
    assert [row[-1] for row in days] == ["yes"] * 3 + ["no"]
    assert [row[-1] for row in by_week(session, asked).rows] == ["no", "no"]


def test_the_share_of_voice_of_a_brand_is_of_all(session: Session) -> None:
    every, one = (share_of_voice(session, Asked(brand=name)).rows for name in (None, "Василёк"))
    assert one == tuple(row for row in every if row[0] == "Василёк")


@pytest.mark.parametrize(
    ("column", "is_now", "was", "chance"),
    [
        ("negative share", Share(5, 10), Share(3, 10), True),
        ("negative share", Share(50, 100), Share(30, 100), False),
        ("negative share", Share(30, 100), Share(50, 100), False),
        ("mentions", 12, 9, True),
        ("mentions", 120, 60, False),
        ("open tasks", 3, 2, False),  # none that comes by chance
    ],
)
def test_what_chance_alone_would_do_is_known(
    column: str, is_now: Cell, was: Cell, chance: bool
) -> None:
    assert may_be_chance(column, is_now, was) is chance
