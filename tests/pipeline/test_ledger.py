"""The ledger: visits summed up by day, once each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline import ledger
from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.habit import Habit
from pipeline.ledger import Visited, is_blind
from pipeline.states import Outcome
from pipeline.visit_model import Fetch, LedgerDay

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def fetch(at: datetime, outcome: Outcome = Outcome.OK, new: int = 0) -> Fetch:
    return Fetch(
        source="forum",
        started=at,
        finished=at,
        outcome=outcome,
        pages=2,
        posts_seen=5,
        posts_new=new,
        mentions_new=new // 2,
        filled=Filled(5, authors=4, texts=5),
    )


def enter(
    database: Database, at: datetime, before: datetime | None, fresh: int = 0, **facts: object
) -> None:
    with database.writing() as session:
        row = fetch(at, **facts)  # type: ignore[arg-type]
        ledger.enter(session, Visited(row, before, 2 * HOUR, [at] * fresh))


def days(database: Database) -> dict[date, LedgerDay]:
    with database.reading() as session:
        return {row.day: row for row in session.scalars(select(LedgerDay).order_by(LedgerDay.day))}


def test_visits_of_a_day_are_summed_up(any_database: Database) -> None:
    enter(any_database, NOON, None, new=4)
    enter(any_database, NOON + 2 * HOUR, NOON, fresh=3, new=3)
    enter(any_database, NOON + 3 * HOUR, NOON + 2 * HOUR, outcome=Outcome.FAILED)

    (day,) = days(any_database).values()

    assert (day.visits, day.good, day.pages) == (3, 2, 6)
    assert (day.posts_new, day.mentions_new) == (7, 3)
    assert day.filled == Filled(15, authors=12, texts=15)
    assert day.expected == pytest.approx(1 + 1 + 0.5)
    assert (day.last_good, day.last_new) == (NOON + 2 * HOUR, NOON + 2 * HOUR)
    assert {hour: posts for hour, posts in enumerate(day.hours) if posts} == {14: 3}


def test_a_day_is_expected_to_have_visits_by_its_hours() -> None:
    habit = Habit(tuple(1.9 if hour < 12 else 0.1 for hour in range(24)) * 7)
    visited = Visited(fetch(NOON), None, HOUR, habit=habit)

    assert visited.expect(NOON, NOON + 12 * HOUR) < 5 < 15 < visited.expect(NOON - 12 * HOUR, NOON)
    seldom = Visited(fetch(NOON), None, 12 * HOUR, habit=habit)
    assert seldom.expect(NOON, NOON + 12 * HOUR) == 1  # it is looked at all the same


def test_posts_are_counted_on_days_that_are_known(database: Database) -> None:
    with database.writing() as session:
        ledger.enter(session, Visited(fetch(NOON), None, HOUR))
        came = [NOON, NOON + HOUR, NOON - 24 * HOUR, NOON + 29 * HOUR]
        ledger.enter(session, Visited(fetch(NOON + 30 * HOUR, new=4), NOON, HOUR, came))
        hours = ledger.recent_hours(session, "forum", NOON.date())

    told = {day.day: {hour: n for hour, n in enumerate(of) if n} for day, of in hours.items()}
    assert told == {2: {12: 1, 13: 1}, 3: {17: 1, 18: 1}}


def test_days_without_a_visit_were_expected_to_have_some(any_database: Database) -> None:
    enter(any_database, NOON, None)
    enter(any_database, NOON + 50 * HOUR, NOON)

    found = days(any_database)

    assert [row.visits for row in found.values()] == [1, 0, 1]
    assert [round(row.expected, 1) for row in found.values()] == [1 + 6, 12, 7]
    assert [is_blind(row) for row in found.values()] == [False, True, False]


def test_a_visit_that_was_rolled_back_is_not_counted(database: Database) -> None:
    def fail_after_counting() -> None:
        with database.writing() as session:
            ledger.enter(session, Visited(fetch(NOON, new=4), None, HOUR, [NOON] * 4))
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        fail_after_counting()
    enter(database, NOON, None, new=4)

    assert days(database)[NOON.date()].posts_new == 4


def test_kept_pages_read_again_end_a_blind_day_and_count_once(any_database: Database) -> None:
    enter(any_database, NOON, None)
    enter(any_database, NOON + 24 * HOUR, NOON, outcome=Outcome.FAILED)
    assert is_blind(days(any_database)[date(2026, 3, 3)])

    with any_database.writing() as session:
        ledger.enter_reread(session, "forum", date(2026, 3, 3), pages=6, new=2, named=1)
        ledger.enter_reread(session, "forum", date(2026, 3, 3), pages=6, new=0, named=0)

    day = days(any_database)[date(2026, 3, 3)]
    assert (day.reread, day.posts_new, day.mentions_new) == (6, 2, 1)
    assert not is_blind(day)


def test_old_days_are_forgotten(database: Database) -> None:
    enter(database, NOON, None)
    enter(database, NOON + 24 * HOUR, NOON)

    with database.writing() as session:
        ledger.forget(session, date(2026, 3, 3))

    assert list(days(database)) == [date(2026, 3, 3)]


def test_days_before_the_ledger_are_filled_from_the_visits_once(any_database: Database) -> None:
    day = timedelta(days=1)
    with any_database.writing() as session:
        session.add_all(fetch(NOON - back * day, new=4) for back in (300, 4, 3))
        session.add(fetch(NOON - 3 * day + HOUR, new=2))
        session.add_all([fetch(NOON - day, Outcome.FAILED), fetch(NOON, new=2)])
    enter(any_database, NOON, None, new=2)

    for entered in (4, 0):
        with any_database.writing() as session:
            assert ledger.fill(session, (NOON - 90 * day).date()) == entered

    found = days(any_database)
    assert list(found) == [(NOON - back * day).date() for back in (4, 3, 1, 0)]
    assert [(row.visits, row.good, row.posts_new) for row in found.values()] == [
        (1, 1, 4),
        (2, 2, 6),
        (1, 0, 0),
        (1, 1, 2),
    ]
    assert [sum(row.hours) for row in found.values()] == [0, 6, 0, 0]
    assert [is_blind(row) for row in found.values()] == [False, False, True, False]
