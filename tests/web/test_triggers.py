"""Signs of urgency: shown with their yield, changed, added, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.task_model import Task


def test_a_sign_is_changed_and_taken_back(
    manager: Any, filled: Database, add_second: Callable[[], None]
) -> None:
    page = manager.get("/triggers?name=money").text
    assert "Изменить признак «деньги»" in page
    assert "&#34;верните деньги&#34;" in page

    changed = {"name": "money", "grade": "3", "terms": "где мои деньги\n  возврат*  \n\n"}
    assert manager.post("/triggers", **changed).status_code == 409  # a new one needs a new name
    manager.post("/triggers", **changed, kept="yes")
    manager.post("/triggers", name="ночь", grade="1", terms="где")
    page = manager.get("/triggers?name=money").text
    assert ("изменено" in page, "свой" in page, "возврат*</textarea>" in page) == (True,) * 3
    add_second()
    with filled.reading() as session:
        why = session.scalars(select(Task).order_by(Task.id.desc())).first()
        assert why is not None
        assert why.why[:1] == ["money: где мои деньги"]
        assert "ночь: где" in why.why

    manager.post("/triggers/forget", name="money")
    assert "&#34;верните деньги&#34;" in manager.get("/triggers?name=money").text
    assert manager.post("/triggers/forget", name="money").status_code == 409
    assert "Признак срочности" in manager.get("/audit").text

    of_it = "/inbox?status=every&amp;brand=ours&amp;trigger=%D0%BD%D0%BE%D1%87%D1%8C"
    assert f'<a href="{of_it}">1</a>' in manager.get("/triggers").text
    assert manager.get(of_it.replace("&amp;", "&")).text.count('class="row ') == 1


@pytest.mark.parametrize(
    ("name", "grade", "terms", "said"),
    [
        ("", "2", "а", "название признака"),
        ("a: b", "2", "а", "название признака"),
        ("н" * 41, "2", "а", "название признака"),
        ("наш", "7", "а", "вес признака"),
        ("наш", "", "а", "вес признака"),
        ("наш", "2", " \n ", "напишите слова"),
        ("наш", "2", '"не закрыто', ""),
        ("наш", "2", "\n".join(f"слово{number}" for number in range(201)), "не больше 200 строк"),
    ],
)
def test_a_sign_that_could_not_be_found_is_refused(
    manager: Any, name: str, grade: str, terms: str, said: str
) -> None:
    answer = manager.post("/triggers", name=name, grade=grade, terms=terms)
    assert answer.status_code == 409
    assert said in answer.text.lower()
