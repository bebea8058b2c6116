"""Templates of answers in the desk: written, tried, retired, and their history."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.replies import Template

LATE = Template("Задержка", "{имя}, заказ {заказ} найдём.", "ru", "delivery")
PRICE = Template("Цена", "Здравствуйте! Проверим ценник.", "ru", "price")
ENGLISH = Template("Late", "Dear {name}, we are sorry.", "en", "delivery")
NEW = {"name": "Возврат", "text": "{name}, деньги вернём.", "language": "ru", "theme": "refund"}


@pytest.fixture
def templates(filled: Database) -> None:
    with filled.writing() as session:
        for template in (LATE, PRICE, ENGLISH):
            session.add(TemplateRow(template=template))
            session.flush()


def listed(page: str) -> list[str]:
    return [name for name in ("Задержка", "Цена", "Late", "Возврат") if f">{name}</a>" in page]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("", ["Задержка", "Цена", "Late"]),
        ("theme=delivery", ["Задержка", "Late"]),
        ("theme=delivery&language=en", ["Late"]),
        ("find=ЦЕННИК", ["Цена"]),
        ("find=нигде", []),
    ],
)
def test_templates_are_listed(agent: Any, templates: None, filters: str, names: list[str]) -> None:
    assert listed(agent.get(f"/templates?{filters}").text) == names


def test_a_template_is_written_changed_and_its_history_kept(agent: Any) -> None:
    agent.post("/templates", **NEW)
    agent.post("/templates", **NEW | {"row": "1", "text": "{name}, вернём <b>всё</b>."})

    page = agent.get("/templates/1").text
    assert "шаблон создан" in page
    assert "<s>{name}, деньги вернём.</s>" in page
    assert "вернём &lt;b&gt;всё&lt;/b&gt;." in page
    assert listed(agent.get("/templates").text) == ["Возврат"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "Добрый день!\nВаш {zakaz}"}, "строка 2, знак 5"),
        ({"text": "Добрый день, {name"}, "стоит одна"),
        ({"name": " "}, "должны быть название"),
        ({"language": ""}, "должны быть название и язык"),
        ({"brand": "Ромашко"}, "Ромашка"),
        ({"name": "Цена"}, "выберите другое название"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(
    agent: Any, templates: None, wrong: dict[str, str], said: str
) -> None:
    answer = agent.post("/templates", **NEW | wrong)

    assert answer.status_code == 409
    assert said in answer.text
    assert listed(agent.get("/templates").text) == ["Задержка", "Цена", "Late"]


def test_a_template_is_tried_on_a_real_task(agent: Any, templates: None) -> None:
    page = agent.get("/templates/1?task=1").text

    assert "Ольга &lt;b&gt;Иванова&lt;/b&gt;, заказ {заказ} найдём." in page
    assert "<b>Заказ</b>" in page  # what the agent will be asked for


def test_trying_keeps_nothing(agent: Any, templates: None) -> None:
    typed = NEW | {"row": "2", "text": "Позвони {name}", "task": "1"}
    page = agent.post("/templates/preview", **typed).text

    assert "Позвони Ольга" in page
    assert "<mark>Позвони</mark>" in page
    assert agent.get("/templates/2").text.count("Позвони") == 0
    assert (
        "не найдено: переменная «nam»"
        in agent.post("/templates/preview", **NEW | {"text": "{nam}"}).text
    )


def test_a_retired_template_is_not_offered_but_not_lost(agent: Any, templates: None) -> None:
    agent.post("/templates/1/retire")

    assert listed(agent.get("/templates").text) == ["Цена", "Late"]
    assert "Задержка" not in agent.get("/tasks/1").text
    assert listed(agent.get("/templates?retired=yes").text) == ["Задержка", "Цена", "Late"]
    agent.post("/templates/1/restore")
    assert "Задержка" in agent.get("/tasks/1").text


def test_uses_are_counted(agent: Any, templates: None) -> None:
    agent.post("/tasks/1/answer", text="Ольга, заказ найдём.", used="1")

    assert "Ещё не проверяли · 1" in agent.get("/templates").text


def test_who_may_write(enter: Callable[[str], Any], templates: None) -> None:
    viewer = enter("viewer")

    assert "Добавить шаблон" not in viewer.get("/templates").text
    assert "disabled" in viewer.get("/templates/1").text
    assert viewer.post("/templates", **NEW).status_code == 403
