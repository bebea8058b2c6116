"""The hours in which a source's posts come, as tables of cases."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from pipeline.flow import Hours
from pipeline.habit import EVEN, Habit, place_posts

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MOSCOW, BERLIN, KOLKATA = (
    ZoneInfo("Europe/Moscow"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Asia/Kolkata"),
)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NOW = MONDAY + 8 * WEEK


def count(moments: Iterable[datetime]) -> dict[date, list[int]]:
    days: dict[date, list[int]] = defaultdict(lambda: [0] * 24)
    for at in moments:
        days[at.astimezone(UTC).date()][at.astimezone(UTC).hour] += 1
    return {MONDAY.date() - DAY: [0] * 24, **days}


def office(zone: tzinfo = UTC, since: datetime = MONDAY, weeks: int = 8) -> list[datetime]:
    """Two posts in each hour from 9 to 18 by the clock of a town, Monday to Friday."""
    first = since.astimezone(zone).replace(hour=0)
    wall = [first + DAY * day + HOUR * hour for day in range(7 * weeks) for hour in range(9, 18)]
    return [at.astimezone(UTC) for at in wall if at.weekday() < 5] * 2


def by_chance(an_hour: float, each: int = 1) -> list[datetime]:
    chance = Random(1)
    at, found = MONDAY, list[datetime]()
    while (at := at + HOUR * chance.expovariate(an_hour)) < NOW:
        found += [at] * each
    return found


def weight(habit: Habit, at: datetime) -> float:
    return habit.posts(at, at + HOUR)


OFFICE = count(office())
FIVE_DAYS = {day: hours for day, hours in OFFICE.items() if day > (NOW - 6 * DAY).date()}
EVEN_FLOW, BURSTS = count(by_chance(0.5)), count(by_chance(0.02, each=30))
ONE_BURST = count([*by_chance(0.5), *[NOW - 4 * DAY + HOUR] * 900])
MOVED = count([*office(weeks=5), *(at + 12 * HOUR for at in office(since=NOW - 3 * WEEK, weeks=3))])


@pytest.mark.parametrize(
    ("days", "noon", "midnight", "sunday"),
    [
        pytest.param(OFFICE, (2.5, 5), (0, 0.5), (0, 0.5), id="office"),
        pytest.param(count([]), (1, 1), (1, 1), (1, 1), id="nothing"),
        pytest.param({}, (1, 1), (1, 1), (1, 1), id="not-visited"),
        pytest.param(FIVE_DAYS, (1, 1), (1, 1), (1, 1), id="five-days"),
        pytest.param(EVEN_FLOW, (0.8, 1.2), (0.8, 1.2), (0.8, 1.2), id="even"),
        pytest.param(BURSTS, (0.7, 1.5), (0.7, 1.5), (0.7, 1.5), id="bursts"),
        pytest.param(ONE_BURST, (0.7, 1.3), (0.7, 1.5), (0.7, 1.3), id="one-great-burst"),
        pytest.param(MOVED, (0, 0.3), (1, 5), (0, 0.5), id="moved-three-weeks-ago"),
    ],
)
def test_hours_are_learnt_as_far_as_they_are_no_chance(
    days: Hours,
    noon: tuple[float, float],
    midnight: tuple[float, float],
    sunday: tuple[float, float],
) -> None:
    habit = Habit.of(days, NOW, UTC)

    for at, (least, most) in (
        (NOW + 12 * HOUR, noon),
        (NOW + DAY, midnight),
        (NOW + 6.5 * DAY, sunday),
    ):
        assert least <= weight(habit, at) <= most, at
    assert habit.posts(NOW, NOW + WEEK) == pytest.approx(168)
    assert habit.pace(NOW, NOW + WEEK) == pytest.approx(168)


def test_days_that_were_not_seen_teach_nothing() -> None:
    blind = OFFICE | {(MONDAY + DAY * day).date(): [] for day in range(35)}

    assert weight(Habit.of(blind, NOW, UTC), NOW + 12 * HOUR) == pytest.approx(4, rel=0.3)


@pytest.mark.parametrize("zone", [MOSCOW, BERLIN, KOLKATA])
def test_a_town_keeps_its_hours_by_its_own_clock(zone: ZoneInfo) -> None:
    """In Berlin the clocks change on 29 March: the office opens an hour earlier by UTC."""
    april = MONDAY + 13 * WEEK
    habit = Habit.of(count(office(zone, MONDAY + 4 * WEEK)), april - WEEK, zone)

    for day in (april - 2 * WEEK, april):
        opens = day.astimezone(zone).replace(hour=9, minute=30)
        assert weight(habit, opens) > 2, day
        assert weight(habit, opens - 2 * HOUR) < 1, day


@pytest.mark.parametrize("changes", [datetime(2026, 3, 29), datetime(2026, 10, 25)])
def test_time_runs_on_through_the_change_of_clocks(changes: datetime) -> None:
    habit = Habit.of(OFFICE, NOW, BERLIN)
    times = [changes.replace(tzinfo=UTC) - DAY + HOUR / 4 * n for n in range(200)]
    steps = [habit.posts(earlier, later) for earlier, later in pairwise(times)]

    assert all(0 <= step < 2 for step in steps)
    assert sum(steps) == pytest.approx(habit.posts(times[0], times[-1]), abs=0.5)
    assert habit.posts(times[9], times[3]) == habit.pace(times[9], times[3]) == 0


@pytest.mark.parametrize("habit", [EVEN, Habit.of(OFFICE, NOW, UTC)])
def test_hours_add_up(habit: Habit) -> None:
    since, until = NOW + 0.3 * HOUR, NOW + 40.3 * HOUR
    walked = 0.0
    for (length, posts, _), _hour in zip(habit.walk(since), range(41), strict=False):
        walked += min(length, 1) * posts

    exact = habit.posts(since, NOW + 41 * HOUR)
    assert walked == pytest.approx(exact)
    assert habit.posts(since, until) == pytest.approx(exact - 0.7 * weight(habit, NOW + 40 * HOUR))


def test_posts_are_counted_when_they_were_written_or_some_time_since_the_last_visit() -> None:
    since, until = NOW, NOW + 10 * HOUR
    written = NOW + 7 * HOUR
    midnight = (NOW + 30 * HOUR).astimezone(MOSCOW).replace(hour=0).astimezone(UTC)
    unknown = [None, NOW - HOUR, NOW + DAY]

    assert place_posts([written], since, until, MOSCOW, "one") == [written]
    placed = place_posts([*unknown, *[None] * 97], since, until, MOSCOW, "one")
    assert all(since <= at <= until for at in placed)
    assert 30 < sum(at < NOW + 5 * HOUR for at in placed) < 70
    assert place_posts([midnight], NOW, NOW + 2 * DAY, MOSCOW, "one") != [midnight]
    assert (
        place_posts([None, written], until, since, MOSCOW, "one") == [since] * 2
    )  # clock set back
