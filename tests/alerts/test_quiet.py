"""Quiet hours in a time zone."""

from datetime import UTC, datetime

import pytest

from alerts.options import read_span
from alerts.quiet import is_quiet


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
