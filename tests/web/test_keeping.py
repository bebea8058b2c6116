"""What a task's page shows of how it is kept in hand: its clocks, and its author's other tasks."""

from collections.abc import Callable
from typing import Any


def test_five_clocks_with_our_time_and_the_teams_apart(agent: Any) -> None:
    page = agent.get("/tasks/1").text.partition('class="clocks"')[2].partition("</section>")[0]

    assert page.count("<li") == 5
    assert page.count('class="faint"><span>') == 2  # nobody has taken or answered it
    assert "потратил: <b>3 ч</b>" in page
    assert "команда потратила: <b>—</b>" in page


def test_other_tasks_of_the_author_are_linked_whatever_became_of_them(
    agent: Any, add_second: Callable[[], None]
) -> None:
    assert "contacts-title" not in agent.get("/tasks/1").text
    add_second()
    agent.post("/tasks/1/dismiss", reason="spam")
    page = agent.get("/tasks/2").text.partition("contacts-title")[2].partition("</section>")[0]

    assert 'href="/tasks/1"' in page
    assert "status-dismissed" in page
    assert "та же тема: доставка" in page
