"""Reports: figures, the rows behind them, files."""

import json
from typing import Any

import pytest

from pipeline.reports.registry import REPORTS
from web.words import COLUMNS


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_page(agent: Any, name: str) -> None:
    assert agent.get(f"/reports/{name}?period=all").status_code == 200
    columns = json.loads(agent.get(f"/reports/{name}/file.json").content)["columns"]
    assert set(columns) <= set(COLUMNS)


def test_a_figure_leads_to_as_many_rows(agent: Any) -> None:
    page = agent.get("/reports/by-channel").text
    address = page.split('href="/mentions?')[1].split('"')[0].replace("&amp;", "&")

    found = agent.get("/mentions?" + address).text

    assert found.count('id="mention-') == 1


def test_page_and_file_say_the_same(agent: Any) -> None:
    def open_tasks() -> dict[str, int]:
        table = json.loads(agent.get("/reports/by-channel/file.json").content)
        return {row["channel"]: row["open tasks"] for row in table["rows"]}

    assert open_tasks() == {"forum": 0, "review": 1}
    agent.post("/tasks/1/dismiss", reason="spam")
    assert open_tasks() == {"forum": 0, "review": 0}


def test_a_period_limits_the_report(agent: Any) -> None:
    page = agent.get("/reports/by-channel?period=own&since=2001-01-01&until=2001-02-01").text

    assert "<table" not in page


def test_an_unknown_report_is_not_found(agent: Any) -> None:
    assert agent.get("/reports/nonsense").status_code == 404
    assert agent.get("/reports/by-channel/file.exe").status_code == 404
