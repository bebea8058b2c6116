"""Several tasks changed at once."""

from datetime import datetime
from re import search
from typing import Any
from zoneinfo import ZoneInfo

import pytest


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"do": "take"}, "status-in_progress"),
        ({"do": "assign", "assignee": "1"}, "change-assignee_id"),
        ({"do": "dismiss", "reason": "spam"}, "status-dismissed"),
    ],
)
def test_chosen_tasks_are_changed(agent: Any, fields: dict[str, str], shown: str) -> None:
    answer = agent.post("/tasks", tasks=["1", "1", "77"], back="/inbox?channel=review", **fields)

    assert "/inbox?channel=review&said=changed&undo=" in str(answer.url)
    assert str(answer.url).endswith("&changed=1")
    assert 'role="status"' in answer.text
    assert shown in agent.get("/tasks/1").text


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "take"},
        {"do": "take", "tasks": "77"},
        {"do": "delete", "tasks": "1"},
        {"do": "dismiss", "tasks": "1"},
    ],
)
def test_what_cannot_be_changes_nothing(agent: Any, fields: dict[str, str]) -> None:
    assert agent.post("/tasks", **fields).status_code == 409
    assert "status-new" in agent.get("/tasks/1").text


def test_what_the_absent_have_in_hand_is_handed_over_and_taken_back(
    agent: Any, manager: Any
) -> None:
    manager.post("/tasks/1/take")
    today = f"{datetime.now(ZoneInfo('Europe/Moscow')):%Y-%m-%d}"  # as people of the desk have it
    assert "/tasks/hand-over" not in agent.get("/inbox").text
    manager.post("/me/absences", since=today, until=today)
    assert "1 обращение у тех, кто отсутствует" in agent.get("/inbox").text

    page = agent.post("/tasks/hand-over")
    assert "changed=1" in str(page.url)
    assert "/tasks/hand-over" not in page.text
    mark = search(r'name="at" value="(\d+)"', page.text)
    assert mark is not None
    agent.post("/undo", at=mark[1])
    assert "/tasks/hand-over" in agent.get("/inbox").text


def test_what_was_so_already_is_not_counted(agent: Any) -> None:
    chosen = {"do": "take", "tasks": ["1"], "back": "/inbox"}
    assert agent.post("/tasks", **chosen).url.params["changed"] == "1"
    assert agent.post("/tasks", **chosen).url.params["changed"] == "0"


def test_closed_tasks_stay_as_they_are(agent: Any) -> None:
    agent.post("/tasks/1/dismiss", reason="spam")

    assert agent.post("/tasks", do="take", tasks="1").status_code == 409
    assert "status-dismissed" in agent.get("/tasks/1").text


def test_a_viewer_ticks_nothing(enter: Any) -> None:
    page = enter("viewer").get("/inbox").text

    assert 'id="task-1"' in page
    assert 'name="tasks"' not in page
