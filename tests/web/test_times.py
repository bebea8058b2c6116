"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from web.times import ago, brief, full, lasted, read_moment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "russian", "english"),
    [
        (timedelta(seconds=-5), "1 мин", "1 min"),
        (timedelta(minutes=59), "59 мин", "59 min"),
        (timedelta(hours=47), "47 ч", "47 hr"),
        (timedelta(days=2), "2 дн.", "2 days"),
        (timedelta(days=40), "21 янв. 2026", "21 Jan 2026"),
    ],
)
def test_how_long_ago(age: timedelta, russian: str, english: str) -> None:
    plain = [ago(NOW - age, NOW, "UTC", language).replace("\xa0", " ") for language in ("ru", "en")]

    assert plain == [russian, english]


def test_a_zone_changes_the_day() -> None:
    late = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)

    assert full(late, "Asia/Tokyo", "ru").startswith("3 марта 2026")
    assert full(late, "UTC", "en").startswith("2 March 2026")


def test_another_year_is_named() -> None:
    before = datetime(2025, 12, 31, 9, 5, tzinfo=UTC)

    assert brief(NOW, NOW, "UTC", "ru").replace("\xa0", " ") == "2 мар., 12:00"
    assert brief(before, NOW, "UTC", "ru").replace("\xa0", " ") == "31 дек. 2025, 09:05"


def test_the_two_largest_units() -> None:
    told = lasted(timedelta(days=1, hours=2, minutes=3), "ru").replace("\xa0", " ")

    assert told == "1 дн. 2 ч"
    assert lasted(timedelta(days=1, minutes=3), "en").replace("\xa0", " ") == "1 day"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026-03-02T12:00:00+00:00", 2026),
        ("2026-03-02T12:00:00", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("soon", None),
    ],
)
def test_a_moment_that_no_clock_reaches_is_a_text(text: str, year: int | None) -> None:
    at = read_moment(text)
    assert (at and at.year) == year
