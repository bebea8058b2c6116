"""Dates as pages write them: ISO, "12.03.2020, 19:29", "вчера в 14:05", "vor 5 Minuten"."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from crawlers.date_marks import ZONES, translate
from crawlers.date_words import MONTHS, WEEKDAYS

LONGEST = 200  # characters; a date is short, and whatever is longer is no date
EARLIEST = 1985  # nothing on a page is older; 1970 is how machines write "unknown"

_SKEW = timedelta(minutes=10)  # clocks differ
_FARTHEST_ZONE = timedelta(hours=14)  # a page that names no zone may be this far ahead of UTC
_SENTENCE, _PHRASE = 8, 3  # unknown words beside a date with a full year, and without one
_DAYS = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_WESTERN_DAY_FIRST = ("gb", "uk", "au", "nz", "ie", "za", "in")

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[t ]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(z|utc|gmt|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,;:/()\[\]|<>\"!?*+=~·•،、。，–—-]*|\s+|.", re.DOTALL)

_MONTH = "(" + "|".join(MONTHS) + ")"
_WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b")
_GAP = r"[\s.,/~-]*(?:\?[\s.,/~-]*)?"
_YEAR = r"(\d{4})(?!\d)"
_SHORT_YEAR = r"(?:\d{4}|'\s?\d\d|\d\d)(?![\d:])"
_DAY = r"(?<![\d:])(\d{1,2})(?![\d:])"
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_UNIT_DATE = re.compile(r"(?<!\d)(\d{4}) ?year ?(\d{1,2}) ?month ?(\d{1,2}) ?day")
_UNIT_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2}) ?month ?(\d{1,2}) ?day")
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}{_GAP}\b{_MONTH}\b(?:{_GAP}({_SHORT_YEAR}))?")
_MONTH_DAY_YEAR = re.compile(rf"\b{_MONTH}\b{_GAP}{_DAY}(?:{_GAP}({_SHORT_YEAR}))?")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d){_YEAR}(?: ?year)?{_GAP}\b{_MONTH}\b{_GAP}{_DAY}")
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\b{_GAP}(\d{{4}}|'\s?\d\d)(?!\d)")
_DAY_WORD = re.compile(r"\bday-([0-3])\b")
_AGO = re.compile(r"(?<![\d:.,])(\d{1,4})\s?\+?\s?(second|minute|hour|day|week|month|year)\b")
_ONE_AGO = re.compile(r"(?:(?<=^)|(?<=ago ))(minute|hour|day|week|month|year)(?= ago|$)")
_TIME = re.compile(
    r"(?<![\d:.])(?:(am|pm) ?)?(\d{1,2})\s?(?::|h|hour)\s?(\d\d)"
    r"(?:\s?(?:[:.]|minute)\s?(\d\d))?(?![\d:])(?:\.\d+)?\s?(am|pm)?\b"
)
_HOUR_ONLY = re.compile(r"(?<![\d:.])(\d{1,2})\s?(am|pm)\b")
_DOT_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?![\d.])")
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s?)?([+-])\s?(\d{1,2}):?(\d\d)?(?![\d:/-])")


@dataclass(frozen=True)
class _Page:
    """What the page around a date says of dates."""

    fetched: datetime | None
    language: str | None
    day_first: bool | None
    zone: tzinfo

    @property
    def today(self) -> date | None:
        return self.fetched.astimezone(self.zone).date() if self.fetched else None


def read_date(
    text: str | None,
    *,
    fetched: datetime | None = None,
    language: str | None = None,
    day_first: bool | None = None,
    zone: tzinfo = UTC,
) -> datetime | None:
    """The moment a text names, in UTC; None when it names none, or one that is still to come.

    Relative dates need `fetched`; `zone` is the site's, for dates that name none;
    `language` may carry a region ("en-GB").
    """
    if not text or len(text) > LONGEST:
        return None
    return _read(text, _Page(fetched, language, day_first, zone))


@lru_cache(maxsize=4096)  # a page shows one date many times, and its readers ask again
def _read(text: str, page: _Page) -> datetime | None:
    folded = _fold(text)
    if not any(map(str.isalnum, folded)):
        return None
    try:
        return _read_iso(folded, page) or _read_epoch(folded, page) or _read_words(folded, page)
    except (ValueError, OverflowError):  # a 31st of February, a year 99999
        return None


def guess_day_first(texts: Iterable[str]) -> bool | None:
    """Whether a page writes 31/12 or 12/31, from its dates taken together; None when it cannot."""
    for text in texts:
        found = _NUMERIC.search(text[:LONGEST])
        if found:
            first, second = int(found.group(1)), int(found.group(3))
            if (first > 12) != (second > 12):
                return first > 12
    return None


def _fold(text: str) -> str:
    """Lower case, plain digits, single spaces, no invisible marks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() else sign
        for sign in folded
        if unicodedata.category(sign) not in {"Cf", "Cc"} or sign.isspace()
    )
    folded = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", folded)
    folded = re.sub(r"#\s?\d+", " ", folded)  # the number of the post, often beside its date
    return " ".join(folded.split())


def _read_iso(text: str, page: _Page) -> datetime | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    moment = datetime(year, month, day, hour, minute, min(second, 59))
    return _settle(moment, _iso_zone(found.group(7)), page)


def _iso_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ZONES:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    return _offset(text[0], int(digits[:2]), int(digits[2:]))


def _offset(sign: str, hours: int, minutes: int) -> tzinfo | None:
    shift = timedelta(hours=hours, minutes=minutes)
    if shift > _FARTHEST_ZONE:
        return None
    return timezone(-shift if sign == "-" else shift)


def _read_epoch(text: str, page: _Page) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    return _settle(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), UTC, page)


def _read_words(text: str, page: _Page) -> datetime | None:
    tokens = _TOKEN.findall(text)
    if not any(token.isdecimal() for token in tokens) and len(tokens) > 12:
        return None
    for marked in translate(tokens, page.language):
        moment = _read_marked(marked, page)
        if moment:
            return moment
    return None


def _read_marked(text: str, page: _Page) -> datetime | None:
    if text.strip(" .,!") == "now":
        return page.fetched and page.fetched.astimezone(UTC)
    zone, rest = _take_zone(text)
    clock, rest = _take_time(rest)
    day = _read_day(rest, text, page)
    if day:
        return _settle(datetime.combine(day, clock or time()), zone, page)
    return _read_ago(text, page)


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone a text names after its time, and the text without it."""
    colon = text.find(":")
    if colon < 0:
        return None, text
    head, tail = text[: colon + 1], text[colon + 1 :]
    offset = _OFFSET.search(tail)
    if offset and (offset.group(3) or re.search(r"utc|gmt", offset.group())):
        zone = _offset(offset.group(1), int(offset.group(2)), int(offset.group(3) or 0))
        return zone, head + tail[: offset.start()] + tail[offset.end() :]
    for word in re.findall(r"[^\W\d_]+", tail):
        if word in ZONES:
            # As Unix writes it, the zone parts the year from the day: 15:04:05 GMT 2020.
            rest = re.sub(rf"(?<=\d)\s?{word}(?=\s\d{{4}}\b)", "", tail, count=1)
            return timezone(timedelta(hours=ZONES[word])), head + rest
    return None, text


def _take_time(text: str) -> tuple[time | None, str]:
    """The time of day in a text, and the text without it."""
    found = _TIME.search(text)
    if found:
        before, hour, minute, second, after = found.groups()
    elif found := _HOUR_ONLY.search(text):
        hour, minute, second, before, after = found.group(1), "0", None, None, found.group(2)
    elif (found := _DOT_TIME.search(text)) and _stands_alone(text, found):
        hour, minute, second, before, after = *found.groups(), None, None, None
    else:
        return None, text
    rest = f"{text[: found.start()]} ~ {text[found.end() :]}"
    return _clock(int(hour), int(minute), int(second or 0), before or after), rest


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether 14.05 is a time: the rest of the text names a day without it."""
    rest = text[: found.start()] + " ~ " + text[found.end() :]
    return bool(re.search(_MONTH, rest) or _DAY_WORD.search(rest) or _NUMERIC.search(rest))


def _clock(hour: int, minute: int, second: int, half: str | None) -> time | None:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    return time(hour % 24, minute, min(second, 59))


def _read_day(rest: str, text: str, page: _Page) -> date | None:
    for pattern in (_YEAR_FIRST, _UNIT_DATE):
        if found := pattern.search(rest):
            return date(*_localize(*(int(part) for part in found.groups())))
    if (found := _NUMERIC.search(rest)) and not _is_version(found, rest):
        return _choose_day(found, text, page)
    return _read_named_month(rest, page) or _read_day_word(rest, page)


def _is_version(found: re.Match[str], rest: str) -> bool:
    """Whether a number is that of a program: Firefox 3.5.12; or stands amid other words."""
    if len(found.group(4)) == 4:
        return rest.count("?") > _SENTENCE
    unpadded = found.group(2) == "." and len(found.group(1) + found.group(3)) < 4
    named = unpadded and rest[: found.start()].rstrip().endswith("?") and "~" not in rest
    return named or rest.count("?") > _PHRASE


def _localize(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Turn years of the Thai calendar (2563) into ours."""
    return (year - 543 if 2500 < year < 2700 else year), month, day


def _choose_day(found: re.Match[str], text: str, page: _Page) -> date | None:
    """Pick day-month or month-day by what is possible, then by weekday, then by custom."""
    first, mark, second, year = found.groups()
    full_year = _full_year(year)
    day_first = _prefers_day_first(mark, text, page)
    readings = []
    for day, month in [(first, second), (second, first)][:: 1 if day_first else -1]:
        try:
            readings.append(date(full_year, int(month), int(day)))
        except ValueError:  # there is no 13th month
            continue
    if page.today:
        readings = [day for day in readings if day <= page.today + timedelta(days=1)] or readings
    weekday = _WEEKDAY.search(text)
    if weekday:
        named = WEEKDAYS.index(weekday.group(1))
        readings = [day for day in readings if day.weekday() == named] or readings
    return readings[0] if readings else None


def _prefers_day_first(mark: str, text: str, page: _Page) -> bool:
    if page.day_first is not None:
        return page.day_first
    if mark == ".":
        return True
    language, _, region = (page.language or "").lower().partition("-")
    if language == "en":
        return region in _WESTERN_DAY_FIRST
    return bool(language) or not re.search(r"\b[ap]m\b", text)


def _full_year(year: str) -> int:
    number = int(year.strip("' "))
    if number >= 100:
        return _localize(number, 1, 1)[0]
    return number + (2000 if number < 70 else 1900)


def _read_named_month(rest: str, page: _Page) -> date | None:
    """A day of a named month; of two readings ("1 mar 21 2020") the one with the full year."""
    if rest.count("?") > (_SENTENCE if re.search(r"\b\d{4}\b", rest) else _PHRASE):
        return None  # a sentence, not a date
    if found := _YEAR_MONTH_DAY.search(rest):
        return _day(found.group(3), found.group(2), found.group(1), page)
    readings = [
        (found.group(day), found.group(month), found.group(3))
        for pattern, day, month in ((_DAY_MONTH_YEAR, 1, 2), (_MONTH_DAY_YEAR, 2, 1))
        if (found := pattern.search(rest))
    ]
    if readings:
        return _day(*max(readings, key=lambda reading: _fullness(reading[2])), page)
    if found := _MONTH_YEAR.search(rest):
        return _day("1", found.group(1), found.group(2), page)
    if found := _UNIT_MONTH_DAY.search(rest):
        return _recent(int(found.group(1)), int(found.group(2)), page)
    return None


def _fullness(year: str | None) -> int:
    return len(year or "")


def _day(day: str, month: str, year: str | None, page: _Page) -> date | None:
    if year:
        return date(_full_year(year), MONTHS.index(month) + 1, int(day))
    return _recent(MONTHS.index(month) + 1, int(day), page)


def _recent(month: int, day: int, page: _Page) -> date | None:
    """The last such day before the page was fetched; without that moment nobody knows the year."""
    if not page.today:
        return None
    latest = page.today + timedelta(days=1)
    for year in range(page.today.year, page.today.year - 5, -1):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February comes every fourth year
            continue
        if found <= latest:
            return found
    return None


def _read_day_word(rest: str, page: _Page) -> date | None:
    """ "Yesterday" and "Monday", when hardly anything else is said."""
    if not page.today or rest.count("?") > (3 if "~" in rest else 0):
        return None
    if found := _DAY_WORD.search(rest):
        return page.today - timedelta(days=int(found.group(1)))
    if (found := _WEEKDAY.search(rest)) and "~" in rest:
        back = (page.today.weekday() - WEEKDAYS.index(found.group(1))) % 7
        return page.today - timedelta(days=back)
    return None


def _read_ago(text: str, page: _Page) -> datetime | None:
    """ "5 minutes ago", "1 day 3 hours ago", and "5h" when nothing else is said."""
    if not page.fetched or text.count("?") > 3:
        return None
    parts = _AGO.findall(text) or [("1", unit) for unit in _ONE_AGO.findall(text)]
    bare = not re.sub(r"[\s.,~-]", "", _AGO.sub("", text)) and all(len(n) < 3 for n, _ in parts)
    if not parts or not ("ago" in text.split() or bare):
        return None
    back = timedelta()
    for count, unit in parts[:3]:
        seconds = _SECONDS.get(unit, 0)
        back += timedelta(seconds=int(count) * seconds, days=int(count) * _DAYS.get(unit, 0))
    return _settle((page.fetched - back).astimezone(UTC).replace(tzinfo=None), UTC, page)


def _settle(moment: datetime, zone: tzinfo | None, page: _Page) -> datetime | None:
    """Set a moment into its zone, and refuse the future and the dawn of time."""
    if moment.year < EARLIEST:
        return None
    settled = moment.replace(tzinfo=zone or page.zone).astimezone(UTC)
    if page.fetched is None or settled <= page.fetched:
        return settled
    # A page that names no zone is often ahead of UTC: its latest posts seem to come from tomorrow.
    slack = _SKEW if zone else _FARTHEST_ZONE
    return page.fetched.astimezone(UTC) if settled - page.fetched <= slack else None
