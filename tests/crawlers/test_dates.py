"""Dates as pages in many languages write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import LONGEST, guess_day_first
from crawlers.read import read_date

FETCHED = datetime(2020, 4, 26, 12, 0, tzinfo=UTC)
FIVE_MINUTES_AGO = "2020-04-26 11:55"
YESTERDAY = "2020-04-25 00:00"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-10-26T22:04:34Z", "2012-10-26 22:04:34"),
        ("2012-10-26T22:04:34+00:00", "2012-10-26 22:04:34"),
        ("2020-04-18T10:31:05.123456-0400", "2020-04-18 14:31:05"),
        ("2019-09-29 10:46:47", "2019-09-29 10:46:47"),
        ("2019-09-29", "2019-09-29 00:00"),
        ("1587900000", "2020-04-26 11:20"),
        ("1587900000000", "2020-04-26 11:20"),
        ("Sun, 26 Apr 2020 10:00:00 +0300", "2020-04-26 07:00"),
        ("Sun, 26 Apr 2020 10:00:00 GMT", "2020-04-26 10:00"),
        ("Wed, 22 Apr 2020 13:00:00 EST", "2020-04-22 18:00"),
        ("Mon Mar 02 15:04:05 GMT 2019", "2019-03-02 15:04:05"),
        ("Thu Dec 25 10:15:32 PST 2014", "2014-12-25 18:15:32"),
        ("пн мар 02 15:04:05 MSK 2015", "2015-03-02 12:04:05"),
        ("Published 3:15 p.m. ET Oct. 5, 2021", "2021-10-05 19:15"),
        ("Jan. 5, 2021 3:15 PM ET", "2021-01-05 20:15"),
        ("5:15 pm (PT), Oct 5 2021", "2021-10-06 00:15"),
        ("Tuesday 5 October 2021 15.15 BST", "2021-10-05 14:15"),
        ("5 Oct 2021 at 3.15pm AEST", "2021-10-05 05:15"),
        ("5 octobre 2021 et 15h15", "2021-10-05 15:15"),
        ("2021年10月5日 15時15分", "2021-10-05 15:15"),
        ("2021年10月5日 午後3時15分", "2021-10-05 15:15"),
        ("2020.03.12 13:17", "2020-03-12 13:17"),
    ],
)
def test_read_what_machines_write(text: str, expected: str) -> None:
    assert read_date(text) == moment(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("вчера в 14:05", "2020-04-25 14:05"),
        ("Сегодня, 10:30", "2020-04-26 10:30"),
        ("позавчера 09:00", "2020-04-24 09:00"),
        ("5 минут назад", FIVE_MINUTES_AGO),
        ("час назад", "2020-04-26 11:00"),
        ("2 дня назад", "2020-04-24 12:00"),
        ("только что", "2020-04-26 12:00"),
        ("Понедельник в 14:05", "2020-04-20 14:05"),
        ("12 марта 2020 г., 14:05", "2020-03-12 14:05"),
        ("12 мар 2020 14:05", "2020-03-12 14:05"),
        ("Вт апр 07, 2020 6:50 pm", "2020-04-07 18:50"),
        ("23 апреля, 18:00", "2020-04-23 18:00"),
        ("12 декабря", "2019-12-12 00:00"),
    ],
)
def test_read_russian(text: str, expected: str) -> None:
    assert read_date(text, fetched=FETCHED, language="ru") == moment(expected)
    assert read_date(text, fetched=FETCHED) == moment(expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Apr 11, 2020, 1:02 PM", "2020-04-11 13:02"),
        ("en", "Mar 12th, 2019, 07:29 PM", "2019-03-12 19:29"),
        ("ru", "полчаса назад", "2020-04-26 11:30"),
        ("ru", "14:05 12-03-2019", "2019-03-12 14:05"),
        ("tr", "Dün saat 14:05", "2020-04-25 14:05"),
        ("tr", "Prş Mar 14, 2019 2:05 pm", "2019-03-14 14:05"),
        ("it", "un'ora fa", "2020-04-26 11:00"),
        ("it", "l'altro ieri 14:05", "2020-04-24 14:05"),
        ("pl", "przedwczoraj 14:05", "2020-04-24 14:05"),
        ("vi", "12 tháng 3, 2019", "2019-03-12 00:00"),
        ("vi", "hôm qua lúc 21:07", "2020-04-25 21:07"),
        ("ko", "19.03.14 21:07", "2019-03-14 21:07"),
        ("zh-TW", "108/03/14 21:07", "2019-03-14 21:07"),
        ("zh-TW", "03/14 21:07", "2020-03-14 21:07"),
        ("zh-Hant", "民國108年3月14日", "2019-03-14 00:00"),
        ("ja", "令和元年5月14日 21:07", "2019-05-14 21:07"),
        ("th", "14 มี.ค. 2562 21:07 น.", "2019-03-14 21:07"),
        ("th", "14 มี.ค. 62 21:07", "2019-03-14 21:07"),
        ("fa", "پنجشنبه ۲۳ اسفند ۱۳۹۷، ۲۱:۰۷", "2019-03-14 21:07"),
        ("fa", "۱۳۹۸/۱۲/۲۹ ۲۱:۰۷", "2020-03-19 21:07"),
        ("fa", "98/12/29 21:07", "2020-03-19 21:07"),
        ("he", "לפני יומיים", "2020-04-24 12:00"),
        ("ar", "14 آذار 2019", "2019-03-14 00:00"),
        ("bn", "১৪ মার্চ, ২০১৯ রাত ৯:০৭", "2019-03-14 21:07"),
        ("ro", "acum 20 de minute", "2020-04-26 11:40"),
        ("ar", "منذ ساعتين", "2020-04-26 10:00"),
        ("lt", "prieš 3 valandas", "2020-04-26 09:00"),
        ("et", "3 tundi tagasi", "2020-04-26 09:00"),
        ("zh", "半小时前", "2020-04-26 11:30"),
        ("en", "April 04, 2020, 09:22:51 AM", "2020-04-04 09:22:51"),
        ("en", "Sat, Jun 18 '05, 10:24 AM", "2005-06-18 10:24"),
        ("en", "11:43pm On Apr 23", "2020-04-23 23:43"),
        ("en", "#1 Mar 21, 2020, 12:31 AM", "2020-03-21 00:31"),
        ("en", "September 2019", "2019-09-01 00:00"),
        ("en", "Apr '14", "2014-04-01 00:00"),
        ("en", "5h", "2020-04-26 07:00"),
        ("en", "an hour ago", "2020-04-26 11:00"),
        ("en", "Monday at 5:30 PM", "2020-04-20 17:30"),
        ("de", "5. Januar 2019 um 03:32", "2019-01-05 03:32"),
        ("de", "Gestern um 12:33", "2020-04-25 12:33"),
        ("de", "vor 5 Minuten", FIVE_MINUTES_AGO),
        ("fr", "5 juil. 2018 03:22", "2018-07-05 03:22"),
        ("fr", "il y a 5 minutes", FIVE_MINUTES_AGO),
        ("fr", "15 août 2019 à 14h05", "2019-08-15 14:05"),
        ("es", "1 de abril de 2020", "2020-04-01 00:00"),
        ("es", "hace 5 minutos", FIVE_MINUTES_AGO),
        ("it", "3 ago 2019 alle 14:05", "2019-08-03 14:05"),
        ("it", "5 minuti fa", FIVE_MINUTES_AGO),
        ("pt", "há 5 minutos", FIVE_MINUTES_AGO),
        ("nl", "5 minuten geleden", FIVE_MINUTES_AGO),
        ("pl", "wczoraj, 12:30", "2020-04-25 12:30"),
        ("pl", "5 minut temu", FIVE_MINUTES_AGO),
        ("uk", "учора о 14:05", "2020-04-25 14:05"),
        ("uk", "5 хвилин тому", FIVE_MINUTES_AGO),
        ("be", "5 хвілін таму", FIVE_MINUTES_AGO),
        ("bg", "преди 5 минути", FIVE_MINUTES_AGO),
        ("cs", "před 5 minutami", FIVE_MINUTES_AGO),
        ("sk", "1. apríla 2020", "2020-04-01 00:00"),
        ("sv", "i går kl 12:30", "2020-04-25 12:30"),
        ("da", "for 5 minutter siden", FIVE_MINUTES_AGO),
        ("nb", "for 5 minutter siden", FIVE_MINUTES_AGO),
        ("fi", "eilen klo 12.30", "2020-04-25 12:30"),
        ("hu", "2020. április 1. 14:05", "2020-04-01 14:05"),
        ("ro", "acum 5 minute", FIVE_MINUTES_AGO),
        ("lt", "2020 m. balandžio 1 d.", "2020-04-01 00:00"),
        ("el", "πριν από 5 λεπτά", FIVE_MINUTES_AGO),
        ("tr", "14 Nisan 2020", "2020-04-14 00:00"),
        ("tr", "5 dakika önce", FIVE_MINUTES_AGO),
        ("kk", "5 минут бұрын", FIVE_MINUTES_AGO),
        ("he", "לפני 5 דקות", FIVE_MINUTES_AGO),
        ("ar", "منذ 5 دقائق", FIVE_MINUTES_AGO),
        ("fa", "۵ دقیقه پیش", FIVE_MINUTES_AGO),
        ("hi", "5 मिनट पहले", FIVE_MINUTES_AGO),
        ("id", "5 menit yang lalu", FIVE_MINUTES_AGO),
        ("vi", "5 phút trước", FIVE_MINUTES_AGO),
        ("vi", "hôm qua", YESTERDAY),
        ("th", "5 นาทีที่แล้ว", FIVE_MINUTES_AGO),
        ("zh", "2020年4月1日 14:05", "2020-04-01 14:05"),
        ("zh", "5分钟前", FIVE_MINUTES_AGO),
        ("ja", "5分前", FIVE_MINUTES_AGO),
        ("ko", "2020. 4. 1. 오후 2:05", "2020-04-01 14:05"),
        ("ko", "어제", YESTERDAY),
    ],
)
def test_read_languages(language: str, text: str, expected: str) -> None:
    assert read_date(text, fetched=FETCHED, language=language) == moment(expected)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "13:05",
        "31.02.2020",
        "1970-01-01",
        "in 5 minutes",
        "завтра в 10:00",
        "only now",
        "99999999999999999",
        "9999999 years ago",
        "Windows 10 pro",
        "OS X 10.8",
        "Firefox 3.5.12 crash",
        "Solution for VLC 1.1.10+ with many subtitles",
        "1080p",
        "#77",
        "2020-01-01 " * 40,
    ],
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert read_date(text, fetched=FETCHED) is None


@pytest.mark.parametrize("text", ["5 minutes ago", "вчера в 14:05", "April 2", "Monday at 5:30 PM"])
def test_relative_date_needs_the_moment_of_fetching(text: str) -> None:
    assert read_date(text) is None


def test_the_future_is_refused() -> None:
    assert read_date("27.05.2020 10:00", fetched=FETCHED) is None
    assert read_date("2020-04-26T13:00:00Z", fetched=FETCHED) is None
    assert read_date("Sun, 22 Nov 2037 10:00:00 GMT", fetched=FETCHED) is None


def test_a_site_ahead_of_utc_is_not_in_the_future() -> None:
    assert read_date("26.04.2020 14:30", fetched=FETCHED) == FETCHED


def test_zone_of_the_site() -> None:
    read = read_date("вчера в 14:05", fetched=FETCHED, zone=ZoneInfo("Europe/Moscow"))
    assert read == moment("2020-04-25 11:05")
    late = datetime(2020, 4, 26, 22, 30, tzinfo=UTC)
    east = timezone(timedelta(hours=3))
    assert read_date("сегодня, 01:00", fetched=late, zone=east) == moment("2020-04-26 22:00")


@pytest.mark.parametrize(
    ("text", "language", "day_first", "expected"),
    [
        ("03.04.2020", None, None, "2020-04-03"),
        ("03/04/2020", "de", None, "2020-04-03"),
        ("03/04/2020", "en", None, "2020-03-04"),
        ("03/04/2020", "en-GB", None, "2020-04-03"),
        ("03/04/2020", "en", True, "2020-04-03"),
        ("03/04/2020 05:06 PM", None, None, "2020-03-04 17:06"),
        ("Fri 03/04/2020", "en", None, "2020-04-03"),
        ("13/04/2020", "en", None, "2020-04-13"),
        ("05/04/2020", "en", None, "2020-04-05"),
    ],
)
def test_order_of_day_and_month(
    text: str, language: str | None, day_first: bool | None, expected: str
) -> None:
    read = read_date(text, fetched=FETCHED, language=language, day_first=day_first)
    assert read == moment(expected)


def test_dates_of_a_page_tell_their_order() -> None:
    assert guess_day_first(["03/04/2020", "Joined", "25/04/2020"]) is True
    assert guess_day_first(["03/04/2020", "04/25/2020"]) is False
    assert guess_day_first(["03/04/2020"]) is None


@given(st.text(max_size=2 * LONGEST), st.sampled_from([None, "ru", "en-GB", "zh", "xx", "-"]))
def test_read_date_never_fails_nor_looks_ahead(text: str, language: str | None) -> None:
    read = read_date(text, fetched=FETCHED, language=language)
    assert read is None or (read.tzinfo is UTC and read <= FETCHED)


@given(
    st.lists(
        st.sampled_from(
            ["12", "5", "2020", "99", "мар", "Mar", "ago", "назад", "вчера", "at", ":", "/", ".",
             "-", "+", "'", "pm", "hour", "дней", "年", "月", "UTC", "#", " ", "a", "T", "Z"]
        ),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_read_date_survives_what_looks_like_dates(text: str) -> None:
    read = read_date(text, fetched=FETCHED)
    assert read is None or read <= FETCHED


@given(st.datetimes(datetime(1990, 1, 1), datetime(2020, 4, 25)))
def test_iso_dates_come_back(written: datetime) -> None:
    expected = written.replace(tzinfo=UTC, microsecond=0)
    assert read_date(expected.isoformat(), fetched=FETCHED) == expected
