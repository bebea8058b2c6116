"""Reports: figures, the rows behind them, files."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from re import findall, sub
from typing import Any

import pytest
from babel.dates import format_date
from lxml.html import fromstring
from sqlalchemy import literal, select

from pipeline.database import Database
from pipeline.desk_model import Survey
from pipeline.filled import Filled
from pipeline.outcomes import Seen, came_in, came_of
from pipeline.reply_model import Look, Reply
from pipeline.reports.registry import ABOUT_PEOPLE, REPORTS
from pipeline.reports.scope import Asked
from pipeline.reports.table import Share, Table
from pipeline.visit_model import LedgerDay
from tests.web.conftest import NOW, SOURCE
from web.pages import cell, percent
from web.report_bars import draw
from web.report_links import link_of
from web.report_words import COLUMNS, GROUPED, GROUPS
from web.reports import Filters


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_page(agent: Any, name: str) -> None:
    assert agent.get(f"/reports/{name}?period=all").status_code == 200
    columns = json.loads(agent.get(f"/reports/{name}/file.json").content)["columns"]
    assert set(columns) <= set(COLUMNS)


def test_every_report_stands_in_one_group() -> None:
    assert sorted(name for names in GROUPED.values() for name in names) == sorted(REPORTS)
    assert set(GROUPED) == set(GROUPS)


LINKED = {name for name in REPORTS if name.startswith(("by-", "share-of", "voice-by"))} | {
    *("themes", "triggers", "response-times"),
}
ANSWERED = {name for name in REPORTS if name.startswith(("satisfaction", "outcomes-by-"))}
COMPARED = {"by-theme", "by-channel", "share-of-voice", "response-times", "themes"}
ROWS = "li[id^=mention-], li[id^=task-]"


def figures_and_rows(visitor: Any, address: str) -> list[tuple[str, int, int]]:
    """Each linked figure of a report, the number it tells, and how many rows its list has."""
    found = []
    for field in fromstring(visitor.get(address).text).cssselect("table.report td"):
        for link in field.cssselect("a[href^='/mentions?'], a[href^='/inbox?']"):
            own = link.getparent().tag == "small"
            told = link.get("title") or (None if own else field.get("title")) or link.text_content()
            page = fromstring(visitor.get(link.get("href")).text)
            number = int(findall(r"\d+", told)[0])
            found.append((field.get("data-label") or "", number, len(page.cssselect(ROWS))))
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_figures_lead_to_as_many_rows(agent: Any, name: str) -> None:
    agent.post("/tasks/1/take")
    agent.post("/tasks/1/snooze", until="tomorrow")
    found = figures_and_rows(agent, f"/reports/{name}?period=30")
    assert bool(found) is (name in LINKED)
    for column, said, rows in found:
        assert said == rows, column


@pytest.mark.parametrize("name", sorted(ANSWERED | COMPARED))
def test_figures_of_before_and_of_what_came_of_answers_lead_to_their_rows(
    manager: Any, filled: Database, name: str
) -> None:
    manager.post("/tasks/1/answer", text="Ольга, просим прощения!")
    manager.post("/tasks/1/resolve", reason="solved", ask="yes")
    with filled.writing() as session:
        survey, reply = session.scalars(select(Survey)).one(), session.get_one(Reply, 1)
        survey.answered, survey.satisfaction, survey.recommend = NOW, 5, 9
        look = {"after": timedelta(days=1), "at": NOW, "edited": False, "deleted": False}
        session.add(Look(reply=reply, returned=True, **look))
    days = [(NOW + timedelta(days=day)).date().isoformat() for day in (1, 2)]
    for period in ("period=30", f"period=own&since={days[0]}&until={days[1]}&compare=yes"):
        found = figures_and_rows(manager, f"/reports/{name}?{period}")
        assert [one for one in found if one[1] != one[2]] == []
        if period == "period=30":
            assert bool(found) is (name in LINKED | ANSWERED)


def test_outcomes_are_the_same_in_python_and_in_the_database(filled: Database) -> None:
    cases = list(product((0, 1), (0, 1), (0, 1), (None, 2.0), (None, 1.0, 2.0, 3.0), (0, 1)))
    with filled.writing() as session:
        names = ("edited", "deleted", "returned", "stars_before", "stars", "looks")
        rows = [dict(zip(names, case, strict=True)) for case in cases]
        shown = [select(*(literal(row[name]).label(name) for name in names)) for row in rows]
        said = [session.scalar(select(came_in(one.subquery()))) for one in shown]
    assert said == [came_of(Seen(**row)) for row in rows]


def test_a_source_leads_to_its_page(manager: Any) -> None:
    page = fromstring(manager.get("/reports/by-source?period=30").text)
    (link,) = page.cssselect("table.report th a")
    assert manager.get(link.get("href")).status_code == 200


def test_page_and_file_say_the_same(agent: Any) -> None:
    def open_tasks() -> dict[str, int]:
        table = json.loads(agent.get("/reports/by-channel/file.json").content)
        return {row["channel"]: row["open tasks"] for row in table["rows"]}

    named, numbered = (
        agent.get(f"/reports/by-channel?period=all&brand={brand}").text for brand in ("Ромашка", 1)
    )
    tables = (page.partition('id="report"')[2] for page in (named, numbered))
    one, other = (
        sub("<time.*?</time>", "", table) for table in tables
    )  # it says when it was asked
    assert one == other
    assert 'value="1" selected' in named
    assert open_tasks() == {"forum": 0, "review": 1}
    agent.post("/tasks/1/dismiss", reason="spam")
    assert open_tasks() == {"forum": 0, "review": 0}


def test_a_period_limits_the_report(agent: Any) -> None:
    page = agent.get("/reports/by-channel?period=own&since=2001-01-01&until=2001-02-01").text

    assert "<table" not in page


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("7", ("2026-11-17", "")),
        ("30", ("2026-10-25", "")),
        ("week", ("2026-11-23", "")),
        ("month", ("2026-11-01", "")),
        ("last-month", ("2026-10-01", "2026-10-31")),
        ("all", ("", "")),
        ("own", ("2001-01-01", "2001-02-01")),
        ("nonsense", ("2026-10-25", "")),
    ],
)
def test_a_period_begins_and_ends_where_its_name_says(period: str, days: tuple[str, str]) -> None:
    filters = Filters(period=period, since="2001-01-01", until="2001-02-01")

    assert filters.days(datetime(2026, 11, 23, 9, tzinfo=UTC)) == days
    if period == "last-month":
        assert filters.days(datetime(2026, 3, 31, tzinfo=UTC)) == ("2026-02-01", "2026-02-28")
        assert filters.days(datetime(2026, 1, 1, tzinfo=UTC)) == ("2025-12-01", "2025-12-31")


def test_an_unknown_report_is_not_found(agent: Any) -> None:
    assert agent.get("/reports/nonsense").status_code == 404
    assert agent.get("/reports/by-channel/file.exe").status_code == 404


def test_days_on_which_a_source_was_not_seen_are_told(agent: Any, filled: Database) -> None:
    assert "числа могут быть занижены" not in agent.get("/reports/by-day").text
    with filled.writing() as session:
        for back in (2, 3):
            day = (NOW - timedelta(days=back)).date()
            session.add(LedgerDay(source=SOURCE.name, day=day, expected=8.0, filled=Filled()))

    page = agent.get("/reports/by-day").text

    assert format_date(day, "EEE, d MMM y", locale="ru") in page
    assert day.isoformat() not in fromstring(page).text_content()
    assert day.isoformat() in agent.get("/reports/by-day/file.csv").text
    assert "В 2 строках есть дни, когда источники не были видны" in page
    assert "/reports/coverage-by-day?" in page
    assert "не видели" in agent.get("/reports/coverage-by-day").text
    channels = fromstring(agent.get("/reports/by-channel?compare=yes").text)
    assert [row.text_content() for row in channels.cssselect("th:has(.warned)")] == [
        "Отзыв в какой-то день не видели"
    ]
    assert len(channels.cssselect("svg .lost")) == 1
    said = " ".join(channels.text_content().split())
    assert "не видели: Отзывы (2 дня). За прошлое время: записей об этом нет." in said


@pytest.mark.parametrize("name", sorted(ABOUT_PEOPLE))
def test_figures_of_colleagues_are_for_managers(
    enter: Callable[[str], Any], filled: Database, name: str
) -> None:
    manager, agent = enter("manager"), enter("agent")
    for who in (manager, agent):  # each closes it once, and the last has it
        who.post("/tasks/1/take")
        who.post("/tasks/1/resolve", reason="всё вернули", ask="yes")
        who.post("/tasks/1/reopen")
    with filled.reading() as session:
        table = REPORTS[name](session, Asked())
    assert [row for row in table.rows if "Имя agent" in row] == list(table.rows)
    assert len(table.rows) == 1

    for form in ("", "/file.csv"):
        assert "Имя agent" in agent.get(f"/reports/{name}{form}?period=all").text
        assert "Имя agent" in manager.get(f"/reports/{name}{form}?period=all").text
        shown = enter("viewer").get(f"/reports/{name}{form}?period=all").text
        assert "Имя agent" not in shown


def test_every_report_about_people_is_known_as_one(filled: Database) -> None:
    with filled.reading() as session:
        tables = {name: report(session, Asked()) for name, report in REPORTS.items()}
    about = {name for name, table in tables.items() if "person" in table.columns}
    assert about == ABOUT_PEOPLE


def test_a_bar_shows_what_is_negative_and_what_is_positive() -> None:
    shares = Share(1, 4), Share(2, 4)
    columns = ("channel", "mentions", "negative share", "positive share")
    table = Table("by-channel", columns, (("forum", 5, *shares),))

    (bar,) = draw(table, lambda *_: "/mentions")

    assert (bar.mentions, bar.negative, bar.positive) == (5, 1, 2)


def test_signs_of_a_dismissal_are_told_in_the_readers_language() -> None:
    said = {"word": "слово", "site": "сайт"}
    told = cell("word букет, site sad.example, word site", "signs", lambda text: said[text])
    assert told == "слово букет, сайт sad.example, слово site"


def test_complaints_without_a_theme_have_a_page_that_filters_by_none() -> None:
    table = Table("by-theme", ("theme", "complaints"), ((None, 3), ("delivery", 2)))
    links = [link_of(table, row, "complaints", {"brand": "ours"}, {}) for row in table.rows]
    none = "/mentions?brand=ours&theme=none&act=complaint"
    assert links == [none, "/mentions?brand=ours&theme=delivery&act=complaint"]


def test_a_message_opens_the_report_of_just_its_time(agent: Any) -> None:
    posts = [(NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ") for hours in (3, 2)]
    period = f"period=own&since={posts[0]}&until={posts[1]}"  # of two posts only the first

    page = fromstring(agent.get(f"/reports/by-channel?{period}").text)

    (link,) = page.cssselect("table.report td:nth-child(2) a")
    assert "как в сообщении" in page.text_content()
    assert len(fromstring(agent.get(link.get("href")).text).cssselect("li[id^=mention-]")) == 1


@pytest.mark.parametrize(
    ("share", "russian", "english"),
    [(-0.25, "−25 %", "−25%"), (0.25, "25 %", "25%"), (0.0, "0 %", "0%"), (None, "—", "—")],
)
def test_a_share_below_nothing_has_a_minus(share: float | None, russian: str, english: str) -> None:
    assert percent(share, "ru").replace("\xa0", " ") == russian
    assert percent(share, "en") == english
