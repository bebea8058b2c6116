"""Themes in the desk: seen by all, renamed, merged and given a page of help by those who judge."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.database import Database
from pipeline.filled import Filled
from pipeline.finding_model import MentionVector, Theme
from pipeline.reports.scope import Asked
from pipeline.themes import blind_parts
from pipeline.visit_model import LedgerDay
from tests.web.conftest import SOURCE

NOW = datetime.now(UTC)


def test_themes_are_listed_with_their_words(agent: Any) -> None:
    page = agent.get("/themes").text

    assert "Ромашка опоздала на три дня" in page
    assert "theme=delivery" in page
    assert "<svg" in page
    assert 'id="mention-1"' in agent.get("/mentions?theme=delivery").text


def test_drawings_are_hatched_where_sources_were_not_seen(agent: Any, filled: Database) -> None:
    pages = ("/themes?period=7", "/themes/delivery?period=7")
    for page in pages:
        assert "url(#lost)" not in agent.get(page).text
    with filled.writing() as session:
        for back in (3, 10, 40):  # in the period, in the one before, and earlier
            day = (NOW - timedelta(days=back)).date()
            session.add(LedgerDay(source=SOURCE.name, day=day, expected=8.0, filled=Filled()))
    for page in pages:
        said = agent.get(page).text
        assert 4 <= said.count("url(#lost)") <= 6  # two days in sixteen parts of two weeks
        assert "/reports/coverage-by-day?period=7" in said


WEEK = Asked(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("asked", "days", "parts"),
    [
        (WEEK, ["2026-03-01"], {0}),  # 16 days in 16 parts
        (WEEK, ["2026-03-16", "2026-02-28", "2026-03-17"], {15}),
        (WEEK, [], set()),
        (Asked(None, WEEK.until), ["2026-03-01"], set()),
        (Asked(WEEK.since, WEEK.since + timedelta(hours=8)), ["2026-03-09"], set(range(12, 16))),
    ],
)
def test_which_parts_of_a_drawing_are_blind(asked: Asked, days: list[str], parts: set[int]) -> None:
    assert blind_parts([date.fromisoformat(day) for day in days], asked) == parts


def test_a_theme_is_renamed_and_back(agent: Any) -> None:
    agent.post("/themes/delivery/name", name="Опоздания <b>")
    assert "Опоздания &lt;b&gt;" in agent.get("/themes").text

    for taken in ("App", " приложение "):
        refused = agent.post("/themes/delivery/name", name=taken)
        assert (refused.status_code, "объедините" in refused.text) == (409, True)

    agent.post("/themes/delivery/name", name="")
    assert "Опоздания" not in agent.get("/themes").text
    assert "Опоздания &lt;b&gt; → —" in agent.get("/themes/delivery").text


def test_themes_are_merged_and_taken_apart(agent: Any) -> None:
    agent.post("/themes/delivery/merge", into="app")
    assert "theme=app" in agent.get("/themes").text
    assert "доставка</small>" in agent.get("/themes").text  # with which it counts: its own name
    merged = agent.get("/themes/delivery").text
    assert "/themes/delivery/unmerge" in merged
    assert "<h1>доставка</h1>" in merged

    agent.post("/themes/delivery/unmerge")
    assert "theme=delivery" in agent.get("/themes").text


def test_a_page_of_help_is_an_address(agent: Any) -> None:
    assert agent.post("/themes/delivery/help", url="javascript:x").status_code == 409
    agent.post("/themes/delivery/help", url="https://help.example/delivery")
    assert "https://help.example/delivery" in agent.get("/themes").text


def test_a_template_is_of_a_theme_by_its_name(agent: Any, filled: Database) -> None:
    with filled.writing() as session:
        facts = {"key": "found:9", "words": ["чеки", "почта"], "size": 5, "seen": NOW}
        theme = Theme(**facts)
        session.add_all([theme, Theme(key="app", name="Приложение", words=[], size=0, seen=NOW)])
        session.flush()
        session.add(MentionVector(mention_id=1, judge="test", vector=b"", theme_id=theme.id))
    form = agent.get("/templates/new?theme=found:9").text
    assert '<option value="found:9" selected>чеки, почта</option>' in form
    assert '<option value="app">Приложение</option>' in form

    for name, theme_key in (("А", "app"), ("Б", "found:9")):
        fields = {"name": name, "text": "Здравствуйте!", "language": "ru", "theme": theme_key}
        agent.post("/templates", **fields)
    page = agent.get("/tasks/1").text
    assert page.index("<b>Б</b>") < page.index("<b>А</b>")


def test_who_only_reads_changes_nothing(enter: Callable[[str], Any]) -> None:
    viewer = enter("viewer")

    assert viewer.get("/themes/delivery").status_code == 200
    assert "/themes/delivery/name" not in viewer.get("/themes/delivery").text
    assert viewer.post("/themes/delivery/name", name="x").status_code == 403
    assert viewer.get("/themes/nonsense").status_code == 404
