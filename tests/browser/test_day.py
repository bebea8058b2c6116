"""A community manager's whole day in a real browser, in Russian and in English."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pipeline import followup
from pipeline.database import Database
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from tests.browser.conftest import COMPLAINT, FORUM, NOW, hear, said
from web.languages import translations

pytestmark = pytest.mark.browser
PEOPLE = {"ru": "anna", "en": "kate"}
SOON = NOW + timedelta(minutes=5)


class Day:
    """One person at one browser, who reads the desk in one language."""

    def __init__(self, page: Any, database: Database, language: str) -> None:
        self.page, self.database = page, database
        self.says = translations(language).gettext

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def click(self, message: str, within: str = "#pane") -> None:
        """Click what carries this message, in the person's language."""
        text = self.says(message)
        found = self.page.locator(within).locator("button, summary, a", has_text=text)
        found.locator("visible=true").first.click()

    def sees(self, selector: str, text: str = "") -> None:
        """Wait until this is there."""
        self.page.locator(selector, has_text=text).first.wait_for()

    def stands(self, status: str) -> None:
        """Wait until the task on the page has this status."""
        self.sees(f"#task .chip.status-{status}")

    def walk_to(self, author: str) -> None:
        """Go down the list with the keyboard, and open the task by this author."""
        for _ in range(self.page.locator("#rows .row").count()):
            self.press("j")
            if author in self.page.locator("#rows .here .who").inner_text():
                break
        self.press("Enter")
        self.sees("#task .byline", author)

    def hears(self, post: Post) -> None:
        """The line takes in a post while the desk is open."""
        with self.database.writing() as session:
            hear(session, post, COMPLAINT, SOON)
            session.flush()
            followup.open_tasks(session, SOON)

    def number_of(self, author: str) -> int:
        """The task about this author's post."""
        posts = PostRow.__table__.c
        asked = select(Task).join(PostRow, Task.post_id == posts.id).where(posts.author == author)
        with self.database.reading() as session:
            return session.scalars(asked).one().id


@pytest.fixture(params=PEOPLE)
def day(request: pytest.FixtureRequest, page: Any, log_in: Any, filled: Database) -> Day:
    page.clock.install()  # so that half a minute need not be waited for
    log_in(PEOPLE[request.param])
    page.wait_for_function("() => window.htmx")
    return Day(page, filled, request.param)


def test_a_complaint_is_read_taken_and_answered(day: Day) -> None:
    day.walk_to("Ольга Иванова")
    day.sees(".context", "А кто-нибудь заказывал")  # said before in the thread
    day.sees(".context", "тоже потеряла")  # and after
    day.sees(".context", "выручила")  # by the same author, earlier
    day.press("a")
    day.stands("in_progress")
    day.sees("#rows .chip.status-in_progress")  # the list follows

    day.page.click("#pane button[name=sentiment][value=neutral]")
    day.sees("#pane button[value=neutral][aria-pressed=true]")
    day.click("Templates")
    day.page.click("#templates .pick-template")
    day.page.wait_for_function(
        "() => document.querySelector('#reply').value.includes('Ольга Иванова')"
    )
    day.page.fill("#reply", "Не переживай, щас всё порешаем, деньги вернём завтра.")
    day.click("Check the draft")
    day.sees("#remarks li")

    day.page.fill("#reply", "Здравствуйте! Мы проверили заказ и вернули деньги.")
    day.page.fill("#pane [name=url]", "https://forum.example/t/7#9")
    day.click("Record the answer")
    day.stands("waiting")
    day.hears(said(9, "Ромашка, деньги так и не пришли!", "Ольга Иванова", 0, **FORUM))
    day.page.goto(f"/inbox?task={day.number_of('Ольга Иванова')}")
    day.stands("in_progress")  # the author wrote again, so it is open again
    day.page.wait_for_function("() => window.htmx")
    day.press("e")
    day.page.keyboard.type("Деньги пришли")
    day.press("Enter")
    day.stands("resolved")
    assert "Деньги пришли" in day.page.inner_text(".history")


def test_a_task_that_is_not_in_the_list_is_worked_on_all_the_same(day: Day) -> None:
    task = day.number_of("John")
    with day.database.writing() as session:
        session.get_one(Task, task).status = TaskStatus.DISMISSED
    day.page.goto(f"/inbox?task={task}")
    day.page.wait_for_function("() => window.htmx")
    assert day.page.locator(f"#rows #task-{task}").count() == 0

    day.page.fill("#note", "Это реклама")
    day.page.press("#note", "Control+Enter")
    day.sees("#task .history", "Это реклама")  # and the console is silent


def test_the_inbox_is_put_in_order(day: Day) -> None:
    day.walk_to("Пётр Петров")
    day.press("s")
    day.page.locator("details[open] button[name=until]").first.click()
    day.sees(f"#pane :text-is({day.says('Show it again')!r})")
    day.click("Show it again")
    day.sees("#pane summary[data-key=s]")

    other = day.number_of("John")
    day.click("Merge")
    day.page.fill("#pane [name=into]", str(other))
    day.press("Enter")
    day.sees(".merged")
    day.click("Take the merger back")
    day.sees("#pane summary[data-key=d]")
    day.press("d")
    day.page.check("#pane [name=reason][value=spam]")
    day.page.click("#pane details[open] button.main")
    day.stands("dismissed")
    number = day.page.get_attribute("#task", "data-task")
    day.press("k")
    day.sees(f"#task:not([data-task='{number}'])")
    day.press("z")  # from the next task, too
    day.sees(f"#task[data-task='{number}'] summary[data-key=d]")

    day.hears(said(10, "Ромашка списала деньги дважды!", "Новенький", 0))
    day.page.clock.fast_forward(31_000)  # the desk asks every half a minute
    day.page.click("#news a")
    day.sees("#rows .who", "Новенький")


def test_the_numbers_are_read_and_the_day_ends(day: Day) -> None:
    day.page.goto("/mentions")
    day.page.wait_for_function("() => window.htmx")
    day.press("/")
    day.page.keyboard.type("доставкой")
    day.press("Enter")
    day.sees("#mentions li", "спасибо за доставку")
    day.page.wait_for_function("() => document.querySelectorAll('#mentions > li').length == 1")
    assert "q=" in str(day.page.get_attribute(".head .links a", "href"))  # the file holds the same
    assert "1" in day.page.inner_text("#heard")  # as those who do not see it hear

    day.page.goto("/reports/by-channel")
    assert day.page.locator(f'td[data-label="{day.says("Open tasks")}"]').count() == 2
    with day.page.expect_download() as download:
        day.page.locator("a[download]", has_text="CSV").first.click()
    assert "4" in download.value.path().read_text(encoding="utf-8-sig")

    day.page.goto("/sources")
    day.sees("main tbody .chip:is(.bad, .off)")
    day.page.locator("form[action='/logout'] button:visible").click()
    day.page.wait_for_url("**/login*")
    day.page.goto("/inbox")
    assert "/login" in day.page.url


def test_keys_are_shown_and_can_be_off(day: Day) -> None:
    day.press("?")
    day.sees("#keys[open]")
    day.page.uncheck("#keys-on")
    day.press("Escape")
    day.page.reload()
    day.press("j")

    assert day.page.locator("#rows .here").count() == 0
