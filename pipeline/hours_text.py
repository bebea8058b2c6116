"""Working hours and spans of time as people write them: "09:00-13:00, 14:00-18:00", "4h"."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import OtklikError, unknown
from pipeline.hours import Hours, Shift

T = TypeVar("T")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)")
_SPAN = re.compile(r"(\d{1,4})\s*(min|h|d)")
_DAYS = re.compile(r"(\S+?)(?:\s*[-–—]\s*(\d{4}-\d\d-\d\d))?(?:[\s:]+(.*))?")
LONGEST_RUN = 366  # days
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}


def read_hours(values: Mapping[str, Any]) -> Hours:
    """Hours from a table of TOML or JSON; raises OtklikError for what cannot be read."""
    for key in values:
        if key not in ("zone", "days", *WEEKDAYS):
            raise OtklikError(unknown("key", key, ("zone", "days", *WEEKDAYS)))
    days = values.get("days", {})
    if not isinstance(days, Mapping):
        raise OtklikError('"days" must be a table such as { 2026-01-01 = "" }')
    return Hours(
        zone=_at("zone", read_zone, values.get("zone", Hours.zone)),
        week=tuple(_at(day, _shifts, values.get(day, "")) for day in WEEKDAYS),
        days={_at("days", _day, day): _at("days", _shifts, it) for day, it in days.items()},
    )


def _at(field: str, read: Callable[[Any], T], value: object) -> T:
    """A value as read; what is wrong with it is said of its field."""
    try:
        return read(value)
    except OtklikError as error:
        error.at(field)
        raise


def write_hours(hours: Hours) -> dict[str, Any]:
    """The table that read_hours makes the same hours of."""
    week = {day: _shown(shifts) for day, shifts in zip(WEEKDAYS, hours.week, strict=True)}
    days = {day.isoformat(): _shown(shifts) for day, shifts in sorted(hours.days.items())}
    return {"zone": hours.zone, **week} | ({"days": days} if days else {})


def read_zone(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OtklikError(
            'unknown time zone "%(name)s"; write one such as Europe/Moscow', name=name
        ) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OtklikError('"%(text)s" is no day; write it as 2026-01-01', text=text) from error


def _shifts(text: object) -> tuple[Shift, ...]:
    if not isinstance(text, str):
        raise OtklikError('hours are written as "09:00-13:00, 14:00-18:00", a day off as ""')
    return tuple(_shift(part.strip()) for part in text.split(",") if part.strip())


def _shift(text: str) -> Shift:
    match = _SHIFT.fullmatch(text)
    if match is None or int(match[2]) > 59 or int(match[4]) > 59:
        raise OtklikError(
            '"%(text)s" is no shift; write 09:00-18:00, to the end of a day 18:00-24:00', text=text
        )
    hours = [int(part) for part in match.groups()]
    return Shift(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])


def _shown(shifts: tuple[Shift, ...]) -> str:
    return ", ".join(f"{_clock(shift.start)}-{_clock(shift.end)}" for shift in shifts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_days(text: str) -> dict[str, str]:
    """Days that differ, one or several in a row on each line, as the table of hours has them:

    "2026-01-01 - 2026-01-08" is free, "2026-12-31 09:00-15:00" is shorter.
    """
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        first, last, shifts = _read_run(line)
        for number in range((last - first).days + 1):
            day = (first + timedelta(days=number)).isoformat()
            if day in found:
                raise OtklikError("the day %(day)s is given twice", day=day).at("days")
            found[day] = shifts
    return found


def _read_run(line: str) -> tuple[date, date, str]:
    match = _DAYS.fullmatch(line)
    if match is None:
        raise OtklikError('"%(text)s" is no day; write it as 2026-01-01', text=line).at("days")
    first = _at("days", _day, match[1])
    last = _at("days", _day, match[2]) if match[2] else first
    if not 0 <= (last - first).days < LONGEST_RUN:
        raise OtklikError(
            '"%(text)s": the last day comes after the first, and within a year', text=line
        ).at("days")
    return first, last, match[3] or ""


def write_days(hours: Hours) -> str:
    """The lines that read_days reads the same days from."""
    return "\n".join(_write_runs(hours))


def _write_runs(hours: Hours) -> Iterator[str]:
    # Days in a row grow as fast as their places do: the difference stays.
    days = enumerate(sorted(hours.days.items()))
    for (_, shifts), run in groupby(days, lambda it: (it[1][0].toordinal() - it[0], it[1][1])):
        names = [day.isoformat() for _, (day, _) in run]
        whole = names[0] if len(names) == 1 else f"{names[0]} - {names[-1]}"
        yield f"{whole} {_shown(shifts)}".strip()


def read_span(text: str) -> timedelta:
    """A span such as "30min", "4h" or "2d" (of 24 hours each); raises OtklikError for another."""
    match = _SPAN.fullmatch(text.strip())
    if match is None or not int(match[1]):
        raise OtklikError('"%(text)s" is no span of time; write 30min, 4h or 2d', text=text)
    return int(match[1]) * _UNITS[match[2]]


def write_span(span: timedelta) -> str:
    """The span in the largest unit that needs no fraction; seconds are dropped."""
    for name, unit in _UNITS.items():
        if span % unit == timedelta():
            return f"{span // unit}{name}"
    return f"{span // _UNITS['min']}min"
