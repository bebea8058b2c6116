"""A second person lets an answer out: the agent waits, the manager decides, all is told."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.watch import Brand

TEXT = "Ольга, просим прощения! Мы разбираемся."


@pytest.fixture
def strict(filled: Database) -> None:
    with filled.writing() as session:
        row = session.scalars(select(BrandRow)).one()
        row.brand = Brand("Ромашка", "ромашка", approve_from="normal")


def test_an_answer_waits_and_is_let_out(strict: None, enter: Callable[[str], Any]) -> None:
    agent, manager = enter("agent"), enter("manager")
    page = agent.get("/tasks/1").text
    assert "Попросить одобрения" in page
    assert "Записать ответ" not in page
    assert agent.post("/tasks/1/answer", text=TEXT).status_code == 409

    agent.post("/tasks/1/ask", text=TEXT)
    assert "Ждёт одобрения" in agent.get("/inbox").text
    assert agent.get("/approvals").status_code == 403
    waiting = manager.get("/approvals").text
    assert TEXT in waiting
    assert "Имя agent" in waiting

    sent = manager.post("/tasks/1/send-back", reply="1", remark="Без «мы»", back="/approvals")
    assert "Нет ответов, которые ждут одобрения" in sent.text
    assert "Без «мы»" in agent.get("/for-me").text  # it calls the author
    returned = agent.get("/tasks/1").text
    assert "Без «мы»" in returned
    assert "status-in_progress" in returned  # nobody else takes it meanwhile
    assert f">{TEXT}</textarea>" in returned  # the author goes on from there

    agent.post("/tasks/1/ask", text="Ольга, разбираемся.")
    manager.post("/tasks/1/approve", reply="2")
    approved = agent.get("/tasks/1").text
    assert "Записать ответ" in approved
    assert 'formaction="/tasks/1/ask"' in approved  # what is changed is asked for again
    assert agent.post("/tasks/1/answer", text="Другой текст").status_code == 409
    assert "status-waiting" in agent.post("/tasks/1/answer", text="Ольга, разбираемся.").text


def test_nobody_approves_their_own(strict: None, manager: Any) -> None:
    manager.post("/tasks/1/ask", text=TEXT)

    assert "одобрить должен другой человек" in manager.get("/tasks/1").text
    assert manager.post("/tasks/1/approve", reply="1").status_code == 409


def test_without_the_rule_nobody_is_asked(agent: Any) -> None:
    page = agent.get("/tasks/1").text

    assert "Попросить одобрения" not in page
    assert "Записать ответ" in page
