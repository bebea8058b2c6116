from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.errors import OtklikError
from pipeline.hours import OFFICE_WEEK, ROUND_THE_CLOCK, Hours, Shift, Span, last_call
from pipeline.hours_text import read_days, read_hours, write_days

HOUR = timedelta(hours=1)
MOSCOW = ZoneInfo("Europe/Moscow")
OFFICE = Hours(days={date(2026, 3, 9): (), date(2026, 3, 14): (Shift(600, 720),)})


def msk(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026 by the clock in Moscow."""
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("since", "until", "worked"),
    [
        (msk(2, 10), msk(2, 12), 2 * HOUR),
        (msk(2, 7), msk(2, 10), HOUR),
        (msk(2, 17), msk(3, 10), 2 * HOUR),
        (msk(6, 17), msk(10, 10), 2 * HOUR),  # a weekend, then a holiday on Monday
        (msk(7, 10), msk(8, 10), timedelta()),
        (msk(13, 18), msk(15, 0), 2 * HOUR),  # a Saturday that is worked for two hours
        (msk(3, 12), msk(2, 12), timedelta()),
    ],
)
def test_working_time_between(since: datetime, until: datetime, worked: timedelta) -> None:
    assert OFFICE.between(since, until) == worked


@pytest.mark.parametrize(
    ("since", "allowance", "due"),
    [
        (msk(2, 10), HOUR, msk(2, 11)),
        (msk(2, 17, 30), HOUR, msk(3, 9, 30)),
        (msk(6, 17), 2 * HOUR, msk(10, 10)),
        (msk(7, 3), HOUR, msk(10, 10)),
        (msk(2, 9), 9 * HOUR, msk(2, 18)),
        (msk(2, 9), 18 * HOUR, msk(3, 18)),
    ],
)
def test_when_working_time_is_used_up(since: datetime, allowance: timedelta, due: datetime) -> None:
    assert OFFICE.after(since, allowance) == due


def test_pauses_do_not_count() -> None:
    pauses = [(msk(2, 11), msk(2, 12)), (msk(2, 11, 30), msk(2, 12, 30)), (msk(2, 20), msk(3, 10))]
    assert OFFICE.between(msk(2, 10), msk(3, 11), pauses) == timedelta(hours=7, minutes=30)
    assert OFFICE.after(msk(2, 10), 2 * HOUR, pauses) == msk(2, 13, 30)


def test_clocks_that_change_neither_lose_nor_double_time() -> None:
    berlin = Hours("Europe/Berlin", ROUND_THE_CLOCK)
    spring = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
    autumn = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    day = timedelta(days=1)
    assert berlin.between(spring, (spring + day).astimezone(UTC)) == 23 * HOUR
    assert berlin.between(autumn, (autumn + day).astimezone(UTC)) == 25 * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "shift", "worked"),
    [  # clocks are put forward, by an hour or half of one: what they skip is nobody's work
        ("Europe/Berlin", date(2026, 3, 29), Shift(90, 150), timedelta(minutes=30)),
        ("Europe/Berlin", date(2026, 3, 29), Shift(150, 240), HOUR),
        ("Europe/Berlin", date(2026, 3, 29), Shift(130, 170), timedelta()),
        ("America/Santiago", date(2026, 9, 6), Shift(30, 120), HOUR),
        ("Australia/Lord_Howe", date(2026, 10, 4), Shift(135, 180), timedelta(minutes=30)),
    ],
)
def test_skipped_time_is_not_worked(zone: str, day: date, shift: Shift, worked: timedelta) -> None:
    hours = Hours(zone, week=((),) * 7, days={day: (shift,)})
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert hours.between(noon - timedelta(days=2), noon + timedelta(days=2)) == worked


def test_who_never_works_is_never_late() -> None:
    assert Hours(week=((),) * 7).after(msk(2, 10), HOUR) is None


@pytest.mark.parametrize(("start", "end"), [(10, 10), (20, 10), (-1, 5), (0, 1441)])
def test_a_shift_lies_within_a_day(start: int, end: int) -> None:
    with pytest.raises(OtklikError, match="write one past midnight as two"):
        Shift(start, end)


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        (OFFICE, msk(6, 17, 40)),  # before a weekend and a holiday
        (Hours(days={date(2026, 3, day): () for day in range(9, 20)}), msk(6, 17, 40)),
        (Hours(week=((),) * 7), msk(4, 12)),
    ],
)
def test_promises_are_shown_by_the_longest_rest(hours: Hours, moment: datetime) -> None:
    assert last_call(hours, msk(4, 12)) == moment


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("первое", "is no day"),
        ("2026-02-30", "is no day"),
        ("2026-01-02 - 2026-01-01", "comes after the first"),
        ("2026-01-01 - 2028-01-01", "comes after the first"),
        ("2026-01-03\n2026-01-03 10:00-12:00", "given twice"),
        ("2026-01-01 с утра", "is no shift"),
    ],
)
def test_days_that_cannot_be_read_are_named(line: str, problem: str) -> None:
    with pytest.raises(OtklikError, match=problem) as error:
        read_hours({"days": read_days(line)})
    assert error.value.field == "days"


ZONES = st.sampled_from(
    ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
SHIFTS = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda it: it[0] < it[1]),
    max_size=2,
).map(lambda pairs: tuple(Shift(*pair) for pair in pairs))
WEEKS = st.tuples(*[SHIFTS] * 7) | st.sampled_from([OFFICE_WEEK, ROUND_THE_CLOCK])
DAYS = st.dictionaries(st.dates(date(2025, 1, 1), date(2027, 12, 31)), SHIFTS, max_size=5)
HOURS = st.builds(Hours, ZONES, WEEKS, DAYS)
LENGTHS = st.timedeltas(timedelta(), timedelta(days=20))
PAUSES = st.lists(
    st.tuples(MOMENTS, st.timedeltas(timedelta(), timedelta(days=9))).map(
        lambda it: (it[0], it[0] + it[1])
    ),
    max_size=3,
)


@given(HOURS, MOMENTS, LENGTHS, LENGTHS)
def test_time_adds_up(hours: Hours, start: datetime, one: timedelta, two: timedelta) -> None:
    middle, end = start + one, start + one + two
    whole = hours.between(start, end)
    assert hours.between(start, middle) + hours.between(middle, end) == whole
    assert timedelta() <= whole <= end - start


@given(HOURS, MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=5)), PAUSES)
def test_due_is_when_the_allowance_is_used_up(
    hours: Hours, start: datetime, allowance: timedelta, pauses: list[Span]
) -> None:
    due = hours.after(start, allowance, pauses)
    assume(due is not None)
    assert due is not None
    assert hours.between(start, due, pauses) == allowance
    assert hours.between(start, due - timedelta(microseconds=1), pauses) < allowance


@given(HOURS, MOMENTS, LENGTHS, PAUSES)
def test_pauses_only_shorten(
    hours: Hours, start: datetime, length: timedelta, pauses: list[Span]
) -> None:
    end = start + length
    paused = hours.between(start, end, pauses)
    assert paused <= hours.between(start, end)
    assert paused == hours.between(start, end, [*pauses, *pauses])
    assert hours.between(start, end, [(start, end)]) == timedelta()


@given(HOURS, MOMENTS, LENGTHS)
def test_pieces_are_apart_and_inside(hours: Hours, start: datetime, length: timedelta) -> None:
    spans = list(hours.spans(start, start + length))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start <= edge <= start + length for edge in edges)


@given(DAYS)
def test_days_that_differ_are_written_as_they_are_read(
    days: dict[date, tuple[Shift, ...]],
) -> None:
    assert read_hours({"days": read_days(write_days(Hours(days=days)))}).days == days
