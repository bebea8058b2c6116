"""Times as people read them: how long ago, and the full date in their own zone."""

from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date
from babel.units import format_unit

HOUR, DAY = 60, 24 * 60  # in minutes
CONTINENTS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
RECENT = timedelta(days=30)  # an older moment is shown as a date


def ago(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """How long ago, in a few letters."""
    age = now - moment
    if age >= RECENT:
        return _day(moment.astimezone(ZoneInfo(zone)).date(), "d MMM y", language)
    return _largest(age, language)


@lru_cache(2_000)  # a list has few days and many moments
def _day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


@lru_cache(2_000)
def _span(count: int, unit: str, language: str) -> str:
    return format_unit(count, f"duration-{unit}", "short", locale=language)


def _largest(span: timedelta, language: str) -> str:
    minutes = max(int(span.total_seconds() // 60), 1)
    for size, unit in ((DAY, "day"), (HOUR, "hour")):
        if minutes >= size * (2 if unit == "day" else 1):
            return _span(minutes // size, unit, language)
    return _span(minutes, "minute", language)


def whole_day(day: date, unit: str, language: str) -> str:
    """The first day of a period: a month is named without its day."""
    return _day(day, "LLLL y" if unit == "month" else "EEE, d MMM y", language)


def left(due: datetime, now: datetime, language: str) -> str:
    """How long until or since a due time, without saying which."""
    return _largest(abs(due - now), language)


def full(moment: datetime, zone: str, language: str) -> str:
    """Date and time in a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_day(local.date(), 'd MMMM y', language)}, {local:%H:%M}"


def brief(moment: datetime, now: datetime, zone: str, language: str) -> str:
    """Date and time in a zone; the year only where it is another one."""
    local = moment.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(ZoneInfo(zone)).year else " y"
    return f"{_day(local.date(), f'd MMM{year}', language)}, {local:%H:%M}"


def days(since: datetime, until: datetime, zone: str, language: str) -> str:
    """Whole days of a zone, the last one included; `until` is the moment after them."""
    ends = (since, until - timedelta(seconds=1))
    told = [_day(one.astimezone(ZoneInfo(zone)).date(), "EEE, d MMM", language) for one in ends]
    return " – ".join(dict.fromkeys(told))


def lasted(span: timedelta, language: str) -> str:
    """How long something took, in its two largest units."""
    minutes = max(int(span.total_seconds() // 60), 1)
    days, hours, rest = minutes // DAY, minutes % DAY // HOUR, minutes % HOUR
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    first = next(place for place, (count, _) in enumerate(parts) if count)
    told = [part for part in parts[first : first + 2] if part[0]]
    return " ".join(_span(count, unit, language) for count, unit in told)


def read_moment(text: str) -> datetime | None:
    """A moment as the audit log keeps it; None for any other text, or where no clock reaches."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and MINYEAR < at.year < MAXYEAR else None


def of_week(moment: datetime, zone: str, language: str) -> str:
    """Weekday, date and time in a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_day(local.date(), 'EEE, d MMM', language)}, {local:%H:%M}"


def working(span: timedelta, language: str) -> str:
    """Working time in hours and minutes: a day of it is no day of the calendar."""
    hours, minutes = divmod(int(span.total_seconds() // 60), HOUR)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(_span(count, unit, language) for count, unit in parts if count)


@cache
def known_zones() -> tuple[str, ...]:
    """The time zones that people may choose from."""
    zones = (zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS)
    return ("UTC", *sorted(zones))
