"""Times as people read them: how long ago, and the full date in their own zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta

RECENT = timedelta(days=30)  # an older moment is shown as a date


def ago(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """How long ago, in a few letters."""
    age = now - moment
    if age >= RECENT:
        return format_date(moment.astimezone(ZoneInfo(zone)), "d MMM y", locale=language)
    rounded = max(age, timedelta(minutes=1))
    return format_timedelta(
        rounded, granularity="minute", threshold=1.2, format="narrow", locale=language
    )


def full(moment: datetime, zone: str, language: str) -> str:
    """Date and time in a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, "d MMMM y, HH:mm", locale=language)


def lasted(span: timedelta, language: str) -> str:
    """How long something took."""
    return format_timedelta(
        max(span, timedelta(minutes=1)), granularity="minute", format="short", locale=language
    )
