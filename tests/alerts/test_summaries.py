"""Reports that are sent when their time is over."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from alerts.due import speak_up, untold_hits
from alerts.facts import Change, Hit, Span
from alerts.message import Message
from alerts.phrases import PHRASES
from alerts.rehearsal import rehearse
from alerts.rules import read_rule
from alerts.summaries import SummaryOptions, limits, period, summary, with_lines
from pipeline import store
from pipeline.reports.table import Table
from tests.alerts.conftest import NOW, Town

MONDAY = datetime(2026, 3, 9, 6, tzinfo=UTC)  # nine in Moscow; NOW is the Wednesday before
HOUR = timedelta(hours=1)


def speak(town: Town, now: datetime) -> Message | None:
    with town.database.writing() as session:
        (row,) = store.rules(session)
        ready = read_rule(row.rule, {"hook": ""})
        found = untold_hits(session, ready, row.since, now)
        return speak_up(session, ready, found, now, "https://desk.example")


def test_a_week_is_told_once_when_it_is_over(any_town: Town) -> None:
    any_town.rule("hook", kind="report")
    any_town.complain(at=NOW - timedelta(days=7))
    any_town.complain()
    any_town.complain("Спасибо!", complaint=False, sentiment="positive")

    missed = speak(any_town, MONDAY - HOUR)
    assert missed is not None
    assert missed.title == "Отчёт по каналам: 23 февр. – 1 мар. 2026 г."
    assert speak(any_town, MONDAY - HOUR / 2) is None
    told = speak(any_town, MONDAY + HOUR)
    assert told is not None
    assert told.title == "Отчёт по каналам: 2–8 мар. 2026 г."
    assert (
        "форум: упоминаний 2 (было 1), доля негатива 50,0 % (1 из 2) (было 100,0 % (1 из 1)), жалоб"
        in told.body
    )
    link = "/reports/by-channel?period=own&since=2026-03-02&until=2026-03-08&compare=yes"
    assert f"https://desk.example{link}" in told.body
    assert speak(any_town, MONDAY + 2 * HOUR) is None
    assert speak(any_town, MONDAY + timedelta(days=7)) is not None


def test_an_empty_month_is_told_too_in_english(town: Town) -> None:
    options: dict[str, Any] = {"language": "en", "every": "month", "report": "by-theme"}
    town.rule("hook", kind="report", brand="Кедробанк", **options)
    town.complain(at=NOW - timedelta(days=90))

    told = speak(town, datetime(2026, 3, 1, 7, tzinfo=UTC))
    assert told is not None
    assert told.title == "Report by theme, Кедробанк: Feb 1 – 28, 2026"
    assert "Nothing was said in this time." in told.body
    assert "&brand=%D0%9A%D0%B5%D0%B4%D1%80%D0%BE%D0%B1%D0%B0%D0%BD%D0%BA\n" in told.body


@pytest.mark.parametrize(
    ("every", "zone", "times", "last"),
    [
        ("day", "Europe/Moscow", 31, (date(2026, 3, 3), date(2026, 3, 3))),
        ("week", "Europe/Moscow", 5, (date(2026, 2, 23), date(2026, 3, 1))),
        ("month", "America/New_York", 2, (date(2026, 2, 1), date(2026, 2, 28))),
    ],
)
def test_each_period_is_due_once(
    every: Any, zone: str, times: int, last: tuple[date, date]
) -> None:
    options = SummaryOptions(every=every, zone=zone)
    hits = summary(options, None, Span(NOW - timedelta(days=31), NOW))
    span = Span(NOW - timedelta(days=31), NOW)
    daily = summary(SummaryOptions(every="day", zone=zone), None, span)
    told = {hit.key for hit in hits} - ({hit.key for hit in daily} if every != "day" else set())
    assert len(told) == len(hits) == times
    assert period(options, hits[-1].at) == last


def test_the_day_on_which_clocks_change_is_an_hour_shorter() -> None:
    options = SummaryOptions(every="day", zone="Europe/Berlin")
    (hit,) = summary(options, None, Span(MONDAY, datetime(2026, 3, 30, 8, tzinfo=UTC)))[-1:]
    since, until = (moment.astimezone(UTC) for moment in limits(options, hit.at))
    assert until - since == 23 * HOUR


def test_long_tables_are_cut_and_blind_days_are_told() -> None:
    options = SummaryOptions(language="en", show=2)
    columns = ("channel", "mentions", "negative share", "median time to first answer", "example")
    row = ("forum", 2, 0.5, timedelta(hours=3, minutes=20), "quote")
    table = Table("by-channel", columns, (row, (None, 1, None, None, None), row))
    (hit,) = summary(options, None, Span(MONDAY - HOUR, MONDAY))

    told: Hit = with_lines(hit, table, options, blind=True)
    assert getattr(told.what, "lines", ()) == (
        "forum: mentions 2, negative share 50.0 %, median time to first answer 3 h 20 min",
        "not named: mentions 1",
        "More lines: 1",
        "Not all sources were seen on all days: figures may be too low.",
    )


def test_it_can_be_rehearsed(town: Town) -> None:
    town.rule("hook", kind="report")
    with town.database.reading() as session:
        (row,) = store.rules(session)
        found = rehearse(session, read_rule(row.rule, {"hook": ""}), NOW)
    said = [PHRASES["ru"].change(hit.what) for hit in found.hits if isinstance(hit.what, Change)]
    assert len(said) == found.times == 4
    assert said[-1].startswith("Отчёт по каналам: 23")
