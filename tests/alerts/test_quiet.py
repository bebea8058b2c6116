"""Quiet hours in a time zone."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.options import read_span
from alerts.quiet import end_of_quiet, is_quiet

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("span", "zone", "clock", "quiet"),
    [
        (None, "UTC", "23:00", False),
        ("22:00-08:00", "UTC", "21:59", False),
        ("22:00-08:00", "UTC", "22:00", True),
        ("22:00-08:00", "UTC", "03:00", True),
        ("22:00-08:00", "UTC", "08:00", False),
        ("13:00-14:00", "UTC", "13:30", True),
        ("13:00-14:00", "UTC", "14:00", False),
        ("22:00-08:00", "Europe/Moscow", "19:30", True),
        ("22:00-08:00", "Asia/Vladivostok", "23:30", False),
    ],
)
def test_cases(span: str | None, zone: str, clock: str, *, quiet: bool) -> None:
    hour, minute = map(int, clock.split(":"))

    assert is_quiet(span, zone, datetime(2026, 3, 4, hour, minute, tzinfo=UTC)) is quiet


def test_summer_time_moves_the_night() -> None:
    winter = datetime(2026, 1, 10, 21, 30, tzinfo=UTC)
    summer = datetime(2026, 7, 10, 20, 30, tzinfo=UTC)

    assert is_quiet("22:00-08:00", "Europe/Berlin", winter)
    assert is_quiet("22:00-08:00", "Europe/Berlin", summer)


@pytest.mark.parametrize("span", ["22:00Z-08:00Z", "22:00Z-08:00", "22:00-08:00Z", "22:00-24:30"])
def test_what_is_no_span_on_a_clock(span: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        read_span(span)


@pytest.mark.parametrize(
    ("span", "zone", "now", "end"),
    [
        ("22:00-08:00", "Europe/Moscow", "2026-03-04T20:00+00:00", "2026-03-05T05:00+00:00"),
        ("22:00-08:00", "Europe/Moscow", "2026-03-04T04:59+00:00", "2026-03-04T05:00+00:00"),
        ("22:00-08:00", "Europe/Moscow", "2026-03-04T05:00+00:00", None),
        ("13:00-14:00", "UTC", "2026-03-04T13:30+00:00", "2026-03-04T14:00+00:00"),
        (None, "UTC", "2026-03-04T13:30+00:00", None),
        # 02:00 to 03:00 is skipped on this night, 00:00 to 01:00 on the next.
        ("22:00-08:00", "Europe/Berlin", "2026-03-28T22:00+00:00", "2026-03-29T06:00+00:00"),
        ("22:00-02:30", "Europe/Berlin", "2026-03-28T22:00+00:00", "2026-03-29T01:00+00:00"),
        ("02:45-02:15", "Europe/Berlin", "2026-03-28T22:00+00:00", "2026-03-30T00:15+00:00"),
        ("22:00-00:30", "America/Santiago", "2026-09-06T03:00+00:00", "2026-09-06T04:00+00:00"),
        # 02:00 to 03:00 comes twice on this night.
        ("22:00-02:30", "Europe/Berlin", "2026-10-24T20:15+00:00", "2026-10-25T00:30+00:00"),
        ("22:00-02:30", "Europe/Berlin", "2026-10-25T01:15+00:00", "2026-10-25T01:30+00:00"),
        ("02:30-03:30", "Europe/Berlin", "2026-10-25T00:40+00:00", "2026-10-25T01:00+00:00"),
        ("02:45-02:15", "Europe/Berlin", "2026-10-25T00:50+00:00", "2026-10-25T01:15+00:00"),
        ("22:00:30-08:00:15", "UTC", "2026-03-04T22:01+00:00", "2026-03-05T08:00:15+00:00"),
    ],
)
def test_when_the_quiet_ends(span: str | None, zone: str, now: str, end: str | None) -> None:
    ends = end_of_quiet(span, zone, datetime.fromisoformat(now))
    assert ends == (datetime.fromisoformat(end) if end else None)


NIGHTS = [  # near which clocks change, by an hour, half of one, two, or a day
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 10, 29, 21, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ("Antarctica/Troll", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Antarctica/Troll", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
]
CLOCK = st.integers(0, 1439) | st.integers(0, 240) | st.integers(1320, 1439)


@settings(max_examples=200)
@given(st.sampled_from(NIGHTS), CLOCK, CLOCK, st.integers(-2880, 1440) | st.integers(-180, 180))
def test_the_quiet_ends_in_the_first_minute_that_is_not_quiet(
    where: tuple[str, datetime], start: int, length: int, asked: int
) -> None:
    zone, night = where
    ends = (start + max(length, 1)) % 1440
    span = "-".join(f"{time(at // 60, at % 60):%H:%M}" for at in (start, ends))
    now = moment = night + asked * MINUTE
    while is_quiet(span, zone, moment):
        moment += MINUTE

    assert end_of_quiet(span, zone, now) == (None if moment == now else moment)
