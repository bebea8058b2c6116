"""Themes in the desk: seen by all, renamed, merged and given a page of help by those who judge."""

from collections.abc import Callable
from typing import Any


def test_themes_are_listed_with_their_words(agent: Any) -> None:
    page = agent.get("/themes").text

    assert "Ромашка опоздала на три дня" in page
    assert "theme=delivery" in page
    assert "<svg" in page
    assert 'id="mention-1"' in agent.get("/mentions?theme=delivery").text


def test_a_theme_is_renamed_and_back(agent: Any) -> None:
    agent.post("/themes/delivery/name", name="Опоздания <b>")
    assert "Опоздания &lt;b&gt;" in agent.get("/themes").text

    agent.post("/themes/delivery/name", name="")
    assert "Опоздания" not in agent.get("/themes").text
    assert "Опоздания &lt;b&gt; → —" in agent.get("/themes/delivery").text


def test_themes_are_merged_and_taken_apart(agent: Any) -> None:
    agent.post("/themes/delivery/merge", into="app")
    assert "theme=app" in agent.get("/themes").text
    assert "/themes/delivery/unmerge" in agent.get("/themes/delivery").text

    agent.post("/themes/delivery/unmerge")
    assert "theme=delivery" in agent.get("/themes").text


def test_a_page_of_help_is_an_address(agent: Any) -> None:
    assert agent.post("/themes/delivery/help", url="javascript:x").status_code == 409
    agent.post("/themes/delivery/help", url="https://help.example/delivery")
    assert "https://help.example/delivery" in agent.get("/themes").text


def test_who_only_reads_changes_nothing(enter: Callable[[str], Any]) -> None:
    viewer = enter("viewer")

    assert viewer.get("/themes/delivery").status_code == 200
    assert "/themes/delivery/name" not in viewer.get("/themes/delivery").text
    assert viewer.post("/themes/delivery/name", name="x").status_code == 403
    assert viewer.get("/themes/nonsense").status_code == 404
