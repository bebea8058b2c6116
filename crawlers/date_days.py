"""The day that the words of a date name, by what the page around it says of dates."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from crawlers.date_calendars import PERSIAN_DATE, YEAR_FIRST, full_year, read_persian, to_day
from crawlers.date_words import MONTHS, WEEKDAYS

_SENTENCE, _PHRASE = 8, 3  # unknown words beside a date with a full year, and without one
_WESTERN_DAY_FIRST = ("gb", "uk", "au", "nz", "ie", "za", "in")
MONTH = "(" + "|".join(MONTHS) + ")"
_FULL_YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # beside it a weekday is not all that is said
WEEKDAY = re.compile(r"\b(" + "|".join(WEEKDAYS) + r")\b")
_GAP = r"[\s.,/~-]*(?:\?[\s.,/~-]*)?"
_YEAR = r"(\d{4})(?!\d)"
_SHORT_YEAR = r"(?:\d{4}|'\s?\d\d|\d\d)(?![\d:])"
_DAY = r"(?<![\d:])(\d{1,2})(?![\d:])"
NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_UNIT_DATE = re.compile(r"(?<!\d)(\d{4}) ?year ?(\d{1,2}) ?month ?(\d{1,2}) ?day")
_DAY_UNIT_MONTH = re.compile(
    r"(?:(?<!\d)(\d{1,2}) ?)?\bmonth ?(\d{1,2}) ?,? (?:year )?(\d{4})(?!\d)"
)
_UNIT_MONTH = re.compile(r"(?<!\d)(\d{4}) ?year ?(\d{1,2}) ?month\b(?! ?\d)")
_DAY_UNIT = re.compile(r"(?<![\d:])(\d{1,2}) ?month ?(\d{1,2})(?![\d:])(?! ?day)")
_UNIT_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2}) ?month ?(\d{1,2}) ?day")
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}{_GAP}\b{MONTH}\b(?:{_GAP}({_SHORT_YEAR}))?")
_MONTH_DAY_YEAR = re.compile(rf"\b{MONTH}\b{_GAP}{_DAY}(?:{_GAP}({_SHORT_YEAR}))?")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d){_YEAR}(?:[\s.,-]*year\b)?{_GAP}\b{MONTH}\b{_GAP}{_DAY}")
_YEAR_DAY_MONTH = re.compile(rf"(?<!\d){_YEAR}[\s.,-]*(?:year[\s.,-]*)?{_DAY}{_GAP}\b{MONTH}\b")
_YEAR_MONTH = re.compile(rf"(?<!\d){_YEAR}(?:[\s.,-]*year\b)?{_GAP}\b{MONTH}\b(?!{_GAP}\d)")
_MONTH_YEAR = re.compile(rf"\b{MONTH}\b{_GAP}(\d{{4}}|'\s?\d\d)(?!\d)")
_TAIWAN = re.compile(r"(?<![\d/.-])(1[0-4]\d)\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_MONTH_DAY = re.compile(r"(?<![\d/.:-])(\d{1,2})(?:[/-](\d{1,2})|\.(\d\d))(?![\d/.:-])")
_DAY_MONTH = re.compile(r"(?<![\d/.:-])(\d\d?)(?:\. ?(\d\d?)\.|([./])(\d\d))(?![\d/.:-])")
_YEAR_FIRST_SHORT = re.compile(r"(?<!\d)(\d\d)\. ?(\d{1,2})\. ?(\d{1,2})\.(?! ?\d)")  # Korea
_DAY_MONTH_ALONE = re.compile(r"(\d\d?)\. ?(\d\d?)\.")
_MONTH_ALONE = re.compile(r"(0?[1-9]|1[0-2])[./](\d{4})(?: year)?[ .]*")
_SOME_DATE = re.compile(r"\d ?[./-] ?\d")
DAY_WORD = re.compile(r"\bday-([0-3])\b")


@dataclass(frozen=True)
class Around:
    """What the page around a date says of dates."""

    fetched: datetime | None
    language: str | None
    day_first: bool | None
    zone: tzinfo

    @property
    def tongue(self) -> str:
        """The language without its region."""
        return (self.language or "").lower().partition("-")[0]

    @property
    def region(self) -> str:
        return (self.language or "").lower().partition("-")[2]

    @property
    def today(self) -> date | None:
        return self.fetched.astimezone(self.zone).date() if self.fetched else None

    def is_to_come(self, clock: timedelta | None) -> bool:
        """Whether a time of this day lies ahead."""
        if not self.fetched or not clock:
            return False
        local = self.fetched.astimezone(self.zone)
        return clock > timedelta(hours=local.hour, minutes=local.minute + 10)


def read_day(rest: str, text: str, page: Around, clock: timedelta | None = None) -> date | None:
    """The day that a text in marks names; `rest` is the text without its time, that is `clock`."""
    if found := PERSIAN_DATE.search(rest):
        return _read_persian(int(found[1]), int(found[2]), found[3], page)
    for pattern in (_YEAR_FIRST, _UNIT_DATE):
        if found := pattern.search(rest):
            return to_day(*(int(part) for part in found.groups()))
    if found := _DAY_UNIT_MONTH.search(rest):
        first, second, year = (int(part or 1) for part in found.groups())
        month, day = (first, second) if page.tongue in YEAR_FIRST else (second, first)
        return date(year, month, day)
    if found := _UNIT_MONTH.search(rest):
        return date(int(found.group(1)), int(found.group(2)), 1)
    if (found := NUMERIC.search(rest)) and not _is_version(found, rest):
        return _choose_day(found, text, page)
    yearless = _read_year_first if page.tongue in YEAR_FIRST else _read_yearless
    return (
        _read_named_month(rest, page) or yearless(rest, page) or _read_day_word(rest, page, clock)
    )


def _read_persian(day: int, month: int, year: str | None, page: Around) -> date | None:
    """A day of Iran's calendar; without its year the last one before the page was fetched."""
    if year:
        return to_day(int(year), month, day)
    if not page.today:
        return None
    this = page.today.year - 621  # its years begin in March
    days = (read_persian(number, month, day) for number in (this, this - 1))
    return next((day for day in days if day <= page.today), None)


def _read_year_first(rest: str, page: Around) -> date | None:
    """What only languages that begin with the year write: 108/03/14 in Taiwan, "3/14 21:07"."""
    if page.tongue == "ko" and (found := _YEAR_FIRST_SHORT.search(rest)):
        return date(_full(found[1], page), int(found[2]), int(found[3]))
    if page.tongue == "zh" and (found := _TAIWAN.search(rest)):
        return date(int(found.group(1)) + 1911, int(found.group(2)), int(found.group(3)))
    found = _MONTH_DAY.search(rest) if "~" in rest and rest.count("?") <= 1 else None
    return _recent(int(found[1]), int(found[2] or found[3]), page) if found else None


def _read_yearless(rest: str, page: Around) -> date | None:
    """A day and a month in numbers beside a time or their weekday: "05.11 14:05", "Mo 9.11."."""
    if found := _MONTH_ALONE.fullmatch(rest.strip()):
        return date(int(found[2]), int(found[1]), 1)
    if page.tongue == "vi" and (found := _DAY_UNIT.search(rest)):
        return _recent(int(found[2]), int(found[1]), page)
    if page.tongue and (found := _DAY_MONTH_ALONE.fullmatch(rest.strip())):
        return _recent(int(found[2]), int(found[1]), page)
    if rest.count("?") > 1 or not (found := _DAY_MONTH.search(rest)):
        return None
    day, month = int(found[1]), int(found[2] or found[4])
    if found[3] == "/" and not (page.day_first or (page.tongue and page.tongue != "en")):
        return None
    if "?" in rest[: found.start()] or month > 12:
        return None  # the number of a version
    weekday = WEEKDAY.search(rest)
    if weekday and "~" not in rest:
        latest = _recent(month, day, page)
        number = WEEKDAYS.index(weekday[1])
        return latest if latest and latest.weekday() == number else None
    return _recent(month, day, page) if "~" in rest and len(found[0]) >= 5 else None


def _is_version(found: re.Match[str], rest: str) -> bool:
    """Whether a number is that of a program: Firefox 3.5.12; or stands amid other words."""
    if len(found.group(4)) == 4:
        return rest.count("?") > _SENTENCE
    unpadded = found.group(2) == "." and len(found.group(1) + found.group(3)) < 4
    named = unpadded and rest[: found.start()].rstrip().endswith("?") and "~" not in rest
    return named or rest.count("?") > _PHRASE


def _begin_with_year(year: str, month: str, day: str, page: Around) -> date | None:
    """19.03.14 as it is written east; None where it is none, and the day comes first even so."""
    if page.tongue not in YEAR_FIRST or not len(year) == len(day) == 2:
        return None
    try:
        return to_day(_full(year, page), int(month), int(day))
    except ValueError:
        return None


def _choose_day(found: re.Match[str], text: str, page: Around) -> date | None:
    """Pick day-month or month-day by what is possible, then by weekday, then by custom."""
    first, mark, second, year = found.groups()
    if named := _begin_with_year(first, second, year, page):
        return named
    full = _full(year, page)
    day_first = _prefers_day_first(mark, text, page)
    certain = page.day_first is not None or _is_known(mark, page)
    readings = []
    for day, month in [(first, second), (second, first)][:: 1 if day_first else -1]:
        try:
            readings.append(to_day(full, int(month), int(day)))
        except ValueError:  # there is no 13th month
            continue
    if page.today and not certain:  # a date to come is none where there is only one way to read it
        readings = [day for day in readings if day <= page.today + timedelta(days=1)] or readings
    weekday = WEEKDAY.search(text)
    if weekday:
        number = WEEKDAYS.index(weekday.group(1))
        readings = [day for day in readings if day.weekday() == number] or readings
    return readings[0] if readings else None


def _is_known(mark: str, page: Around) -> bool:
    """Whether the day comes first beyond doubt; English sites write it both ways."""
    if page.tongue == "en":
        return mark == "." or page.region in _WESTERN_DAY_FIRST
    return mark == "." or bool(page.tongue)


def _prefers_day_first(mark: str, text: str, page: Around) -> bool:
    if page.day_first is not None:
        return page.day_first
    if mark == ".":
        return True
    if page.tongue == "en":
        return page.region in _WESTERN_DAY_FIRST
    return bool(page.tongue) or not re.search(r"\b[ap]m\b", text)


def _full(year: str, page: Around) -> int:
    number = int(year.strip("' "))
    return number if number >= 100 else full_year(number, page.tongue)


def _read_named_month(rest: str, page: Around) -> date | None:
    """A day of a named month; of two readings ("1 mar 21 2020") the one with the full year."""
    if rest.count("?") > (_SENTENCE if re.search(r"\b\d{4}\b", rest) else _PHRASE):
        return None  # a sentence, not a date
    if found := _YEAR_MONTH_DAY.search(rest):
        return _day(found.group(3), found.group(2), found.group(1), page)
    if found := _YEAR_DAY_MONTH.search(rest):
        return _day(found.group(2), found.group(3), found.group(1), page)
    readings = [
        (found.group(day), found.group(month), found.group(3))
        for pattern, day, month in ((_DAY_MONTH_YEAR, 1, 2), (_MONTH_DAY_YEAR, 2, 1))
        if (found := pattern.search(rest))
    ]
    if readings:
        return _day(*max(readings, key=lambda reading: _fullness(reading[2])), page)
    if found := _YEAR_MONTH.search(rest):
        return _day("1", found.group(2), found.group(1), page)
    if found := _MONTH_YEAR.search(rest):
        return _day("1", found.group(1), found.group(2), page)
    if found := _UNIT_MONTH_DAY.search(rest):
        return _recent(int(found.group(1)), int(found.group(2)), page)
    return None


def _fullness(year: str | None) -> int:
    return len(year or "")


def _day(day: str, month: str, year: str | None, page: Around) -> date | None:
    if year:
        return to_day(_full(year, page), MONTHS.index(month) + 1, int(day))
    return _recent(MONTHS.index(month) + 1, int(day), page)


def _recent(month: int, day: int, page: Around) -> date | None:
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


def _read_day_word(rest: str, page: Around, clock: timedelta | None) -> date | None:
    """ "Yesterday" and "Monday", when hardly anything else is said."""
    if not page.today or rest.count("?") > (3 if "~" in rest else 0):
        return None
    if _SOME_DATE.search(DAY_WORD.sub("", rest)):
        return None  # that date is meant, though it cannot be read
    if found := DAY_WORD.search(rest):
        return page.today - timedelta(days=int(found.group(1)))
    if (found := WEEKDAY.search(rest)) and "~" in rest and not _FULL_YEAR.search(rest):
        back = (page.today.weekday() - WEEKDAYS.index(found.group(1))) % 7
        if back == 0 and page.is_to_come(clock):
            back = 7
        return page.today - timedelta(days=back)
    return None
