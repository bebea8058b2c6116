"""A reply in a real browser: a template filled in, sent back, approved, recorded, and looked at."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake, later_looks
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.model import BrandRow, Mention, PostRow
from pipeline.people import add_person
from pipeline.post import Channel, Post
from pipeline.replies import Template
from pipeline.reply_model import Reply
from pipeline.states import Role
from pipeline.tone import Tone
from pipeline.watch import Brand

pytestmark = pytest.mark.browser
PASSWORD = "верно, лошадь"
PATIENCE = 60_000  # ms; the machine may be busy
NOW = datetime.now(UTC)
COMPLAINT = Verdict(
    Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95, theme="delivery"
)


@pytest.fixture
def filled(database: Database) -> Database:
    brand = Brand("Ромашка", "ромашка", tone=Tone(emoji=False), approve_from="normal")
    late = Template("Задержка", "{имя}, здравствуйте! Заказ {заказ} уже ищем 🙂", "ru", "delivery")
    post = Post(
        source="Отзывы",
        channel=Channel.REVIEW,
        url="https://otzyv.example/1",
        text="Ромашка не привезла заказ № 55512-К. Верните деньги!",
        author="Ольга",
        published=NOW - timedelta(hours=9),
        stars=1.0,
        language="ru",
    )
    with database.writing() as session:
        session.add(BrandRow(brand=brand))
        session.add(TemplateRow(template=late))
        session.flush()
        intake.receive(session, post, intake.matcher(session), NOW)
        assess.record(
            session, session.scalars(select(Mention)).one(), COMPLAINT, "test judge", None, NOW
        )
        session.flush()
        followup.open_tasks(session, NOW)
        add_person(session, "boris", "Борис", PASSWORD, Role.AGENT)
        add_person(session, "kate", "Kate", PASSWORD, Role.MANAGER, language="en")
    return database


@pytest.fixture
def enter(browser: Any, desk: str, filled: Database) -> Iterator[Callable[[str], Any]]:
    """Logs somebody in, in a browser of their own."""
    contexts = []

    def log_in(login: str) -> Any:
        context = browser.new_context(base_url=desk, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/inbox")
        return page

    yield log_in
    for context in contexts:
        context.close()


def test_from_a_template_to_what_came_of_it(enter: Callable[[str], Any], filled: Database) -> None:
    boris, kate = enter("boris"), enter("kate")
    boris.goto("/tasks/1")
    boris.click(".reply-help summary")
    boris.click(".pick-template >> nth=0")
    boris.wait_for_selector(".wanted")
    assert boris.input_value(".wanted [name=order]") == "55512-К"  # from the post
    boris.keyboard.press("Enter")  # the cursor is there
    boris.wait_for_selector(".wanted", state="detached")
    text = boris.input_value("#reply")
    assert text == "Ольга, здравствуйте! Заказ 55512-К уже ищем 🙂"
    assert "Эмодзи" in boris.inner_text("#remarks")
    boris.evaluate("document.activeElement.blur()")
    boris.keyboard.press("r")
    boris.keyboard.type("!")  # what is written goes on behind it
    assert boris.input_value("#reply") == f"{text}!"
    boris.fill("#reply", "Ольга, здравствуйте! Мы уже ищем.")
    boris.click("text=Попросить одобрения")
    boris.wait_for_selector(".state-asked")

    kate.goto("/approvals")
    kate.fill(".send-back [name=remark]", "Add an apology")
    kate.click("text=Send back")
    kate.wait_for_selector("text=Nothing waits for approval.")
    boris.goto("/tasks/1")
    assert "Add an apology" in boris.inner_text(".state-returned")
    boris.fill("#reply", "Ольга, просим прощения! Мы уже ищем.")
    boris.click("text=Попросить одобрения")
    boris.wait_for_selector(".state-asked")

    kate.goto("/tasks/1")
    kate.click("text=Approve >> nth=-1")
    kate.wait_for_selector(".state-approved")
    boris.goto("/tasks/1")
    boris.fill("[name=url]", "https://otzyv.example/1#answer")
    boris.press("[name=url]", "Enter")  # records, and takes no template
    boris.wait_for_selector("#task .chip.status-waiting")
    assert "проверим через час" in boris.inner_text(".after")

    two_days = NOW + timedelta(days=2)
    with filled.writing() as session:
        given = session.scalars(select(Reply).order_by(Reply.id.desc())).first()
        assert given is not None
        given.posted = NOW
        row = session.scalars(select(PostRow)).one()
        row.stars_now, row.stars_changed = 4.0, two_days
        session.flush()
        later_looks.look_all(session, two_days)
    boris.goto("/tasks/1")
    assert "звёзды 1 → 4 через 2 дн. после ответа" in boris.inner_text(".after")
    kate.goto("/reports/outcomes-by-template")
    assert kate.locator('td[data-label="More stars"]').inner_text() == "1"
