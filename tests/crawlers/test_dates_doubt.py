"""Dates that can be read in two ways, dates to come, and what only looks like a date."""

from datetime import UTC, datetime

import pytest

from crawlers.read import read_date

FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday


def read(text: str, language: str | None = None, day_first: bool | None = None) -> str | None:
    """The moment as text, without its zone, which is always UTC."""
    found = read_date(text, fetched=FETCHED, language=language, day_first=day_first)
    return found and found.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (None, "10:15 +12 ответов"),
        ("ru", "05.12.2026"),
        (None, "05.12.2026"),
        ("ru", "05.12.2026 10:15"),
        ("ru", "05.12.26"),
        ("fr", "05/12/2026"),
        ("ru", "05/12/2026"),
        ("en-GB", "05/12/2026"),
        ("nl", "05-12-2026"),
        ("de", "05.12.2026"),
        ("en", "05.12.2026"),
        ("ru", "25.12.2026"),
        ("de", "Sat 05.12.2026"),
        ("cs", "5. 12. 2026"),
        ("ru", "2026-12-05"),
        ("ru", "5 декабря 2026"),
        (None, "20261205"),
        (None, "20261305"),
        (None, "2026.12.05"),
        ("ru", "декабрь 2026"),
        ("ru", "12.2026"),
        ("ru", "ноябрь"),
        ("en", "November"),
        ("ru", "марта"),
        (None, "2026-11"),
        ("en", "Mar"),
        ("en", "May"),
        ("ru", "в мае"),
        ("en", "Monday"),
        ("ru", "понедельник"),
        ("en", "Two Days"),
        ("ru", "Три кота"),
        ("ru", "10 минут славы"),
        (None, "Firefox 3.5.12 crash"),
        ("ru", "два"),
        ("en", "Windows 8.1 14:05"),
        ("ru", "iPhone 12.10 14:05"),
        ("ru", "Ping 10.11 ms 14:05"),
        ("en", "some days ago"),
        ("ru", "несколько дней назад"),
        ("ru", "несколько минут назад"),
        ("ru", "давно"),
        ("ru", "недавно"),
        ("de", "vor langer Zeit"),
        ("en", "recently"),
        ("en", "few"),
        ("de", "moment"),
        ("it", "Ora"),
        (None, "2026"),
    ],
)
def test_what_is_no_date_or_still_to_come(language: str | None, text: str) -> None:
    assert read(text, language) is None


def test_the_order_of_a_page_stands_for_dates_to_come() -> None:
    assert read("05/12/2026", "en", day_first=True) is None
    assert read("12/05/2026", "en", day_first=False) is None
    assert read("05/12/2026", "en") == "2026-05-12 00:00"  # English sites write both


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Tue 05/12/2026", "2026-05-12 00:00"),
        ("en", "05/12/2026", "2026-05-12 00:00"),
        ("de", "05.12. 10:15", "2025-12-05 10:15"),
        ("en", "11/05/2026", "2026-11-05 00:00"),
        ("ru", "01.02.2026", "2026-02-01 00:00"),
        ("ru", "21.11.2026 02:00", "2026-11-20 12:00"),
        ("ru", "ноябрь 2026", "2026-11-01 00:00"),
        ("ru", "Ноябрь, 2026", "2026-11-01 00:00"),
        ("vi", "tháng 11 năm 2026", "2026-11-01 00:00"),
        ("vi", "Tháng 11, 2026", "2026-11-01 00:00"),
        ("tr", "Kasım 2026", "2026-11-01 00:00"),
        ("ru", "Пятница в 14:05", "2026-11-13 14:05"),
        ("ru", "Пятница в 11:05", "2026-11-20 11:05"),
        ("en", "Friday at 2:05 PM", "2026-11-13 14:05"),
        ("fr", "mar. 10 nov. 2026, 14:05", "2026-11-10 14:05"),
        ("it", "mar nov 10, 2026 2:05 pm", "2026-11-10 14:05"),
        ("es", "mar 10 nov 2026, 14:05", "2026-11-10 14:05"),
        ("es", "Mar Nov 10, 2026 2:05 pm", "2026-11-10 14:05"),
        ("es", "Mar 03 Mar, 2026 14:05", "2026-03-03 14:05"),
        ("sv", "mån nov 09, 2026 2:05 pm", "2026-11-09 14:05"),
        ("ro", "Mar Noi 10, 2026 2:05 pm", "2026-11-10 14:05"),
        ("it", "Dom 01 Nov, 2026 2:05 pm", "2026-11-01 14:05"),
        ("es", "sáb 07 nov 2026, 14:05", "2026-11-07 14:05"),
        ("ru", "Ср ноя 04, 2026 14:05", "2026-11-04 14:05"),
        ("de", "5 T.", "2026-11-15 12:00"),
        ("ja", "2026年11月5日に日本でレビュー済み", "2026-11-05 00:00"),
        ("ja", "2026年11月5日発売", "2026-11-05 00:00"),
    ],
)
def test_what_can_be_told(language: str | None, text: str, expected: str) -> None:
    assert read(text, language) == expected
