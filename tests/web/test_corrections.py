"""Setting right what a mention is about, in the desk."""

from typing import Any

from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import Assessment, BrandRow, Mention
from pipeline.watch import Brand


def test_a_theme_is_set_right_and_kept_as_a_persons_assessment(
    agent: Any, filled: Database
) -> None:
    assert agent.post("/mentions/1/theme", theme="нет такой").status_code == 409
    agent.post("/mentions/1/theme", theme="refund")

    with filled.reading() as session:
        assert session.get_one(Mention, 1).theme == "refund"
        last = session.scalars(select(Assessment).order_by(Assessment.id.desc())).first()
        assert last is not None
        assert last.person is not None


def test_a_mention_moves_to_another_brand_and_back(agent: Any, filled: Database) -> None:
    with filled.writing() as session:
        session.add(BrandRow(brand=Brand("Мак", "мак")))
    assert "Мак" in agent.get("/tasks/1").text
    agent.post("/mentions/1/brand", brand="2", task="1")

    page = agent.get("/tasks/1").text
    assert "обращение перенесено из «Ромашка» в «Мак»" in page
    assert "/mentions/1/brand-back" in page
    agent.post("/mentions/1/brand-back")
    with filled.reading() as session:
        assert session.get_one(Mention, 1).brand_id == 1
    assert agent.post("/mentions/1/brand-back").status_code == 409
    assert agent.post("/mentions/1/brand", brand="99").status_code == 404


def test_one_brand_alone_offers_no_other(agent: Any) -> None:
    assert "/mentions/1/brand" not in agent.get("/mentions").text
    assert "/mentions/1/theme" in agent.get("/mentions").text
