from dataclasses import replace

import pytest

from pipeline.errors import OtklikError
from pipeline.replies import (
    Asked,
    Case,
    Template,
    check_template,
    fill,
    find_missing,
    must_be_filled,
    suggest,
)

DELIVERY = Template("late", "{имя}, заказ {order} уже едет. {brand}", "ru", theme="delivery")
REFUND = Template("refund", "{name}, деньги вернутся", "ru", theme="price")
PLAIN = Template("plain", "Спасибо, {name}!", "ru")
ENGLISH = Template("thanks", "Thank you, {name}!", "en")
ALL = [PLAIN, REFUND, DELIVERY, ENGLISH]


def test_a_template_is_filled() -> None:
    draft = fill(DELIVERY.text, {"name": "Ольга", "order": "15", "brand": "Ромашка"})
    assert (draft.text, draft.missing) == ("Ольга, заказ 15 уже едет. Ромашка", ())


def test_what_is_missing_is_named_and_stays() -> None:
    draft = fill(DELIVERY.text, {"name": None, "brand": " "})
    assert draft.missing == ("имя", "order", "brand")
    assert draft.text == DELIVERY.text


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert fill(PLAIN.text, {"name": "{brand}", "brand": "x"}).text == "Спасибо, {brand}!"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{nam}, привет", 'unknown variable "nam" (did you mean "name"?), line 1, character 1'),
        ("Привет!\nВаш {zakaz}", 'unknown variable "zakaz"'),
        ("Привет!\nВаш {zakaz}", "line 2, character 5"),
        ("Привет, {name", 'this "{" stands alone; variables look like {name}, line 1, character 9'),
        ("name}, привет", 'this "}" stands alone'),
        ("   ", "empty"),
        ("x" * 10_001, "longer than"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused(text: str, problem: str) -> None:
    with pytest.raises(OtklikError) as caught:
        check_template(replace(PLAIN, text=text))
    assert problem in str(caught.value)


def test_good_templates_pass() -> None:
    for template in ALL:
        check_template(template)


def test_templates_of_the_theme_and_language_come_first() -> None:
    asked = Asked("Где мой заказ?", "ru", themes=frozenset({"delivery"}))
    assert suggest(ALL, asked, []) == [DELIVERY, PLAIN]
    assert suggest(ALL, replace(asked, language="en"), []) == [ENGLISH]
    assert suggest(ALL, replace(asked, language="kk"), []) == []


def test_a_template_of_another_brand_is_left_out() -> None:
    ours = replace(PLAIN, name="ours", brand="Ромашка")
    asked = Asked("Привет", "ru", brand="Ромашка")
    assert suggest([PLAIN, ours], asked, [])[0] == ours
    assert suggest([PLAIN, ours], replace(asked, brand="Мак"), []) == [PLAIN]


def test_answered_cases_decide_between_equals() -> None:
    repair = replace(PLAIN, name="repair")
    cases = [
        Case("Чайник сломался через неделю", "repair"),
        Case("Спасибо за доставку", "plain"),
    ]
    asked = Asked("Сломался новый чайник", "ru")
    assert suggest([PLAIN, repair], asked, cases)[0] == repair


def test_what_is_filled_in_is_one_short_line() -> None:
    assert fill("{order}", {"order": " 1\n2 "}).text == "1 2"
    assert len(fill("{order}", {"order": "x" * 9999}).text) == 500


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Добрый день!", ()),
        ("{имя}, заказ { Заказ } и {order}", ("name", "order")),
        ("смайлик {:-)} не переменная", ()),
    ],
)
def test_what_still_stands_in_a_draft_is_named(text: str, missing: tuple[str, ...]) -> None:
    assert find_missing(text) == missing


def test_a_draft_with_a_variable_must_not_go_out() -> None:
    must_be_filled("Заказ 15 едет {:-)}")
    with pytest.raises(OtklikError, match=r"\{заказ\} is not filled in, line 2, character 7"):
        must_be_filled("Добрый день!\nЗаказ {заказ} едет")


def test_cases_speak_for_a_template_of_another_theme() -> None:
    asked = Asked("Верните деньги за сломанный чайник", "ru", themes=frozenset({"delivery"}))
    like = Case("Верните деньги за сломанный утюг", "refund")
    assert REFUND not in suggest(ALL, asked, [])
    assert REFUND in suggest(ALL, asked, [like])


def test_a_template_that_went_well_comes_first() -> None:
    repair = replace(PLAIN, name="another")
    said = "Чайник сломался через неделю"
    cases = [Case(said, "plain", worth=0.5), Case(said, "another", worth=1.5)]
    assert suggest([PLAIN, repair], Asked(said, "ru"), cases) == [repair, PLAIN]
