"""When a source is due again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.rhythm import (
    LONGEST_BACKOFF,
    LONGEST_WAIT,
    SHORTEST,
    Rhythm,
    Weight,
    backoff,
    choose,
    interval,
    next_look,
    next_visit,
)
from crawlers.states import due_sources, recent_fetches
from pipeline.database import Database
from pipeline.habit import EVEN, LONGEST, Habit
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# From 9 to 18 on weekdays, by UTC.
OFFICE = Habit(
    tuple(3.5 if day < 5 and 9 <= hour < 18 else 0.1 for day in range(7) for hour in range(24))
)


def visit(
    ago: timedelta, new: int = 0, outcome: Outcome = Outcome.OK, weight: float = 0.0, seen: int = 10
) -> Fetch:
    started = NOW - ago
    return Fetch(
        source="one",
        started=started,
        finished=started,
        outcome=outcome,
        posts_new=new,
        posts_seen=seen,
        weight=weight,
    )


def test_a_source_nobody_knows_is_due_in_half_an_hour() -> None:
    assert interval(Rhythm()) == timedelta(minutes=30)


def test_a_busy_source_is_visited_more_often_than_a_quiet_one() -> None:
    busy = Rhythm.of([visit(hours * HOUR, new=6) for hours in range(1, 11)], NOW)
    quiet = Rhythm.of([visit(hours * HOUR) for hours in range(1, 11)], NOW)

    assert SHORTEST <= interval(busy) <= timedelta(minutes=12)
    assert timedelta(hours=9) <= interval(quiet) <= LONGEST


def test_what_had_piled_up_before_the_first_visit_is_no_rhythm() -> None:
    assert Rhythm.of([visit(HOUR, new=500)], NOW).posts == 0


def test_old_visits_are_forgotten() -> None:
    assert Rhythm.of([visit(HOUR), visit(15 * DAY, new=9), visit(16 * DAY)], NOW).posts == 0


def test_a_source_that_cannot_be_had_is_expected_as_before() -> None:
    good = [visit(30 * DAY + hours * HOUR, new=2) for hours in range(1, 21)]
    failed = [visit(day * DAY, outcome=Outcome.FAILED, weight=Weight.HARD) for day in range(30)]

    before = Rhythm.of(good, NOW - 30 * DAY)
    assert interval(Rhythm.of([*failed, *good], NOW)) == pytest.approx(interval(before), rel=0.1)
    assert interval(Rhythm.of(good, NOW)) == pytest.approx(interval(before), rel=0.1)  # nobody came
    assert interval(Rhythm.of([visit(timedelta()), *failed, *good], NOW)) == timedelta(minutes=30)
    assert interval(Rhythm.of(failed, NOW)) == LONGEST  # never read: what is expected grows less


def test_a_time_in_which_it_could_not_be_had_tells_nothing_of_its_rhythm() -> None:
    good = [visit(5 * DAY + hours * HOUR, new=2) for hours in range(1, 30)]
    failed = [visit(n * DAY, outcome=Outcome.FAILED) for n in (1, 2, 3, 4)]
    back = visit(timedelta(), new=20)

    before = interval(Rhythm.of(good, NOW - 5 * DAY))
    assert interval(Rhythm.of([back, *failed, *good], NOW)) == pytest.approx(before, rel=0.1)


def test_a_page_that_comes_is_kept_often_for_as_long_as_that_helps() -> None:
    failed = [visit(n * DAY, outcome=Outcome.FAILED, weight=Weight.HARD) for n in range(20)]
    for fetch in failed:
        fetch.changed = True

    assert Rhythm.of(failed[:10], NOW).score == 1.0
    assert Rhythm.of(failed, NOW).score == 20.0
    failed[0].changed = False
    assert Rhythm.of(failed[:10], NOW).score == 10.0


def test_a_long_interval_is_no_shorter_after_a_failure() -> None:
    failed = Rhythm.of([visit(timedelta(), outcome=Outcome.FAILED, weight=Weight.HARD)], NOW)
    assert next_visit("one", failed, NOW, every=7 * DAY) - NOW >= 6 * DAY


@given(st.integers(0, 10**6), st.floats(0, 10**6))
def test_an_interval_stays_within_its_bounds(posts: int, hours: float) -> None:
    assert SHORTEST <= interval(Rhythm(hours=hours, posts=posts)) <= LONGEST


def test_failures_count_by_weight_until_a_good_visit() -> None:
    failed = [
        visit(HOUR, outcome=Outcome.FAILED, weight=Weight.TEMPORARY),
        visit(2 * HOUR, outcome=Outcome.FAILED, weight=Weight.HARD),
    ]

    assert Rhythm.of(failed, NOW).score == 1.25
    assert Rhythm.of([visit(timedelta()), *failed], NOW).score == 0.0


@given(st.floats(0, 10**4))
def test_backoff_grows_and_always_ends(score: float) -> None:
    base = timedelta(minutes=30)
    assert base <= backoff(base, score) <= LONGEST_BACKOFF
    assert backoff(base, score) <= backoff(base, score + 1)


def test_a_servers_wish_to_wait_comes_first_but_not_for_ever() -> None:
    rhythm = Rhythm()
    assert next_visit("one", rhythm, NOW, wait_until=NOW + DAY) == NOW + DAY
    assert next_visit("one", rhythm, NOW, wait_until=NOW + 900 * DAY) == NOW + LONGEST_WAIT


def test_every_fixes_the_interval_up_to_the_jitter() -> None:
    due = next_visit("one", Rhythm(hours=100), NOW, every=HOUR)
    assert 0.9 * HOUR <= due - NOW <= 1.1 * HOUR


def test_sources_made_together_drift_apart() -> None:
    dues = {next_visit(f"source {n}", Rhythm(), NOW) for n in range(20)}
    assert len(dues) == 20


def visits_of_a_week(habit: Habit, span: timedelta) -> list[datetime]:
    at, made = NOW, list[datetime]()
    while (at := choose(habit, at, span)) < NOW + 7 * DAY:
        made.append(at)
    return made


@pytest.mark.parametrize("span", [timedelta(minutes=20), HOUR, 3 * HOUR, 11 * HOUR])
def test_as_many_visits_are_made_where_posts_come(span: timedelta) -> None:
    made = visits_of_a_week(OFFICE, span)
    open_ = [at for at in made if at.weekday() < 5 and 9 <= at.hour < 19]

    assert len(made) == pytest.approx(7 * DAY / span, rel=0.25)
    assert len(open_) / len(made) > 0.45
    gaps = [later - earlier for earlier, later in pairwise(made)]
    assert min(gaps) >= SHORTEST
    assert max(gaps) <= LONGEST


def test_posts_of_one_hour_are_found_right_after_it() -> None:
    weekly = Habit(tuple(100.0 if place == 31 else 0.4 for place in range(168)))  # Tuesday, 7 to 8
    made = visits_of_a_week(weekly, 10 * HOUR)
    tuesday = NOW.replace(day=24, hour=7)

    assert any(tuesday + 0.8 * HOUR <= at <= tuesday + 1.5 * HOUR for at in made)


def test_hours_of_no_habit_change_nothing() -> None:
    assert choose(EVEN, NOW, 3 * HOUR) == NOW + 3 * HOUR
    assert next_visit("one", Rhythm(), NOW, OFFICE, every=HOUR) == next_visit(
        "one", Rhythm(), NOW, every=HOUR
    )
    late = next_visit("one", Rhythm(), NOW, OFFICE, wait_until=NOW + DAY)
    assert late == NOW + DAY


@pytest.mark.parametrize("score", [0.25, 1.0, 20.0])
def test_a_failure_is_tried_again_as_soon_as_without_hours(score: float) -> None:
    failed = Rhythm(hours=30, posts=10, score=score)
    followed = next_visit("one", failed, NOW, OFFICE)

    assert followed <= next_visit("one", failed, NOW)
    assert followed - NOW >= backoff(interval(failed), score) / 4


def test_sources_of_the_same_hours_do_not_come_all_at_once() -> None:
    rhythm = Rhythm(hours=30, posts=10)
    dues = [next_visit(f"source {n}", rhythm, NOW, OFFICE) for n in range(20)]
    assert len({due.replace(microsecond=0) for due in dues}) == 20


def test_a_rate_is_learnt_against_the_hours_that_it_was_learnt_in() -> None:
    """NOW is a Sunday: nothing in two days of rest says little, ten posts in them much."""
    sunday = [visit(hours * HOUR) for hours in range(1, 40, 4)]
    assert interval(Rhythm.of(sunday, NOW, OFFICE)) < interval(Rhythm.of(sunday, NOW)) / 2

    future = [visit(-5 * HOUR, new=3), visit(HOUR, new=3), visit(2 * HOUR)]  # clock set back
    assert interval(Rhythm.of(future, NOW, OFFICE)) >= SHORTEST


@pytest.mark.parametrize(
    ("outcomes", "always"),
    [
        ([], False),
        ([visit(HOUR, seen=5), visit(2 * HOUR, seen=1)], True),
        ([visit(HOUR, seen=5), visit(2 * HOUR, seen=0, outcome=Outcome.EMPTY)], False),
        ([visit(HOUR, seen=0, outcome=Outcome.UNCHANGED), visit(2 * HOUR, seen=1)], True),
        ([visit(HOUR, seen=0, outcome=Outcome.FAILED), visit(2 * HOUR, seen=1)], True),
    ],
)
def test_a_source_that_always_had_posts_is_known(outcomes: list[Fetch], always: bool) -> None:
    assert Rhythm.of(outcomes, NOW).always_posts is always


def looks(written: datetime, comments: list[datetime], until: datetime) -> list[datetime]:
    """When an article is looked at, found an hour after it was written."""
    now, seen = written + HOUR, list[datetime]()
    while now <= until:
        seen.append(now)
        brought = max([written, *(comment for comment in comments if comment <= now)])
        following = next_look(brought, now)
        if following is None:
            break
        now = following
    return seen


def test_an_article_is_looked_at_ever_more_rarely() -> None:
    seen = looks(NOW, [], NOW + 1000 * DAY)

    gaps = [later - earlier for earlier, later in pairwise(seen)]
    assert gaps == sorted(gaps)
    assert 12 <= len(seen) <= 17
    assert seen[-1] - NOW > 365 * DAY


def test_a_late_comment_is_found_and_brings_the_next_looks_close() -> None:
    comments = [NOW + 40 * DAY, NOW + 100 * DAY, NOW + 101 * DAY]
    seen = looks(NOW, comments, NOW + 400 * DAY)

    for comment in comments:
        found = min(look for look in seen if look >= comment)
        assert found - comment <= 60 * DAY
    last = [look for look in seen if look >= comments[-1]]
    assert last[1] - last[0] <= last[0] - comments[-1] + HOUR


def test_a_page_quiet_for_two_years_is_left() -> None:
    assert next_look(NOW - 731 * DAY, NOW) is None
    assert next_look(NOW, NOW) == NOW + HOUR


def test_what_was_good_is_known_behind_a_long_row_of_failures(database: Database) -> None:
    good = [visit((90 + n) * HOUR, new=1) for n in range(9)]
    failed = [visit(n * HOUR, outcome=Outcome.FAILED, weight=Weight.HARD) for n in range(90)]
    with database.writing() as session:
        session.add_all([*good, *failed])
        session.flush()
        rhythm = Rhythm.of(recent_fetches(session, "one"), NOW)

    assert rhythm.always_posts
    assert interval(rhythm) == interval(Rhythm.of(good, NOW - 90 * HOUR))


def test_a_visit_that_a_wrong_clock_planned_is_due(database: Database) -> None:
    plans = {"never": None, "waited": NOW, "soon": NOW + LONGEST_WAIT, "wrong": NOW + 400 * DAY}
    with database.writing() as session:
        for name, due in plans.items():
            made = Source(name, "feed", Channel.BLOG, f"https://{name}.example/")
            session.add(SourceRow(source=made, due=due))
        session.flush()
        assert [one.name for one in due_sources(session, NOW)] == ["never", "waited", "wrong"]
