"""Days, weeks and months: where they begin, where they end, which there are.  (pure)"""

from collections.abc import Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)
UNITS = ("day", "week", "month")


def start_of(unit: str, day: date) -> date:
    """The first day of the day, week or month that a day is in; a week begins on Monday."""
    if unit == "month":
        return day.replace(day=1)
    return day - DAY * day.weekday() if unit == "week" else day


def last_of(unit: str, start: date) -> date:
    """The last day of a day, a week or a month that begins then."""
    if unit == "month":
        return start_of("month", start.replace(day=28) + 4 * DAY) - DAY
    return start + 6 * DAY if unit == "week" else start


def every(unit: str, first: date, last: date) -> Iterator[date]:
    """The first days of all units from the one that begins first to the one that does last."""
    while first <= last:
        yield first
        first = last_of(unit, first) + DAY
