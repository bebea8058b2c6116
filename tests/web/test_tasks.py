"""One task, from taking to resolving, with and without htmx."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline import desk
from pipeline.database import Database
from pipeline.model import PostRow
from pipeline.people_model import Person
from pipeline.settings import Settings
from pipeline.task_model import Task
from tests.web.conftest import Visitor, fill
from web.app import create_app


def test_a_task_is_taken_answered_resolved_and_reopened(agent: Any) -> None:
    assert "status-in_progress" in agent.post("/tasks/1/take").text
    answered = agent.post("/tasks/1/answer", text="Вернём сегодня.", url="https://otzyv.example/9")
    assert "status-waiting" in answered.text
    assert "Вернём сегодня." in answered.text
    resolved = agent.post("/tasks/1/resolve", reason="Клиент доволен").text
    assert "status-resolved" in resolved
    assert "Клиент доволен" in resolved
    assert "status-in_progress" in agent.post("/tasks/1/reopen").text


def test_two_deeds_at_once_wait_for_each_other(settings: Settings, postgres: Database) -> None:
    fill(postgres)
    app = create_app(settings, postgres)
    with Visitor(app) as agent, Visitor(app) as manager, ThreadPoolExecutor(1) as other:
        agent.bring_login(postgres, "agent")
        manager.bring_login(postgres, "manager")
        with postgres.writing() as session:  # the manager's dismissal, not yet committed
            task = session.get_one(Task, 1, with_for_update=True)
            person = session.get_one(Person, 1)
            desk.dismiss(session, task, person, "spam", datetime.now(UTC))
            session.flush()
            taken = other.submit(agent.post, "/tasks/1/take")
            wait([taken], timeout=0.5)
        assert taken.result().status_code == 409
        assert "status-dismissed" in manager.get("/tasks/1").text


def test_a_dismissal_needs_a_reason(agent: Any) -> None:
    assert agent.post("/tasks/1/dismiss", reason=" ").status_code == 409
    assert "status-dismissed" in agent.post("/tasks/1/dismiss", reason="spam").text


def test_notes_and_assignments_stand_in_the_history(agent: Any) -> None:
    agent.post("/tasks/1/note", text="<i>Позвонить</i>")
    page = agent.post("/tasks/1/assign", assignee="1").text

    assert "&lt;i&gt;Позвонить&lt;/i&gt;" in page
    assert "Имя manager" in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x"])
def test_an_answer_links_only_to_the_web(agent: Any, url: str) -> None:
    assert agent.post("/tasks/1/answer", text="Ответ", url=url).status_code == 409
    assert url not in agent.get("/tasks/1").text


def test_a_form_returns_to_the_page_it_was_on(agent: Any) -> None:
    answer = agent.post("/tasks/1/take", back="/inbox?channel=review&task=1")

    assert "/inbox?channel=review&task=1&said=taken&undo=" in str(answer.url)
    assert 'data-key="z"' in answer.text


def test_htmx_gets_the_part_and_the_row_of_the_list(agent: Any) -> None:
    answer = agent.client.post(
        "/tasks/1/take", data={"csrf": agent.csrf}, headers={"hx-request": "true"}
    )

    assert "<html" not in answer.text
    assert 'id="task-1" hx-swap-oob="true"' in answer.text


def test_a_second_closing_is_refused_in_place(agent: Any) -> None:
    agent.post("/tasks/1/dismiss", reason="spam")
    answer = agent.client.post(
        "/tasks/1/take", data={"csrf": agent.csrf}, headers={"hx-request": "true"}
    )

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("number", ["2", "99999999999999999999", "-1", "x"])
def test_what_is_not_there_is_not_found(agent: Any, number: str) -> None:
    assert agent.get(f"/tasks/{number}").status_code == 404
    assert agent.post(f"/tasks/{number}/take").status_code == 404


def test_the_thread_and_the_verdict_stand_beside_it(agent: Any, filled: Database) -> None:
    with filled.writing() as session:
        praise = session.query(PostRow).order_by(PostRow.id.desc()).first()
        assert praise is not None
        praise.deleted, praise.edited_text = praise.found, "Лучший магазин? Уже нет."
    page = agent.get("/tasks/1").text

    assert "Уже нет." in page  # a later post of the same thread, as it says now
    assert ">удалено<" in page
    assert "90" in page  # the probability of a negative verdict, in percent
    assert "test judge" in page


def test_a_viewer_sees_no_forms(enter: Any) -> None:
    page = enter("viewer").get("/tasks/1").text

    assert "/tasks/1/take" not in page
    assert "/correct" not in page
