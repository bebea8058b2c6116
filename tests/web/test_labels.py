"""The blind check in the browser."""

from collections.abc import Callable
from datetime import timedelta
from re import search
from typing import Any

import pytest
from sqlalchemy import select, update

from pipeline import sampling
from pipeline.database import Database
from pipeline.label_model import LabelRow
from pipeline.model import Mention
from web.app import create_app


@pytest.fixture
def sample(filled: Database, app: Any) -> None:
    """Both mentions stand in a sample, as if they had been found last week."""
    now = app.state.desk.clock()
    with filled.writing() as session:
        session.execute(update(Mention).values(found=now - timedelta(days=7)))
        (drawn,) = sampling.draw_due(session, 20, now)
        assert len(drawn.items) == 2


def test_a_text_is_shown_without_its_verdict(sample: None, agent: Any, filled: Database) -> None:
    page = agent.get("/labels").text
    main = page[page.index("<main") :]

    assert "Ромашка" in main
    assert "tone-negative" not in main
    assert "95" not in main
    assert "Это жалоба на бренд" in main
    assert "Осталось 2 текста." in main
    item = search(r'action="/labels/(\d+)"', page)
    assert item
    agent.post(f"/labels/{item[1]}", answer="complaint", sentiment="negative")
    with filled.reading() as session:
        row = session.scalars(select(LabelRow)).one()
        assert (row.answer, row.sentiment) == ("complaint", "negative")
    page = agent.get("/labels").text
    assert f'action="/labels/{item[1]}"' not in page
    assert "Остался 1 текст." in page
    agent.post("/labels/back")
    assert f'action="/labels/{item[1]}"' in agent.get("/labels").text


def test_what_is_no_answer_changes_nothing(sample: None, agent: Any) -> None:
    assert agent.post("/labels/1", answer="maybe").status_code == 404
    assert agent.post("/labels/99", answer="complaint").status_code == 404
    assert agent.post("/labels/samples/99").status_code == 404


def test_results_show_figures_and_disagreements(
    sample: None, enter: Callable[[str], Any], filled: Database
) -> None:
    agent, analyst, manager = enter("agent"), enter("analyst"), enter("manager")
    agent.post("/labels/1", answer="complaint")
    agent.post("/labels/2", answer="other")
    analyst.post("/labels/1", answer="other")

    page = manager.get("/labels/results?weeks=4").text
    assert "Имя agent: Жалоба" in page
    assert "Меток пока мало" in page
    assert "/labels/1/settle" in page
    assert "/labels/1/settle" not in agent.get("/labels/results").text
    assert agent.post("/labels/1/settle", answer="other").status_code == 409
    assert "/labels/1/settle" not in manager.post("/labels/1/settle", answer="complaint").text
    assert "100" in enter("viewer").get("/labels/results").text


def test_labels_correct_when_somebody_says_so(sample: None, agent: Any, filled: Database) -> None:
    agent.post("/labels/1", answer="other")
    agent.post("/labels/2", answer="other")
    agent.post("/labels/samples/1", corrects="yes")

    with filled.reading() as session:
        assert set(session.scalars(select(Mention.complaint))) == {False}
    assert agent.post("/labels/samples/1", corrects="").status_code == 200


def test_nothing_to_label_says_so(agent: Any, settings: Any) -> None:
    assert create_app(settings)
    assert "Размечать больше нечего" in agent.get("/labels").text
    assert "Меток пока нет" in agent.get("/labels/results").text
