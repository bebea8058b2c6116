"""Dates as pages write them: ISO, "12.03.2020, 19:29", "вчера в 14:05", "vor 5 Minuten"."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache

from crawlers.date_calendars import write_eras
from crawlers.date_days import NUMERIC, Around, read_day
from crawlers.date_marks import translate
from crawlers.date_times import find_time
from crawlers.date_zones import make_zone, take_zone

LONGEST = 200  # characters; a date is short, and whatever is longer is no date
EARLIEST = 1985  # nothing on a page is older; 1970 is how machines write "unknown"

_SKEW = timedelta(minutes=10)  # clocks differ
_AHEAD = timedelta(hours=14)  # a page that names no zone may be this far ahead of UTC
_DAYS = {"day": 1, "week": 7, "month": 30.44, "year": 365.25}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[t ]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(z|utc|gmt|(?:utc|gmt)?[+-]\d\d:?\d\d|[+-]\d\d|[+-]\d:\d\d"
    r"|(?<=:\d\d:\d\d) \d\d:\d\d)?)?"  # a plus that went through an address is a space
)
# The basic form of the same, and how machines run the parts together.
_BASIC = re.compile(
    r"((?:19|20)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(?:(\d\d)(?:[.,]\d{1,9})?)?"
    r"(z|[+-]\d\d(?::?\d\d)?)?)?"
)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_TWICE = re.compile(r"^(\d{4}-\d\d-\d\dt[\d:.]+z?) \d{10}$")  # as words and as seconds
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,;:/()\[\]|<>\"!?*+=~·•،、。，–—-]*|\s+|.", re.DOTALL)

_SIGNS = str.maketrans("\u2212\u05f3", "-'")  # minus and geresh

_STATED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d:])")
_AGO = re.compile(r"(?<![\d:.,])(\d{1,4})\s?\+?\s?(second|minute|hour|day|week|month|year)\b")
_ONE_AGO = re.compile(r"(?:(?<=^)|(?<=ago ))(minute|hour|day|week|month|year)(?= ago|$)")


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
    folded = unicodedata.normalize("NFKC", text).lower().translate(_SIGNS)
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
    found = _ISO.fullmatch(text) or _BASIC.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if hour > 24 or minute > 59:
        return None
    clock = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    return _settle(datetime(year, month, day) + clock, _iso_zone(found.group(7)), page)


def _iso_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits or "0", "0")
    return make_zone("-" if "-" in text else "+", int(hours), int(minutes))


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
    clock, start, end = find_time(text)
    zone, head, tail = take_zone(text[:start], text[end:]) if end > start else (None, text, "")
    rest = f"{head} ~ {tail}" if end > start else text
    day = read_day(rest, text, page, clock)
    if day:
        return _settle(datetime.combine(day, time()) + (clock or timedelta()), zone, page)
    return _read_ago(text, page)


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
    slack = _SKEW if zone else _AHEAD
    return page.fetched.astimezone(UTC) if settled - page.fetched <= slack else None
