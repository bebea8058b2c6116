"""After the answer, in a real browser: labels and corrections by keys, a survey without scripts."""

from datetime import timedelta
from re import search
from typing import Any

import pytest
from sqlalchemy import select, update

from pipeline import sampling
from pipeline.database import Database
from pipeline.desk_model import Survey
from pipeline.label_model import LabelRow
from pipeline.model import Mention
from tests.browser.conftest import NOW

pytestmark = pytest.mark.browser


def test_texts_are_labelled_by_keys(page: Any, log_in: Any, filled: Database) -> None:
    with filled.writing() as session:
        session.execute(update(Mention).values(found=NOW - timedelta(days=7)))
        assert sampling.draw_due(session, 20, NOW)
    log_in("anna")
    page.goto("/labels")
    first = page.inner_text(".label .text")
    page.keyboard.press("7")  # negative
    page.keyboard.press("1")  # a complaint
    page.wait_for_function(
        "text => document.querySelector('.label .text')?.innerText !== text", arg=first
    )
    with filled.reading() as session:
        row = session.scalars(select(LabelRow)).one()
        assert (row.answer, row.sentiment) == ("complaint", "negative")
    page.keyboard.press("z")
    page.wait_for_function(
        "text => document.querySelector('.label .text')?.innerText === text", arg=first
    )


def test_a_mention_is_set_right_by_keys(page: Any, log_in: Any, filled: Database) -> None:
    log_in("anna")
    page.goto("/mentions")
    page.wait_for_function("() => window.htmx")
    page.keyboard.press("3")  # the eye is on nothing yet: nothing happens
    page.keyboard.press("j")
    first = page.locator("#mentions > li").first
    number = str(first.get_attribute("id")).removeprefix("mention-")
    page.keyboard.press("2")
    page.wait_for_selector(f"#mention-{number} button[value=neutral][aria-pressed=true]")
    page.keyboard.press("t")
    page.wait_for_selector(f"#mention-{number} details[open] select[name=theme]")
    page.select_option(f"#mention-{number} select[name=theme]", "refund")
    page.keyboard.press("Enter")  # from the list of themes itself
    page.wait_for_selector(f"#mention-{number} .foot >> text=возврат")
    with filled.reading() as session:
        mention = session.get_one(Mention, int(number))
        assert (mention.sentiment, mention.theme) == ("neutral", "refund")
    page.keyboard.press("z")
    page.wait_for_selector(f"#mention-{number} .done >> text=Отменено")
    assert page.url.endswith("/mentions")  # one goes on where one was


def test_a_customer_answers_with_the_keyboard_and_without_scripts(
    page: Any, browser: Any, log_in: Any, desk: str, filled: Database
) -> None:
    log_in("anna")
    page.goto("/inbox?task=1")
    page.wait_for_function("() => window.htmx")
    page.click("#pane summary[data-key=e]")
    page.fill("#pane input[name=reason][list]", "Вернули деньги")
    page.check("#pane [name=ask]")
    page.click("#pane details[open] button.main")
    page.wait_for_selector("#invitation")
    link = search(r"/s/[\w-]+", page.input_value("#invitation"))
    assert link

    plain = browser.new_context(base_url=desk, java_script_enabled=False)
    form = plain.new_page()
    form.goto(link[0])
    form.focus("[name=satisfaction][value='1']")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Tab"):
        form.keyboard.press(key)
    form.keyboard.press("Space")  # the first of the next scale
    form.fill("[name=said]", "Спасибо")
    form.click("button")
    assert "Спасибо!" in form.inner_text("h1")
    assert plain.cookies() == []
    plain.close()
    with filled.reading() as session:
        survey = session.scalars(select(Survey)).one()
        assert (survey.satisfaction, survey.effort, survey.said) == (4, 1, "Спасибо")
