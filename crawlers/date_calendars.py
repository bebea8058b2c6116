"""Years and months of other calendars than ours: Iran, Thailand, Taiwan, the eras of Japan."""

import re
from datetime import date, timedelta

YEAR_FIRST = ("ko", "ja", "zh", "fa")  # languages that write 19.03.14 for the 14th of March
PERSIAN_DATE = re.compile(
    r"(?<![\d:])(\d{1,2})[\s,]*\bpersian-(\d{1,2})\b(?:[\s,?]*(\d{4})(?!\d))?"
)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"(?:中華|中华)?({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)(?=\s?年)")
_BUDDHIST = range(2501, 2700)
_BUDDHIST_TURN = 43  # 2543 is 2000
_TURN = 70
_PERSIAN = range(1300, 1430)  # years; those of the Muslim calendar are beyond by now
_BEFORE_PERSIAN = 226_894  # days of our count before the first year of Iran
_DAYS_BEFORE = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)


def write_eras(text: str) -> str:
    """A text with years of eras in our own counting: 令和6年 as 2024年."""
    return _ERA.sub(lambda found: str(_ERAS[found[1]] + int(found[2].replace("元", "1"))), text)


def to_day(year: int, month: int, day: int) -> date:
    """A day of our calendar, of the Thai one (2563) or that of Iran (1399)."""
    if year in _BUDDHIST:
        return date(year - 543, month, day)
    return read_persian(year, month, day) if year in _PERSIAN else date(year, month, day)


def read_persian(year: int, month: int, day: int) -> date:
    """The day that a date of Iran's calendar names."""
    if not (1 <= month <= 12 and 1 <= day <= 31 - (month > 6)):
        raise ValueError("no such day")
    leaps = (8 * year + 21) // 33  # leap years before this one, in cycles of 33
    number = _BEFORE_PERSIAN + 365 * (year - 1) + leaps + _DAYS_BEFORE[month - 1] + day
    return date.min + timedelta(days=number - 1)


def full_year(year: int, language: str | None = None) -> int:
    """A year of two digits in full, as a language counts: 62 is 2019 in Thailand."""
    if language == "th" and year >= _BUDDHIST_TURN:
        return year + 2500 - 543
    if language == "fa":
        return year + (1400 if year < _TURN else 1300)
    return year + (2000 if year < _TURN else 1900)
