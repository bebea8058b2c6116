"""Sources, brands and rules: seeing them and changing them."""

from typing import Any

from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import BrandRow, RuleRow, SourceRow


def test_a_broken_source_says_why_and_can_be_tried_now(manager: Any, filled: Database) -> None:
    assert "the page has changed" in manager.get("/sources").text
    manager.post("/sources/1/due")

    with filled.reading() as session:
        assert session.scalars(select(SourceRow.due)).all() == [None]


def test_a_source_is_added_and_changed(manager: Any, filled: Database) -> None:
    form = {"name": "Лента", "kind": "feed", "channel": "news", "url": "https://news.example/rss"}
    manager.post("/sources", **form, enabled="yes")
    assert "Уже есть источник «Лента»" in manager.post("/sources", **form).text
    manager.post("/sources", **form, options="pages = 3", kept="yes")

    with filled.reading() as session:
        source = session.scalars(select(SourceRow).order_by(SourceRow.id.desc())).first()
    assert source is not None
    assert (source.source.name, source.source.enabled) == ("Лента", False)
    assert source.source.options == {"pages": 3}


def test_a_source_that_cannot_be_is_refused_by_name(manager: Any) -> None:
    form = {"name": "Лента", "kind": "feed", "channel": "news"}

    assert manager.post("/sources", **form, url="file:///etc/passwd").status_code == 409
    answer = manager.post("/sources", **form, url="https://a.example/", options="[[rule")
    assert answer.status_code == 409
    answer = manager.post("/sources", **form | {"kind": "fed"}, url="https://a.example/")
    assert "kind «fed» (может быть, «feed»?)</p>" in answer.text
    answer = manager.post("/sources", **form | {"kind": "<script>100%"}, url="https://a.example/")
    assert "&lt;script&gt;100%" in answer.text


def test_a_query_is_tried_before_it_is_kept(manager: Any, filled: Database) -> None:
    tried = manager.get("/brands/1?text=спасибо")

    assert "лучший магазин" in tried.text
    assert "Верните деньги" not in tried.text
    with filled.reading() as session:
        assert session.scalars(select(BrandRow)).one().brand.query == "ромашка"
    manager.post("/brands", name="Ромашка", text="romashka", competitor="yes", kept="yes")
    with filled.reading() as session:  # another query is kept on its own page
        brand = session.scalars(select(BrandRow)).one().brand
    assert (brand.query, brand.competitor) == ("ромашка", True)


def test_a_broken_query_is_shown_with_its_place(manager: Any) -> None:
    assert 'role="alert"' in manager.get("/brands/1?text=(ромашка").text
    refused = manager.post("/brands", name="Рамашка", text="(ромашка")
    assert refused.status_code == 409
    assert '<pre class="trouble">Запрос: эта скобка не закрыта' in refused.text


def test_a_rule_names_a_notifier_that_is_there(manager: Any, filled: Database) -> None:
    answer = manager.post("/rules", name="Новое", kind="new-complaint", to="nobody")

    assert answer.status_code == 409
    assert "nobody" in answer.text
    assert manager.get("/rules/1").status_code == 200
    manager.post("/rules/1/remove")
    with filled.reading() as session:
        assert session.scalars(select(RuleRow)).all() == []
