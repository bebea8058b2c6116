"""Quiet hours: when messages wait for the morning.  (pure)"""

from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.options import read_span


def is_quiet(span: str | None, zone: str, now: datetime) -> bool:
    """Whether it is quiet now; 22:00-08:00 goes over midnight and ends before 08:00."""
    if span is None:
        return False
    start, end = read_span(span)
    clock = now.astimezone(ZoneInfo(zone)).time()
    if start < end:
        return start <= clock < end
    return clock >= start or clock < end
