"""Dates as pages write them: ISO, "12.03.2020, 19:29", "вчера в 14:05", "vor 5 Minuten"."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from crawlers.date_calendars import write_eras
from crawlers.date_days import DAY_WORD, MONTH, NUMERIC, Around, read_day
from crawlers.date_marks import REGIONS, ZONES, translate

LONGEST = 200  # characters; a date is short, and whatever is longer is no date
EARLIEST = 1985  # nothing on a page is older; 1970 is how machines write "unknown"

_SKEW = timedelta(minutes=10)  # clocks differ
_FARTHEST_ZONE = timedelta(hours=14)  # a page that names no zone may be this far ahead of UTC
_DAYS = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[t ]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(z|utc|gmt|[+-]\d\d:?\d\d|[+-]\d\d)?)?"
)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_TWICE = re.compile(r"^(\d{4}-\d\d-\d\dt[\d:.]+z?) \d{10}$")  # as words and as seconds
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,;:/()\[\]|<>\"!?*+=~·•،、。，–—-]*|\s+|.", re.DOTALL)

_STATED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d:])")
_AGO = re.compile(r"(?<![\d:.,])(\d{1,4})\s?\+?\s?(second|minute|hour|day|week|month|year)\b")
_ONE_AGO = re.compile(r"(?:(?<=^)|(?<=ago ))(minute|hour|day|week|month|year)(?= ago|$)")
_TIME = re.compile(
    r"(?<![\d:.])(?:(am|pm) ?)?(\d{1,2})\s?(?::|h|hour)\s?(\d\d)"
    r"(?:\s?(?:[:.]|minute)\s?(\d\d))?(?![\d:])(?:\.\d+)?\s?(am|pm)?\b"
)
_HOUR_ONLY = re.compile(r"(?<![\d:.])(\d{1,2})\s?(am|pm)\b")
_DOT_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?![\d.])\s?(am|pm)?\b")
_REGION = re.compile(rf"\b[ap]m \W{{0,3}}({'|'.join(REGIONS)})\b")
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s?)?([+-])\s?(\d{1,2}):?(\d\d)?(?![\d:/-])")


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
    return _read(text, Around(fetched, language, day_first, zone))


def settle(moment: datetime, fetched: datetime | None) -> datetime | None:
    """A moment of UTC, written without its zone; None when it is still to come, or too early."""
    return _settle(moment, UTC, Around(fetched, None, None, UTC))


@lru_cache(maxsize=4096)  # a page shows one date many times, and its readers ask again
def _read(text: str, page: Around) -> datetime | None:
    plain = text.isascii() and text.isdigit()
    folded = text.lower() if plain or is_iso(text) else _fold(text)
    if not any(map(str.isalnum, folded)):
        return None
    try:
        return _read_iso(folded, page) or _read_epoch(folded, page) or _read_words(folded, page)
    except (ValueError, OverflowError):  # a 31st of February, a year 99999
        return None


def guess_day_first(texts: Iterable[str]) -> bool | None:
    """Whether a page writes 31/12 or 12/31, from its dates taken together; None when it cannot."""
    for text in texts:
        found = NUMERIC.search(text[:LONGEST])
        if found:
            first, second = int(found.group(1)), int(found.group(3))
            if (first > 12) != (second > 12):
                return first > 12
    return None


def is_iso(text: str) -> bool:
    """Whether a text is a date in the form of ISO 8601, which can be read in one way only."""
    return text.isascii() and _ISO.fullmatch(text.lower()) is not None


def _fold(text: str) -> str:
    """Lower case, plain digits, single spaces, no invisible marks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() else sign
        for sign in folded
        if unicodedata.category(sign) not in {"Cf", "Cc"} or sign.isspace()
    )
    folded = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", folded)
    folded = _TWICE.sub(r"\1", folded)
    folded = re.sub(r"#\s?\d+", " ", folded)  # the number of the post, often beside its date
    return write_eras(" ".join(folded.split()))


def _read_iso(text: str, page: Around) -> datetime | None:
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


def _read_epoch(text: str, page: Around) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    return _settle(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), UTC, page)


def _read_words(text: str, page: Around) -> datetime | None:
    tokens = _TOKEN.findall(text)
    if not any(token.isdecimal() for token in tokens) and len(tokens) > 12:
        return None
    years = _STATED_YEAR.findall(text)
    likely = None
    for marked in translate(tokens, page.language):
        moment = _read_marked(marked, page)
        if moment and (not years or str(moment.year) in years):
            return moment
        likely = likely or moment
    return likely


def _read_marked(text: str, page: Around) -> datetime | None:
    if text.strip(" .,!") == "now":
        return page.fetched and page.fetched.astimezone(UTC)
    zone, rest = _take_zone(text)
    clock, rest = _take_time(rest)
    day = read_day(rest, text, page)
    if day:
        return _settle(datetime.combine(day, clock or time()), zone, page)
    return _read_ago(text, page)


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone a text names after its time, and the text without it."""
    if region := _REGION.search(text):
        return ZoneInfo(REGIONS[region.group(1)]), text[: region.start(1)] + text[region.end(1) :]
    colon = text.find(":")
    if colon < 0:
        dotted = _DOT_TIME.search(text)
        colon = dotted.end() - 1 if dotted else len(text)
    head, tail = text[: colon + 1], text[colon + 1 :]
    offset = _OFFSET.search(tail) if ":" in head else None
    if offset and (offset.group(3) or re.search(r"utc|gmt", offset.group())):
        zone = _offset(offset.group(1), int(offset.group(2)), int(offset.group(3) or 0))
        if zone:  # the year in "21:07 14-03-2019" is none
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
        (hour, minute, after), second, before = found.groups(), None, None
    else:
        return None, text
    rest = f"{text[: found.start()]} ~ {text[found.end() :]}"
    return _clock(int(hour), int(minute), int(second or 0), before or after), rest


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether 14.05 is a time: the rest of the text names a day without it."""
    rest = text[: found.start()] + " ~ " + text[found.end() :]
    return bool(re.search(MONTH, rest) or DAY_WORD.search(rest) or NUMERIC.search(rest))


def _clock(hour: int, minute: int, second: int, half: str | None) -> time | None:
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    return time(hour % 24, minute, min(second, 59))


def _read_ago(text: str, page: Around) -> datetime | None:
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


def _settle(moment: datetime, zone: tzinfo | None, page: Around) -> datetime | None:
    """Set a moment into its zone, and refuse the future and the dawn of time."""
    if moment.year < EARLIEST:
        return None
    settled = moment.replace(tzinfo=zone or page.zone).astimezone(UTC)
    if page.fetched is None or settled <= page.fetched:
        return settled
    # A page that names no zone is often ahead of UTC: its latest posts seem to come from tomorrow.
    slack = _SKEW if zone else _FARTHEST_ZONE
    return page.fetched.astimezone(UTC) if settled - page.fetched <= slack else None
