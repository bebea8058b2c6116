"""Quiet hours: when messages wait for the morning.  (pure)"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.options import read_span
from pipeline.hours import DAY, steady, wall

LONGEST = timedelta(days=8)  # clocks that are put forward may skip the end of a day's quiet


def is_quiet(span: str | None, zone: str, now: datetime) -> bool:
    """Whether it is quiet now; 22:00-08:00 goes over midnight and ends before 08:00."""
    if span is None:
        return False
    start, end = read_span(span)
    return _within(start, end, now.astimezone(ZoneInfo(zone)).time())


def _within(start: time, end: time, clock: time) -> bool:
    if start < end:
        return start <= clock < end
    return clock >= start or clock < end


def end_of_quiet(span: str | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet ends that holds now, by the clock in a zone; None when none does.

    That is the first moment that is not quiet, also where the clock is put forward or back.
    """
    if span is None or not is_quiet(span, zone, now):
        return None
    start, end = read_span(span)
    for since, until, offset in steady(zone, now, now + LONGEST):
        shown = wall(since, offset)
        if not _within(start, end, shown.time()):
            return since
        ends = datetime.combine(shown.date(), end)
        moment = (ends if ends > shown else ends + DAY).replace(tzinfo=UTC) - offset
        if moment < until:
            return moment
    return now + LONGEST
