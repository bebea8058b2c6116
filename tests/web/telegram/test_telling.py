"""Which task is told to whom, when and why."""

from typing import Any

import pytest
from sqlalchemy import select

from pipeline.alert_model import Delivery
from pipeline.database import Database
from pipeline.task_model import Task, TaskChange
from pipeline.telegram_links import read_links
from tests.web.telegram.conftest import AGENT, Clock, Link, Telegram
from web.telegram import telling
from web.telegram.poll import Poller
from web.telegram.speech import Speech


def test_quiet_hours_hold_tasks_and_tell_them_as_one(
    agent: Any, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    clock.now = clock.now.replace(hour=20, minute=0)  # 23:00 in Moscow
    linked("agent")
    agent.post("/me/telegram/keep", quiet="22:00-08:00", unassigned="yes")
    assert 'value="22:00-08:00"' in agent.get("/me").text
    poller.round()
    with filled.writing() as session:
        task = session.get_one(Task, 1)
        for what in ("woken", "escalated"):
            session.add(TaskChange(task=task, at=clock(), what=what))
            session.flush()
            clock.forward(minutes=2)
    poller.round()
    assert telegram.texts() == []
    clock.forward(hours=10)
    poller.round()
    assert telegram.texts()[0].startswith("№1 · ")
    with filled.reading() as session:
        assert [row.rule for row in session.scalars(select(Delivery))] == ["Telegram"]


def test_who_blocked_the_bot_is_given_up_and_others_go_on(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    manager = linked("manager")
    telegram.blocked.add(AGENT)
    poller.round()
    with filled.writing() as session:
        session.add(TaskChange(task=session.get_one(Task, 1), at=clock(), what="woken"))
    clock.forward(minutes=1)
    telegram.say("/help")
    telegram.say("/help", user=manager)
    poller.round()
    poller.round()

    assert len(telegram.texts(manager)) == 2
    with filled.reading() as session:
        lost = select(Delivery).where(Delivery.sent.is_(None), Delivery.retry_at.is_(None))
        assert [row.notifier for row in session.scalars(lost)] == ["telegram:agent"]


REASONS = [
    ("status", None, "new", ""),
    ("status", "resolved", "new", "Обращение снова открыто."),
    ("assignee_id", None, "2", "Назначено вам по правилу."),
    ("woken", None, "the author wrote again", "Автор написал снова."),
    ("snoozed", "2026-03-04T12:00:00+00:00", None, "Было отложено до этого времени."),
    ("escalated", None, "due soon", "Скоро срок ответа."),
    ("escalated", None, "overdue", "Срок ответа прошёл."),
    ("status", "new", "resolved", None),
    ("assignee_id", "2", None, None),
    ("note", None, "x", None),
]


@pytest.mark.parametrize(("what", "before", "after", "why"), REASONS)
def test_what_is_news_and_why(
    clock: Clock, what: str, before: str | None, after: str | None, why: str | None
) -> None:
    change = TaskChange(what=what, before=before, after=after, at=clock())

    assert telling.is_news(change) is (why is not None)
    if why is not None:
        assert telling.reason(change, Speech("ru", "UTC", clock())) == why


@pytest.mark.parametrize(
    ("login", "unassigned", "brands", "heard"),
    [
        ("agent", True, [], True),
        ("agent", True, ["Ромашка"], True),
        ("agent", True, ["Василёк"], False),
        ("agent", False, [], False),
        ("analyst", True, [], False),
    ],
)
def test_whom_a_task_that_nobody_has_concerns(
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    login: str,
    unassigned: bool,
    brands: list[str],
    heard: bool,
) -> None:
    user = linked(login)
    poller.round()
    with poller.database.writing() as session:
        link = read_links(session)[0]
        link.unassigned, link.brands = unassigned, brands
        session.add(TaskChange(task=session.get_one(Task, 1), at=clock(), what="snoozed"))
    poller.round()
    assert telegram.texts(user) == []
    clock.forward(minutes=1)
    poller.round()
    poller.round()
    assert len(telegram.texts(user)) == heard
