"""A brand's query in the desk: the difference of a change, spellings, examples, history."""

from typing import Any

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.desk_model import QueryChange, QueryExample
from pipeline.model import BrandRow
from pipeline.querying import with_terms


def query_of(filled: Database) -> str:
    with filled.reading() as session:
        return session.get_one(BrandRow, 1).brand.query


def test_a_change_shows_its_difference_before_it_is_kept(manager: Any, filled: Database) -> None:
    page = manager.get("/brands/1/query?text=ромашка -спасибо").text

    assert "Пропадёт: 1" in page
    assert "Прибавится: 0" in page
    assert "лучший магазин" in page
    assert query_of(filled) == "ромашка"
    manager.post("/brands/1/query", text="ромашка -спасибо")
    assert query_of(filled) == "ромашка -спасибо"


def test_spellings_are_proposed_and_accepted_by_a_click(manager: Any, filled: Database) -> None:
    page = manager.get("/brands/1/query?forms=yes").text

    assert "Транслитерация" in page
    assert 'value="romashka"' in page
    manager.post("/brands/1/query/forms", term="romashka")
    assert query_of(filled) == "ромашка OR romashka"
    page = manager.get("/brands/1/query?forms=yes").text
    assert 'value="romashka"' not in page
    assert "которые запрос уже находит: 11" in page


def test_examples_hold_a_query(manager: Any, filled: Database) -> None:
    manager.post("/brands/1/query/examples", example="Ромашка, верните деньги", must_match="yes")
    manager.post("/brands/1/query/examples", example="Гадание на картах", must_match="no")

    assert "не сходится" not in manager.get("/brands/1/query").text
    assert "не сходится" in manager.get("/brands/1/query?text=гадание").text
    refused = manager.post("/brands/1/query", text="гадание")
    assert refused.status_code == 409
    assert query_of(filled) == "ромашка"
    manager.post("/brands/1/query", text="гадание", anyway="yes")
    assert query_of(filled) == "гадание"
    manager.post("/brands/1/query/examples/1/remove")
    with filled.reading() as session:
        assert session.scalars(select(QueryExample.text)).all() == ["Гадание на картах"]
    assert manager.post("/brands/1/query/examples/1/remove").status_code == 409
    assert manager.post("/brands/1/query/examples", example=" ").status_code == 409


def test_every_query_is_kept_and_can_be_restored(manager: Any, filled: Database) -> None:
    manager.post("/brands/1/query", text="ромашка OR рамашка")
    manager.post("/brands/1/query", text="рамашка")
    with filled.reading() as session:
        first = session.scalars(select(QueryChange).order_by(QueryChange.id)).first()
        assert first is not None
        assert (first.before, first.after) == ("ромашка", "ромашка OR рамашка")
        assert first.person is not None
    assert "Имя manager" in manager.get("/brands/1/query").text
    manager.post("/brands/1/query/restore", change=str(first.id))
    assert query_of(filled) == "ромашка OR рамашка"
    assert manager.post("/brands/1/query/restore", change="99").status_code == 409


def test_looking_at_a_difference_is_no_news_of_a_change(manager: Any) -> None:
    def seen(address: str) -> str:
        page: str = manager.get(address).text
        return page.partition('name="seen" value="')[2].partition('"')[0]

    before = seen("/brands/1/query")
    manager.post("/brands/1/query", text="ромашка -спасибо")
    assert seen(f"/brands/1/query?text=ромашки&seen={before}") == before
    assert seen("/brands/1/query") != before


def test_a_query_that_cannot_be_read_shows_the_place(manager: Any) -> None:
    page = manager.get("/brands/1/query?text=мак (ромашка").text
    refused = manager.post("/brands/1/query", text="мак (ромашка")

    pointer = "\n    мак (ромашка\n        ^</pre>"
    assert '<pre class="trouble" role="alert">Запрос: эта скобка не закрыта' + pointer in page
    assert refused.status_code == 409
    assert '<pre class="trouble">Запрос: эта скобка не закрыта' + pointer in refused.text
    assert manager.get("/brands/99/query").status_code == 404


@pytest.mark.parametrize(
    ("query", "terms", "whole"),
    [
        ("мак", ["mak"], "мак OR mak"),
        ("мак -поле ", ['"макъ"', '"макъ"', " "], 'мак -поле OR "макъ"'),
        ("мак", [], "мак"),
    ],
)
def test_terms_are_added(query: str, terms: list[str], whole: str) -> None:
    assert with_terms(query, terms) == whole
