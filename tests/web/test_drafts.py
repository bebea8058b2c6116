"""The reply being written: templates that fit come first, and the draft is checked."""

from typing import Any

import pytest

from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.replies import Asked, Template
from web.drafts import SHOWN, rank

LATE = Template("Задержка", "{имя}, приносим извинения! Заказ {заказ} найдём.", "ru", "delivery")
PRICE = Template("Цена", "Здравствуйте! Проверим ценник.", "ru", "price")
GENERAL = Template("Общий", "Здравствуйте! Разберёмся.", "ru")
ENGLISH = Template("Late", "Dear {name}, we are sorry.", "en", "delivery")
QUICK = {"hx-request": "true"}


@pytest.fixture
def templates(filled: Database) -> None:
    with filled.writing() as session:
        session.add_all(TemplateRow(template=it) for it in (ENGLISH, GENERAL, LATE, PRICE))


@pytest.fixture
def many(filled: Database, templates: None) -> None:
    with filled.writing() as session:
        session.add_all(
            TemplateRow(template=Template(f"Ещё {number}", "Здравствуйте!", "ru"))
            for number in range(SHOWN)
        )


def test_the_best_fitting_stand_first_and_none_is_left_out() -> None:
    rows = [TemplateRow(template=it) for it in (ENGLISH, GENERAL, LATE, PRICE)]

    ranked = rank(rows, Asked("Опоздали", "ru", frozenset({"delivery"}), "Ромашка"))

    assert [row.template.name for row in ranked] == ["Задержка", "Общий", "Цена", "Late"]


def test_a_template_is_filled_and_what_is_not_known_is_named(agent: Any, templates: None) -> None:
    page = agent.post(
        "/tasks/1/draft", template="3", back="/inbox?task=1", url="https://a.example/"
    )

    assert page.status_code == 200
    assert ">Ольга &lt;b&gt;Иванова&lt;/b&gt;, приносим извинения!" in page.text
    assert "<mark>{заказ}</mark>" in page.text
    assert 'value="https://a.example/"' in page.text  # nothing that was typed is lost
    assert 'name="back" value="/inbox?task=1"' in page.text
    form = {"csrf": agent.csrf, "template": "3"}
    part = agent.client.post("/tasks/1/draft", data=form, headers=QUICK)
    assert (part.status_code, 'id="draft"' in part.text) == (200, True)


def test_another_template_replaces_the_first_but_never_a_persons_words(
    agent: Any, templates: None
) -> None:
    swapped = agent.post("/tasks/1/draft", template="4", text=GENERAL.text).text
    kept = agent.post("/tasks/1/draft", template="4", text="Сами написали.").text

    assert f">{PRICE.text}</textarea>" in swapped
    assert f">Сами написали.\n\n{PRICE.text}</textarea>" in kept


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Здравствуйте!\nПозвони нам сам.", "<mark>Позвони</mark>"),
        ("Hello, we are sorry about the late delivery of your order.", "grave"),
        ("Здравствуйте! Вернём деньги завтра.", "advice"),
    ],
)
def test_the_check_says_what_is_wrong_and_where(agent: Any, text: str, remark: str) -> None:
    page = agent.client.post(
        "/tasks/1/draft", data={"csrf": agent.csrf, "text": text}, headers=QUICK
    )

    assert "<textarea" not in page.text  # one goes on typing while it is checked
    assert remark in page.text


def test_a_faulty_draft_can_still_be_sent(agent: Any) -> None:
    assert "status-waiting" in agent.post("/tasks/1/answer", text="Позвони нам сам.").text


def test_checking_changes_nothing(agent: Any, templates: None) -> None:
    agent.post("/tasks/1/draft", text="Почти готово", template="2")

    page = agent.get("/tasks/1").text
    assert "Почти готово" not in page
    assert "status-new" in page


def test_many_templates_are_searched(agent: Any, many: None) -> None:
    assert agent.get("/tasks/1").text.count('name="template"') == SHOWN
    found = agent.get("/tasks/1?find=ЦЕННИК").text

    assert found.count('name="template"') == 1
    assert "<b>Цена</b>" in found
    assert 'name="template"' not in agent.get("/tasks/1?find=нигде").text


@pytest.mark.parametrize("template", ["99", "x", "-1"])
def test_a_template_that_is_gone_leaves_the_draft_alone(agent: Any, template: str) -> None:
    page = agent.post("/tasks/1/draft", text="Свой текст", template=template)

    assert ">Свой текст</textarea>" in page.text


def test_what_is_missing_is_asked_for_and_filled_in(agent: Any, templates: None) -> None:
    asked = agent.post("/tasks/1/draft", template="3").text
    filled = agent.post("/tasks/1/draft", text="Заказ {заказ} едет", fill="yes", order="A-15").text

    assert '<input name="order" value=""' in asked
    assert 'name="used" value="3"' in asked
    assert ">Заказ A-15 едет</textarea>" in filled
    assert 'class="wanted"' not in filled


def test_an_answer_with_a_variable_in_it_is_refused(agent: Any) -> None:
    answer = agent.post("/tasks/1/answer", text="Здравствуйте!\nЗаказ {заказ} едет.")

    assert answer.status_code == 409
    assert "{заказ} — не заполнено (строка 2, знак 7)" in answer.text
    assert "status-new" in agent.get("/tasks/1").text


def test_answered_cases_bring_their_template_forward(agent: Any, templates: None) -> None:
    first = agent.get("/tasks/1").text
    assert first.index("<b>Задержка</b>") < first.index("<b>Цена</b>")

    agent.post("/tasks/1/answer", text="Здравствуйте! Проверим ценник.", used="4")
    after = agent.get("/tasks/1").text
    assert after.index("<b>Цена</b>") < after.index("<b>Общий</b>")  # of another theme, but used


def test_no_word_beside_a_remark_is_cut_in_two(agent: Any) -> None:
    text = "Нам жаль, что вы ждали целую вечность; щас посмотрим, что случилось с посылкой вашей"
    shown = agent.post("/tasks/1/draft", text=text).text
    assert (
        "<q>…что вы ждали целую вечность; <mark>щас</mark> посмотрим, что случилось с…</q>" in shown
    )
