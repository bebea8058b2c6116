"""Business hours in zones with odd rules, against a reference that looks at every minute."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.hours import DAY_MINUTES, MINUTE, ROUND_THE_CLOCK, Hours, Shift, Span
from pipeline.post import Channel
from pipeline.sla import Clocks, Promise, Standing, Start, state

HOUR = timedelta(hours=1)
# The nights when clocks change (in UTC), and places where they never do.
CHANGES = {
    "Europe/Berlin": ("2026-03-29 01:00", "2026-10-25 01:00"),
    "America/New_York": ("2026-03-08 07:00", "2026-11-01 06:00"),
    "America/St_Johns": ("2026-03-08 05:30", "2026-11-01 04:30"),
    "America/Havana": ("2026-03-08 05:00", "2026-11-01 05:00"),  # 01:00 becomes 00:00
    "America/Santiago": ("2026-04-05 03:00", "2026-09-06 04:00"),  # 24:00 becomes 23:00
    "Africa/Cairo": ("2026-04-23 22:00", "2026-10-29 21:00"),
    "Africa/Casablanca": ("2026-02-15 02:00", "2026-03-22 02:00"),  # back for Ramadan
    "Asia/Beirut": ("2026-03-28 22:00", "2026-10-24 21:00"),
    "Antarctica/Troll": ("2026-03-29 01:00", "2026-10-25 01:00"),  # by two hours
    "Australia/Lord_Howe": ("2026-04-04 15:00", "2026-10-03 15:30"),  # by half an hour
    "Pacific/Apia": ("2011-12-30 10:00", "2011-09-24 14:00"),  # a day that never was
    "Pacific/Chatham": ("2026-04-04 14:00", "2026-09-26 14:00"),
    "Asia/Kathmandu": ("2026-01-01 00:00",),
    "Asia/Pyongyang": ("2018-05-04 15:00",),  # once, by half an hour
    "Europe/Moscow": ("2014-10-25 22:00", "2011-03-26 23:00"),
    "UTC": ("2026-06-01 00:00",),
}
NIGHTS = [
    (zone, datetime.fromisoformat(night).replace(tzinfo=UTC))
    for zone, nights in CHANGES.items()
    for night in nights
]


def working_minutes(hours: Hours, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every minute in which the clock on the wall shows a time of a shift of that day."""
    zone, moment = ZoneInfo(hours.zone), since
    while moment < until:
        wall = moment.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        if any(shift.start <= minute < shift.end for shift in hours.shifts(wall.date())):
            yield moment
        moment += MINUTE


def worked_slowly(
    hours: Hours, since: datetime, until: datetime, pauses: Sequence[Span] = ()
) -> int:
    """The same without pauses, counted."""
    return sum(
        not any(start <= minute < end for start, end in pauses)
        for minute in working_minutes(hours, since, until)
    )


def due_slowly(
    hours: Hours, since: datetime, minutes: int, pauses: Sequence[Span]
) -> datetime | None:
    """The end of the minute in which so many were worked; None within a fortnight."""
    for minute in working_minutes(hours, since, since + timedelta(days=14)):
        minutes -= not any(start <= minute < end for start, end in pauses)
        if not minutes:
            return minute + MINUTE
    return None


@pytest.mark.parametrize(
    ("zone", "day", "shift", "worked"),
    [
        ("Europe/Berlin", date(2026, 10, 25), Shift(150, 600), 8),  # 02:30 comes twice
        ("Europe/Berlin", date(2026, 10, 25), Shift(60, 150), 2),
        ("Europe/Berlin", date(2026, 10, 25), Shift(0, DAY_MINUTES), 25),
        ("Africa/Cairo", date(2026, 10, 29), Shift(1410, DAY_MINUTES), 1),
        ("Australia/Lord_Howe", date(2026, 4, 5), Shift(105, 120), 0.5),
        ("Antarctica/Troll", date(2026, 10, 25), Shift(60, 180), 4),
        ("Antarctica/Troll", date(2026, 3, 29), Shift(60, 180), 0),
        ("Pacific/Apia", date(2011, 12, 30), Shift(0, DAY_MINUTES), 0),
        ("Pacific/Apia", date(2011, 12, 31), Shift(0, DAY_MINUTES), 24),
        ("Asia/Kathmandu", date(2026, 10, 25), Shift(540, 1080), 9),
    ],
)
def test_a_shift_is_worked_while_the_clock_shows_it(
    zone: str, day: date, shift: Shift, worked: float
) -> None:
    hours = Hours(zone, week=((),) * 7, days={day: (shift,)})
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert hours.between(noon - timedelta(days=2), noon + timedelta(days=2)) == worked * HOUR


@pytest.mark.parametrize(("zone", "night"), NIGHTS, ids=str)
def test_two_shifts_that_meet_are_one_round_the_clock(zone: str, night: datetime) -> None:
    since, until = night - timedelta(days=2), night + timedelta(days=2)
    for meeting in range(5, DAY_MINUTES, 5):
        halves = ((Shift(0, meeting), Shift(meeting, DAY_MINUTES)),) * 7
        assert Hours(zone, halves).between(since, until) == until - since
    assert Hours(zone, ROUND_THE_CLOCK).between(since, until) == until - since


MINUTES = st.integers(0, DAY_MINUTES)
NEAR_NIGHT = st.integers(0, 240) | st.integers(1320, DAY_MINUTES)  # where clocks change
SHIFT = (
    st.tuples(MINUTES | NEAR_NIGHT, MINUTES | NEAR_NIGHT)
    .filter(lambda it: it[0] < it[1])
    .map(lambda it: Shift(*it))
)
WEEKS = st.tuples(*[st.lists(SHIFT, max_size=3).map(tuple)] * 7)
AROUND = st.integers(-3 * DAY_MINUTES, 2 * DAY_MINUTES)
PAUSES = st.lists(st.tuples(AROUND, st.integers(0, 2 * DAY_MINUTES)), max_size=3)


def moments(night: datetime, pauses: list[tuple[int, int]]) -> list[Span]:
    """Pauses given in minutes from the night, and their lengths."""
    return [(night + start * MINUTE, night + (start + length) * MINUTE) for start, length in pauses]


@settings(max_examples=80)
@given(st.sampled_from(NIGHTS), WEEKS, AROUND, st.integers(0, 3 * DAY_MINUTES), PAUSES)
def test_time_worked_is_what_every_minute_says(
    where: tuple[str, datetime],
    week: tuple[tuple[Shift, ...], ...],
    start: int,
    length: int,
    pauses: list[tuple[int, int]],
) -> None:
    zone, night = where
    hours, rests = Hours(zone, week), moments(night, pauses)
    since, until = night + start * MINUTE, night + (start + length) * MINUTE
    assert hours.between(since, until, rests) == MINUTE * worked_slowly(hours, since, until, rests)


@settings(max_examples=60)
@given(st.sampled_from(NIGHTS), WEEKS, AROUND, st.integers(1, 3 * DAY_MINUTES), PAUSES)
def test_an_answer_is_due_when_every_minute_says(
    where: tuple[str, datetime],
    week: tuple[tuple[Shift, ...], ...],
    start: int,
    within: int,
    pauses: list[tuple[int, int]],
) -> None:
    zone, night = where
    hours, rests, since = Hours(zone, week), moments(night, pauses), night + start * MINUTE
    due = hours.after(since, within * MINUTE, rests)
    slowly = due_slowly(hours, since, within, rests)
    if slowly is not None:
        assert due == slowly
    else:
        assert due is None or due > since + timedelta(days=14)


@settings(max_examples=60)
@given(
    st.sampled_from(NIGHTS),
    WEEKS,
    AROUND,
    st.integers(0, DAY_MINUTES),
    st.integers(1, DAY_MINUTES),
    st.integers(0, 3 * DAY_MINUTES),
    st.sampled_from(Start),
    PAUSES,
)
def test_a_promise_stands_as_every_minute_says(
    where: tuple[str, datetime],
    week: tuple[tuple[Shift, ...], ...],
    published: int,
    lag: int,
    within: int,
    waited: int,
    start: Start,
    pauses: list[tuple[int, int]],
) -> None:
    zone, night = where
    hours, rests = Hours(zone, week), moments(night, pauses)
    clocks = Clocks(published=night + published * MINUTE, found=night + (published + lag) * MINUTE)
    promise = Promise(within * MINUTE, Channel.REVIEW, start=start)
    since = clocks.start(start)
    now = clocks.found + waited * MINUTE
    used = worked_slowly(hours, since, now, rests)

    stands = state(promise, hours, clocks, now, rests)

    if used >= within:
        assert stands.standing is Standing.OVERDUE
        assert stands.left == -(used - within) * MINUTE
    else:
        warned = used >= within * promise.warn_at
        assert stands.standing is (Standing.WARNING if warned else Standing.ON_TIME)
        assert stands.left == (within - used) * MINUTE
