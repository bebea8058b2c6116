"""A team at work in a real browser: snooze, undo, calling a colleague, a view, sharing out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake
from pipeline.assignment import Assignment
from pipeline.database import Database
from pipeline.model import BrandRow, Mention
from pipeline.people import add_person
from pipeline.post import Channel, Post
from pipeline.states import Role
from pipeline.team_model import AssignmentRow
from pipeline.watch import Brand

pytestmark = pytest.mark.browser
PASSWORD = "верно, лошадь"
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)
PAGES = (
    "/assignment",
    "/promises",
    "/promises/hours",
    "/people/1",
    "/for-me",
    "/views",
    "/audit",
    "/inbox?status=snoozed",
)
PATIENCE = 30_000  # ms; the machine may be busy
EARLY = "Autofocus processing was blocked"  # somebody typed before the page chose a field


@pytest.fixture
def filled(database: Database) -> Database:
    now = datetime.now(UTC)
    with database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(AssignmentRow(assignment=Assignment("всем")))
        session.flush()
        for number in range(2):
            post = Post(
                source="Отзывы",
                channel=Channel.REVIEW,
                url=f"https://otzyv.example/{number}",
                text=f"Ромашка не привезла заказ {number}{number}{number}. Верните деньги!",
                author="Покупатель",
                published=now - timedelta(hours=number + 1),
                language="ru",
            )
            intake.receive(session, post, intake.matcher(session), now)
        for mention in session.query(Mention):
            assess.record(session, mention, COMPLAINT, "test judge", None, now)
        session.flush()
        followup.open_tasks(session, now)
        add_person(session, "anna", "Анна", PASSWORD, Role.MANAGER)
        add_person(session, "boris", "Борис Петров", PASSWORD, Role.AGENT, language="en")
    return database


@pytest.fixture
def page(browser: Any, desk: str, filled: Database) -> Iterator[Any]:
    """A page whose console stays silent."""
    context = browser.new_context(base_url=desk, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: EARLY in message.text or said.append(message.text))
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
    page.wait_for_function("window.htmx")


def test_take_dismiss_and_snooze_are_undone_by_a_key(page: Any) -> None:
    log_in(page, "boris")
    cyrillic = "{key: 'о', code: 'KeyJ', bubbles: true}"  # j with a Russian layout
    page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {cyrillic}))")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task")
    page.keyboard.press("a")
    page.wait_for_selector("#task .task-head .chip.status-in_progress")
    page.keyboard.press("z")
    page.wait_for_selector("#task .task-head .chip.status-new")
    page.keyboard.press("d")
    page.check("#task .drop[open] input[value=spam]")
    page.click("#task .drop[open] button.main")
    page.wait_for_selector("#task .task-head .chip.status-dismissed")
    page.keyboard.press("z")
    page.wait_for_selector("#task .task-head .chip.status-new")
    page.keyboard.press("i")
    page.wait_for_selector("#task .noise-said")
    page.keyboard.press("z")
    page.wait_for_selector("#task .task-head .chip.status-new")
    page.keyboard.press("s")
    page.click("text=Tomorrow morning")
    page.wait_for_selector("#task button:has-text('Show it again')")
    page.goto("/inbox?status=snoozed")
    assert page.locator("#rows .row").count() == 1
    page.goto("/inbox")
    assert page.locator("#rows .row").count() == 1


def test_what_is_new_in_the_pane_is_pressed_the_moment_it_is_there(page: Any) -> None:
    log_in(page, "boris")
    page.goto("/inbox?task=2")
    page.wait_for_function("window.htmx")
    page.evaluate(
        """new MutationObserver((changes, watcher) => {
          const undo = document.querySelector("#task [data-key=z]");
          if (!undo) return;
          watcher.disconnect();
          undo.click();
        }).observe(document.querySelector("#pane"), {childList: true, subtree: true})"""
    )
    with page.expect_request("**/undo") as undone:
        page.keyboard.press("a")
    assert undone.value.headers.get("hx-request") == "true"  # not a page of its own
    page.wait_for_selector("#task .task-head .chip.status-new")


def test_a_colleague_is_called_with_the_keyboard_and_reads_it(page: Any) -> None:
    log_in(page, "anna")
    page.goto("/inbox?task=1")
    page.wait_for_function("window.htmx")
    page.keyboard.press("n")
    page.keyboard.type("Нужен возврат, @пет")
    page.wait_for_selector("#calls-list [aria-selected=true]")
    page.keyboard.press("Enter")
    assert page.input_value("#note") == "Нужен возврат, @boris "
    page.keyboard.type("посмотри")
    page.click("form.note button")
    page.wait_for_selector(".change-note")
    page.context.clear_cookies()
    log_in(page, "boris")
    assert page.inner_text(".places a[href='/for-me'] .count") == "1"
    page.goto("/for-me")
    with page.expect_response("**/for-me/tasks/1/read"):
        page.click(".calls a:has-text('Task 1')")
        page.wait_for_selector(".called q")
    page.goto("/for-me")
    assert page.locator(".calls .unread").count() == 0


def test_a_view_is_saved_shared_counted_and_opened_first(page: Any) -> None:
    log_in(page, "anna")
    page.goto("/inbox?who=nobody")
    page.click("text=Сохранить как подборку")
    page.fill(".save-view [name=name]", "Ничьи")
    page.check(".save-view [name=shared]")
    page.click(".save-view button.main")
    page.wait_for_selector(".places .views .count:has-text('2')")
    page.context.clear_cookies()
    log_in(page, "boris")
    page.goto("/views")
    with page.expect_navigation():
        page.click("text=Open the desk here")
    page.goto("/")
    page.wait_for_url("**/inbox?who=nobody")
    page.wait_for_selector(".places .views a[aria-current]")


def test_tasks_are_shared_out_by_the_rules_and_taken_back_at_once(page: Any) -> None:
    log_in(page, "anna")
    for tick in page.locator(".tick-row input").all():
        tick.check()
    page.click("text=Назначить по правилам")
    page.wait_for_selector(".list .done")
    assert page.locator("#rows .to").count() == 2
    page.keyboard.press("z")
    page.wait_for_selector(".list .done:has-text('Отменено')")
    assert page.locator("#rows .to").count() == 0
    page.goto("/audit?thing=task")
    assert "Анна" in page.inner_text(".audit")


def test_the_pages_fit_a_phone(page: Any) -> None:
    log_in(page, "anna")
    page.set_viewport_size({"width": 390, "height": 844})
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
