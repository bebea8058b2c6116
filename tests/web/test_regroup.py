"""Tasks merged and taken apart, mentions split off, with the history of it."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def second(add_second: Callable[[], None]) -> None:
    """Task 2, by the author of the first."""
    add_second()


def test_a_task_is_merged_and_taken_apart(agent: Any, second: None) -> None:
    assert '<option value="2">' in agent.get("/tasks/1").text  # the same author wrote again
    merged = agent.post("/tasks/1/merge", into="2").text
    assert "status-merged" in merged
    assert "/tasks/1/unmerge" in merged
    assert "/tasks/1/reopen" not in merged
    other = agent.get("/tasks/2").text
    assert 'href="https://otzyv.example/1?a=1&amp;b=&lt;2&gt;"' in other  # both posts stand there
    assert '<a href="/tasks/1">' in other

    apart = agent.post("/tasks/1/unmerge").text
    assert "status-new" in apart
    assert "/tasks/1/unmerge" not in apart
    assert '<a href="/tasks/2">' in apart  # the history tells of it
    other = agent.get("/tasks/2").text
    assert "/tasks/2/split" not in other
    assert 'разъединение: отсюда вышло <a href="/tasks/1">' in other


def test_who_took_the_other_task_can_undo_that_after_a_merger_was_taken_back(
    agent: Any, manager: Any, second: None
) -> None:
    agent.post("/tasks/1/merge", into="2")
    taken = agent.post("/tasks/2/take")
    assert manager.post("/tasks/1/unmerge").status_code == 200

    mark = str(taken.url).rpartition("undo=")[2]
    assert agent.post("/undo", at=mark).status_code == 200
    assert "status-new" in agent.get("/tasks/2").text


def test_a_mention_is_split_off(agent: Any, second: None) -> None:
    agent.post("/tasks/1/merge", into="2")
    page = agent.post("/tasks/2/split", mention="1").text

    assert "/tasks/2/split" not in page
    assert 'class="change-split"' in page
    assert "status-new" in agent.get("/tasks/1").text  # it is the one that was merged


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("/tasks/1/merge", {"into": "1"}, 409),
        ("/tasks/1/merge", {"into": "77"}, 409),
        ("/tasks/1/merge", {"into": "<b>"}, 409),
        ("/tasks/1/unmerge", {}, 409),
        ("/tasks/1/split", {"mention": "1"}, 409),
        ("/tasks/1/split", {"mention": "3"}, 409),  # it belongs to task 2
        ("/tasks/1/split", {"mention": "77"}, 404),
    ],
)
def test_what_cannot_be_is_refused(
    agent: Any, second: None, address: str, fields: dict[str, str], status: int
) -> None:
    assert agent.post(address, **fields).status_code == status
    assert "status-new" in agent.get("/tasks/1").text
