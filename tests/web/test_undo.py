"""The button that takes a deed back, in the pages and for stale or forged marks."""

from re import search
from typing import Any

import pytest

from pipeline.undo import LONGEST


def mark_in(page: str) -> str:
    found = search(r'name="at" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("take", {}),
        ("assign", {"assignee": "1"}),
        ("wait", {}),
        ("snooze", {"until": "hour"}),
        ("dismiss", {"reason": "spam"}),
        ("answer", {"text": "Простите, вернём", "url": "https://otzyv.example/9"}),
        ("resolve", {"reason": "всё вернули"}),
    ],
)
def test_a_deed_says_so_and_is_undone(agent: Any, deed: str, fields: dict[str, str]) -> None:
    page = agent.post(f"/tasks/1/{deed}", back="/inbox?task=1", **fields).text
    answer = agent.post("/undo", at=mark_in(page), back="/inbox?task=1&said=taken&undo=1")

    assert str(answer.url).endswith("/inbox?task=1&said=undone")
    assert 'name="at"' not in answer.text
    assert "change-undone" in answer.text
    assert "status-new" in answer.text


def test_what_changed_nothing_offers_no_undo(agent: Any) -> None:
    agent.post("/tasks/1/take")

    assert 'name="at"' not in agent.post("/tasks/1/take").text


def test_several_tasks_and_a_correction_are_undone(agent: Any) -> None:
    bulk = agent.post("/tasks", tasks="1", do="dismiss", reason="spam").text
    agent.post("/undo", at=mark_in(bulk))
    assert "status-new" in agent.get("/tasks/1").text
    corrected = agent.post("/mentions/2/correct", sentiment="negative", back="/mentions").text
    agent.post("/undo", at=mark_in(corrected))
    assert "tone-positive" in agent.get("/mentions/2").text


def test_somebody_was_faster(agent: Any, manager: Any) -> None:
    mark = mark_in(agent.post("/tasks/1/take").text)
    manager.post("/tasks/1/take")
    answer = agent.post("/undo", at=mark)

    assert answer.status_code == 409
    assert "Имя manager" in answer.text
    assert manager.post("/undo", at=mark).status_code == 409  # not theirs either


@pytest.mark.parametrize("at", ["", "x", "-1", "0", "9" * LONGEST, "9" * 40, "１"])
def test_a_mark_of_nothing_undoes_nothing(agent: Any, at: str) -> None:
    assert agent.post("/undo", at=at).status_code == 409
    assert agent.get(f"/tasks/1?said=taken&undo={'9' * 16}").status_code == 200


def test_noise_is_undone_with_its_task(agent: Any) -> None:
    called = agent.post("/mentions/1/noise", noise="other", task="1", back="/tasks/1").text
    assert 'data-key="i"' in called
    assert "status-dismissed" in called
    again = agent.post("/undo", at=mark_in(called), back="/tasks/1")
    assert "status-new" in again.text
    assert 'value="other" data-key="i"' in again.text
    assert agent.post("/undo", at=mark_in(called), back="/tasks/1").status_code == 409
