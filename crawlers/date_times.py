"""The time of day in the marks of a date: "14:05", "2:05 pm", "14.05", "24:00"."""

import re
from datetime import timedelta

from crawlers.date_days import DAY_WORD, MONTH, NUMERIC, WEEKDAY

_TIME = re.compile(
    r"(?<![\d:.])(?<!day-)(?:(am|pm) ?)?(\d{1,2})\s?(?::|h|hour)\s?(\d\d)"
    r"(?:\s?(?:[:.]|minute)\s?(\d\d))?(?![\d:])(?:\.\d+)?\s?(am|pm)?\b"
)
_HOUR_ONLY = re.compile(r"(?<![\d:.])(\d{1,2})\s?(am|pm)\b")
_DOT_SECONDS = re.compile(r"(?<![\d.])([01]?\d|2[0-4])\.([0-5]\d)\.([0-5]\d)(?![\d.])")
_DOT_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?![\d.])\s?(am|pm)?\b")


def find_time(text: str) -> tuple[timedelta | None, int, int]:
    """How long after midnight, and where in the text that stands; 24:00 is the next day's."""
    if (found := _DOT_SECONDS.search(text)) and _is_beside_year(text, found):
        (hour, minute, second), before, after = found.groups(), None, None
    elif found := _TIME.search(text):
        before, hour, minute, second, after = found.groups()
    elif found := _HOUR_ONLY.search(text):
        hour, minute, second, before, after = found.group(1), "0", None, None, found.group(2)
    elif (found := _DOT_TIME.search(text)) and _stands_alone(text, found):
        (hour, minute, after), second, before = found.groups(), None, None
    else:
        return None, len(text), len(text)
    clock = _clock(int(hour), int(minute), int(second or 0), before or after)
    return clock, found.start(), found.end()


def _is_beside_year(text: str, found: re.Match[str]) -> bool:
    """Whether 14.05.33 is a time, for the day stands beside it with its full year."""
    rest = text[: found.start()] + " ~ " + text[found.end() :]
    return ":" not in text and bool(re.search(r"(?<!\d)\d{4}(?!\d)", rest))


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether 14.05 is a time: the rest of the text names a day without it."""
    rest = text[: found.start()] + " ~ " + text[found.end() :]
    named = re.search(MONTH, rest) or DAY_WORD.search(rest) or NUMERIC.search(rest)
    told = text[: found.start()].rstrip().endswith(" at")  # "пт, 9.01" is a date
    return bool(named or (told and WEEKDAY.search(rest)))


def _clock(hour: int, minute: int, second: int, half: str | None) -> timedelta | None:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
