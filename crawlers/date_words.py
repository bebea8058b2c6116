"""What the words of a date mean in some forty languages: "марта", "gestern", "分钟前"."""

import re
import unicodedata
from functools import lru_cache
from importlib import import_module
from typing import Any

from crawlers.date_counts import COUNTS
from crawlers.date_forms import MORE
from crawlers.date_zones import place_marks

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
COUNTED = "#"  # before a word that means something else after a number: "3 luni"

# The order in which languages are tried when the page names none.
LANGUAGES = (
    "en", "ru", "de", "es", "fr", "it", "pt", "nl", "pl", "uk", "tr", "sv", "da", "nb",
    "fi", "cs", "sk", "hu", "ro", "bg", "el", "he", "ar", "fa", "hi", "id", "vi", "th",
    "zh", "zh-Hant", "ja", "ko", "be", "sr", "hr", "sl", "mk", "lt", "lv", "et", "is", "ca",
    "az", "kk", "uz", "uz-Cyrl", "ky", "sr-Latn", "ka", "hy", "bn", "ms",
)  # fmt: skip

_JOINED = ("zh", "zh-Hant", "ja", "ko", "th")  # leave no space between words
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"\(\\d\S*?\)")


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> dict[str, str]:
    """Each word or phrase of a language with its mark: "jan", "tue", "day-1", "hour", "ago"."""
    table: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{language}").info
    words: dict[str, str] = {}
    _learn_relative(words, table)
    # Later tables win: a word that names both a unit or weekday and a month is a month.
    for names, marks in ((UNITS, UNITS), (("am", "pm"), ("am", "pm"))):
        _learn(words, table, names, marks)
    _learn(words, table, _FULL_WEEKDAYS, WEEKDAYS)
    _learn(words, table, _FULL_MONTHS, MONTHS)
    for more in (COUNTS.get(language, {}), MORE.get(language, {}), place_marks(language)):
        for mark, forms in more.items():
            _learn_more(words, mark, forms.split("|"))
    if language in _JOINED:
        _part_joined(words)
    return words


def _part_joined(words: dict[str, str]) -> None:
    """Have units that are written together with "ago", as 小时前 is, say so."""
    ago = tuple(word for word, mark in words.items() if mark == "ago")
    joined = [word for word, mark in words.items() if mark in UNITS and word.endswith(ago)]
    words.update({word: f"{words[word]} ago" for word in joined})


def _learn_more(words: dict[str, str], mark: str, forms: list[str]) -> None:
    """Take words of our own; those of a mark that begins with # mean it after a number only."""
    counted = COUNTED if mark.startswith(COUNTED) else ""
    for form in forms:
        words[counted + unicodedata.normalize("NFKC", form)] = mark.removeprefix(COUNTED)


def _learn(words: dict[str, str], table: dict[str, Any], names: Any, marks: Any) -> None:
    for name, mark in zip(names, marks, strict=True):
        for form in table.get(name) or ():
            form = unicodedata.normalize("NFKC", fold_word(form)).replace("׳", "'")
            # "x" and "pro" name months somewhere, and much else everywhere.
            vague = mark in MONTHS and form.isascii() and (len(form) < 3 or form == "pro")
            if form and not vague and not any(letter.isdigit() for letter in form):
                words[form] = mark


def _learn_relative(words: dict[str, str], table: dict[str, Any]) -> None:
    """Take "yesterday" and, from patterns such as "vor N Tagen", their units and "ago" words."""
    for form in table.get("ago") or ():
        words[fold_word(form)] = "ago"
    for meaning, patterns in table["relative-type-regex"].items():
        if not meaning.startswith("\\1 "):
            continue
        unit = meaning.split()[1]
        for pattern in patterns:
            _learn_pattern(words, unit, pattern)
    for meaning, forms in table["relative-type"].items():
        mark = _relative_mark(meaning)
        if mark:
            words.update({fold_word(form): mark for form in forms})


def _learn_pattern(words: dict[str, str], unit: str, pattern: str) -> None:
    before, number, after = _split_at_number(pattern)
    if not number:
        return
    name, _, rest = after.partition(" ")
    if name and re.fullmatch(r"[^\W\d_].*", name):
        words.setdefault(fold_word(name), unit)
    for phrase in (before, rest):
        if phrase and re.fullmatch(r"[^\W\d_][^\\(]*", phrase):
            words.setdefault(fold_word(phrase), "ago")


def _split_at_number(pattern: str) -> tuple[str, str, str]:
    found = _NUMBER.search(pattern)
    if not found:
        return pattern, "", ""
    after = pattern[found.end() :].removeprefix("\\s*").strip()
    return pattern[: found.start()].strip(), found.group(), after


def _relative_mark(meaning: str) -> str | None:
    """ "1 day ago" becomes "day-1", "0 second ago" becomes "now"; the future is of no use."""
    found = re.fullmatch(r"([0-3]) (day|week|month|year|second) ago", meaning)
    if not found:
        return None
    count, unit = int(found.group(1)), found.group(2)
    if unit == "day":
        return f"day-{count}"
    if unit == "second":
        return "now" if count == 0 else None
    return f"1 {unit} ago" if count == 1 else None


def fold_word(word: str) -> str:
    """Fold a word so that table and text meet: lower case, no dots at its ends."""
    return word.lower().strip(" .").replace("’", "'")
