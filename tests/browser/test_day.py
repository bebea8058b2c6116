"""A community manager's day in a real browser: log in, take, answer, resolve, see the report."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.database import Database
from pipeline.model import BrandRow, Mention, Role
from pipeline.people import add_person
from pipeline.post import Channel, Post
from pipeline.watch import Brand

pytestmark = pytest.mark.browser
PASSWORD = "верно, лошадь"
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)
PAGES = (
    "/inbox?task=1",
    "/inbox",
    "/mentions",
    "/reports",
    "/sources",
    "/brands/1",
    "/people",
    "/me",
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 30_000  # ms; the machine may be busy


@pytest.fixture
def filled(database: Database) -> Database:
    now = datetime.now(UTC)
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.flush()
        matcher = intake.matcher(session)
        for number in range(3):
            post = Post(
                source="Отзывы",
                channel=Channel.REVIEW,
                url=f"https://otzyv.example/{number}",
                text=f"Ромашка не привезла заказ {number}{number}{number}. Верните деньги!",
                author=f"Покупатель {number}",
                published=now - timedelta(hours=number + 1),
                stars=1.0,
                language="ru",
            )
            intake.receive(session, post, matcher, now)
        for mention in session.query(Mention):
            assess.record(session, mention, COMPLAINT, "test judge", None, now)
        session.flush()
        followup.open_tasks(session, now)
        add_person(session, "anna", "Анна", PASSWORD, Role.MANAGER)
        add_person(session, "kate", "Kate", PASSWORD, Role.MANAGER, language="en")
    return database


@pytest.fixture
def page(browser: Any, desk: str, filled: Database) -> Iterator[Any]:
    """A page whose console stays silent."""
    context = browser.new_context(base_url=desk, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def log_in(page: Any, login: str) -> None:
    page.goto("/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/inbox")


def open_tasks(page: Any, column: str) -> str:
    page.goto("/reports/by-channel")
    return str(page.locator(f'td[data-label="{column}"]').inner_text())


def test_the_day_in_russian(page: Any) -> None:
    log_in(page, "anna")
    assert open_tasks(page, "Открытые обращения") == "3"
    page.goto("/inbox")
    page.click("#rows .row >> nth=0")
    page.click("#task >> text=Взять")
    page.wait_for_selector("#task .chip.status-in_progress")
    page.wait_for_selector("#rows .row >> nth=0 >> .chip.status-in_progress")  # the list follows
    page.fill("#reply", "Здравствуйте! Вернём деньги сегодня.")
    page.fill("[name=url]", "https://otzyv.example/0#answer")
    page.click("text=Записать ответ")
    page.wait_for_selector("#task .chip.status-waiting")
    page.click("#task summary:has-text('Решить')")
    page.fill("#task [name=reason] >> nth=0", "Деньги вернули")
    page.click("#task .drop[open] button")
    page.wait_for_selector("#task .chip.status-resolved")

    assert "Деньги вернули" in page.inner_text(".history")
    assert open_tasks(page, "Открытые обращения") == "2"


def test_the_day_in_english_by_keyboard(page: Any) -> None:
    log_in(page, "kate")
    page.wait_for_function("window.htmx")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task")
    page.keyboard.press("a")
    page.wait_for_selector("#task .chip.status-in_progress")
    page.keyboard.press("r")
    page.keyboard.type("Sorry! We pay back today.")
    page.click("text=Record the answer")
    page.wait_for_selector("#task .chip.status-waiting")
    page.keyboard.press("e")
    page.keyboard.type("Paid back")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task .chip.status-resolved")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")

    assert open_tasks(page, "Open tasks") == "2"


def test_new_tasks_arrive_without_reload_and_keys_can_be_off(page: Any, filled: Database) -> None:
    log_in(page, "anna")
    page.wait_for_function("window.htmx")
    newest = page.get_attribute("#news", "hx-get")
    page.evaluate("address => htmx.ajax('GET', address, '#news')", newest.replace("=3", "=1"))
    page.wait_for_selector("#news a:has-text('2')")
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")

    assert page.locator("#rows .here").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(page: Any, scheme: str) -> None:
    axe = Path(os.environ.get("AXE", "node_modules/axe-core/axe.min.js"))
    if not axe.exists():
        pytest.skip("axe-core is not here: npm install axe-core, or AXE=path of axe.min.js")
    log_in(page, "anna")
    page.emulate_media(color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        page.evaluate(axe.read_text(encoding="utf-8") + "; 0")  # a script tag our policy forbids
        found = page.evaluate(f"axe.run({{runOnly: {STANDARDS}}})")["violations"]
        assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found], address


def test_a_phone_is_wide_enough(page: Any) -> None:
    log_in(page, "anna")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
