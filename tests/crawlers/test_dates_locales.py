"""Dates as programs print them for a locale, by the tables that all of them share (CLDR)."""

from datetime import UTC, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime, format_timedelta

from crawlers.read import read_date

FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LOCALES = [
    *("ru", "uk", "be", "kk", "uz", "sr", "sr_Latn", "bg", "pl", "cs", "sk", "de", "fr", "es"),
    *("it", "pt", "nl", "sv", "fi", "tr", "ar", "he", "fa", "hi", "th", "vi", "id", "zh"),
    *("zh_Hant", "ja", "ko", "el", "ro", "hu", "en", "en_GB", "da", "nb", "sl", "lt", "lv", "et"),
    *("ca", "az", "ky", "mk"),
]
DAYS = [datetime(2025, month, 9, 14, 5, tzinfo=UTC) for month in range(1, 13)]
AGES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1), timedelta(hours=2)]
AGES += [timedelta(days=days) for days in (1, 2, 5, 7, 14, 21)]


@pytest.mark.parametrize("locale", LOCALES)
def test_times_of_a_locale(locale: str) -> None:
    texts = {
        format_datetime(day, style, tzinfo=UTC, locale=locale): day
        for day in DAYS
        for style in ("short", "medium")
    }
    texts |= {
        f"{format_date(day, style, locale=locale)} 14:05": day
        for day in DAYS
        for style in ("long", "full")
    }

    assert misread(texts, locale) == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_ages_of_a_locale(locale: str) -> None:
    texts = {
        format_timedelta(-age, "minute", 1, add_direction=True, locale=locale): FETCHED - age
        for age in AGES
    }

    assert misread(texts, locale) == {}


def misread(texts: dict[str, datetime], locale: str) -> dict[str, datetime | None]:
    """What each text was taken for, of those that were taken for another moment."""
    language = locale.replace("_", "-")
    read = {text: read_date(text, fetched=FETCHED, language=language) for text in texts}
    midnight = {text: day.replace(hour=0, minute=0) for text, day in texts.items()}
    return {
        text: found
        for text, found in read.items()
        if found != texts[text] and not (found == midnight[text] and texts[text].minute == 0)
    }
