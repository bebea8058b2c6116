"""Silence against a source's own rate, as tables of cases."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.flow import Hours
from pipeline.silence import Pulse, find_silence, odds

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
LEARNT = 56  # days


def days_of(moments: Iterable[datetime]) -> Hours:
    days: dict[date, list[int]] = defaultdict(lambda: [0] * 24)
    for at in moments:
        days[at.astimezone(UTC).date()][at.astimezone(UTC).hour] += 1
    return days


def every(gap: timedelta, count: int, start: datetime = MONDAY) -> list[datetime]:
    return [start + gap * n for n in range(count)]


def office_hours(zone: ZoneInfo, start: datetime = MONDAY, days: int = LEARNT) -> list[datetime]:
    """One post in each hour from 9 to 18 by the clock of a town, Monday to Friday."""
    first = start.astimezone(zone).replace(hour=0)
    wall = [first + DAY * day + HOUR * hour for day in range(days) for hour in range(9, 18)]
    return [at.astimezone(UTC) for at in wall if at.weekday() < 5]


def night_off(days: int = LEARNT) -> list[datetime]:
    """Eight posts a day, between 6 and 14 UTC."""
    return [MONDAY + DAY * day + HOUR * hour for day in range(days) for hour in range(6, 14)]


@pytest.mark.parametrize(
    ("posts", "silent", "quiet"),
    [
        pytest.param(every(HOUR, 24 * LEARNT), DAY * 0.9, False, id="busy-but-not-for-a-day"),
        pytest.param(every(HOUR, 24 * LEARNT), DAY * 1.1, True, id="busy"),
        pytest.param(every(DAY, LEARNT), DAY * 5, False, id="daily-5-days"),
        pytest.param(every(DAY, LEARNT), DAY * 9, True, id="daily-9-days"),
        pytest.param(every(7 * DAY, 8), DAY * 30, False, id="weekly-a-month"),
        pytest.param(every(7 * DAY, 8), DAY * 110, True, id="weekly-16-weeks"),
        pytest.param(every(20 * DAY, 3), DAY * 100, False, id="sparse"),
        pytest.param(every(HOUR / 4, 2), DAY * 20, False, id="two-posts-in-the-first-hour"),
        pytest.param(
            every(HOUR / 4, 40), DAY * 2, False, id="two-days-of-rest-after-the-first-day"
        ),
        pytest.param(every(HOUR / 4, 40), DAY * 4, True, id="many-posts-on-the-first-day"),
        pytest.param([], DAY * 100, False, id="never-a-post"),
    ],
)
def test_quiet_by_its_own_rate(posts: list[datetime], silent: timedelta, quiet: bool) -> None:
    last = posts[-1] if posts else MONDAY
    found = find_silence(days_of(posts), MONDAY, last + HOUR, last + HOUR + silent, UTC)

    assert found.quiet is quiet, found


@pytest.mark.parametrize(
    ("hours", "least", "most"),
    [
        (16, 0.5, 1.0),  # the night
        (18, 0.05, 0.3),  # and two hours of the day
        (24, 0.0, 0.01),
    ],
)
def test_a_night_without_posts_is_no_news(hours: int, least: float, most: float) -> None:
    posts = night_off()
    evening = posts[-1] + HOUR

    found = find_silence(days_of(posts), MONDAY, evening, evening + hours * HOUR, UTC)

    assert least <= found.probability <= most


def test_a_weekend_without_posts_is_no_news_and_a_monday_is() -> None:
    posts = [at for at in office_hours(MOSCOW) if at < MONDAY + 54 * DAY]
    friday = posts[-1]
    assert friday.weekday() == 4
    days = days_of(posts)

    sunday = find_silence(days, MONDAY, friday, friday + 2.5 * DAY, MOSCOW)
    tuesday = find_silence(days, MONDAY, friday, friday + 4 * DAY, MOSCOW)

    assert not sunday.quiet
    assert sunday.expected < 6
    assert tuesday.quiet
    assert tuesday.expected > 7


def test_the_first_weekend_is_no_silence_and_the_first_monday_is() -> None:
    posts = office_hours(MOSCOW, days=5)
    friday = posts[-1]

    sunday = find_silence(days_of(posts), MONDAY, friday, friday + 2.4 * DAY, MOSCOW)
    tuesday = find_silence(days_of(posts), MONDAY, friday, friday + 4 * DAY, MOSCOW)

    assert not sunday.quiet
    assert tuesday.quiet


@pytest.mark.parametrize("zone", [UTC, MOSCOW, BERLIN, ZoneInfo("Asia/Kolkata")])
def test_the_rate_is_the_same_in_every_zone(zone: ZoneInfo) -> None:
    posts = night_off()
    pulse = Pulse.of(days_of(posts), MONDAY, posts[-1] + HOUR, zone)

    week = pulse.measure(posts[-1] + HOUR, posts[-1] + HOUR + 7 * DAY)

    assert week.expected == pytest.approx(56, rel=0.1)


def test_summer_time_moves_the_morning_not_the_silence() -> None:
    """Before the change of clocks the office opens at 8 UTC, after it at 7."""
    start = datetime(2026, 2, 2, tzinfo=UTC)
    posts = [at for at in office_hours(BERLIN, start) if at < datetime(2026, 3, 27, 18, tzinfo=UTC)]
    pulse = Pulse.of(days_of(posts), start, posts[-1] + HOUR, BERLIN)
    opened = datetime(2026, 3, 30, 7, tzinfo=UTC)  # 9:00 in Berlin, the first Monday of summer time

    before = pulse.measure(opened - HOUR, opened)
    after = pulse.measure(opened, opened + HOUR)

    assert before.expected < 0.2 < 0.8 < after.expected
    change = datetime(2026, 3, 29, tzinfo=UTC)
    lost = Pulse.of(days_of(posts), change, change + DAY, BERLIN)
    assert lost.exposure == Pulse.of({}, change, change + DAY, BERLIN).exposure


def test_posts_in_bursts_say_less_than_posts_one_by_one() -> None:
    steady = every(DAY / 4, 4 * LEARNT)
    bursts = [MONDAY + 8 * DAY * n + timedelta(minutes=m) for n in range(7) for m in range(32)]

    quiet, known = (
        find_silence(days_of(posts), MONDAY, posts[-1], posts[-1] + 9 * DAY, UTC)
        for posts in (steady, bursts)
    )

    assert len(steady) == len(bursts)
    assert quiet.quiet
    assert not known.quiet


def test_days_we_know_nothing_of_are_days_without_posts() -> None:
    posts = every(DAY, 10) + every(DAY, 10, MONDAY + 40 * DAY)

    pulse = Pulse.of(days_of(posts), MONDAY, MONDAY + 50 * DAY, UTC)

    assert pulse.posts == 20
    assert pulse.exposure == pytest.approx(50 * 24 + 72, rel=0.15)


def test_days_on_which_it_could_not_be_had_say_nothing_of_its_rate() -> None:
    posts = every(DAY, 10) + every(DAY, 10, MONDAY + 40 * DAY)
    unseen: Hours = {(MONDAY + DAY * n).date(): [] for n in range(10, 40)}

    pulse = Pulse.of({**days_of(posts), **unseen}, MONDAY, MONDAY + 50 * DAY, UTC)

    assert pulse.posts == 20
    assert pulse.exposure == pytest.approx(20 * 24 + 72, rel=0.15)


@pytest.mark.parametrize(
    ("probability", "once_in"),
    [(1.0, 1), (0.1, 10), (0.00098, 1000), (0.000123, 8100), (2e-6, 500_000), (0.0, 1_000_000)],
)
def test_odds_people_can_read(probability: float, once_in: int) -> None:
    assert odds(probability) == once_in
