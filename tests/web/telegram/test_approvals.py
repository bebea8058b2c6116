"""A colleague's draft, approved or sent back in Telegram."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from pipeline import answering
from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.people import change_person, get_person
from pipeline.reply_model import Reply
from pipeline.states import ReplyState, Role
from pipeline.task_model import Task, TaskChange
from pipeline.telegram_model import TelegramLink
from tests.web.telegram.conftest import GOOD, Clock, Link, Telegram, news_of, the_task
from web.telegram.poll import Poller

BETTER = GOOD + " Спасибо!"


@pytest.fixture
def strict(filled: Database) -> None:
    with filled.writing() as session:
        row = session.scalars(select(BrandRow)).one()
        row.brand = replace(row.brand, approve_from="normal")


def last_reply(database: Database) -> Reply:
    with database.reading() as session:
        reply = session.scalars(select(Reply).order_by(Reply.id.desc())).first()
        assert reply is not None
        return reply


def drafted(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link
) -> tuple[int, dict[str, Any]]:
    """The manager's account, and the message that asks there for approval."""
    linked("agent")
    manager = linked("manager")
    telegram.say(GOOD, news_of(poller, telegram, clock))
    poller.round()
    clock.forward(minutes=1)
    poller.round()
    return manager, telegram.sent[-1]


def test_sent_back_with_a_remark_then_approved_and_recorded(
    strict: None, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    manager, asked = drafted(poller, telegram, clock, linked)
    assert asked["text"].startswith("№1 ✎1 · Ромашка")
    assert f"Имя agent просит одобрить ответ:\n«{GOOD}»" in asked["text"]
    assert "Верните деньги!" in asked["text"]
    assert "Ответьте на это сообщение текстом ответа" not in asked["text"]

    telegram.press("Вернуть", asked, user=manager)
    poller.round()
    how = telegram.sent[-1]
    assert how["text"].startswith("№1 ✎1 · ")
    telegram.say("мягче", how, user=manager)
    poller.round()
    assert last_reply(filled).state is ReplyState.RETURNED
    poller.round()
    assert "Имя manager возвращает ответ: мягче" in telegram.texts()[-1]

    telegram.say(BETTER, telegram.sent[-1])
    poller.round()
    clock.forward(minutes=1)
    poller.round()
    again = telegram.sent[-1]
    telegram.press("Одобрить", asked, user=manager)  # the earlier draft
    poller.round()
    assert last_reply(filled).state is ReplyState.ASKED
    assert "другой ответ" in telegram.texts(manager)[-1]

    for _ in range(2):
        telegram.press("Одобрить", again, user=manager)
    poller.round()
    assert telegram.texts(manager)[-2].endswith("теперь его отправит Имя agent.")
    assert "больше не ждёт одобрения" in telegram.texts(manager)[-1]
    poller.round()
    telegram.press("опубликовал", telegram.sent[-2])
    poller.round()
    task = the_task(filled)
    assert task.reply == BETTER
    done = {one.what: one.via for one in task.changes if one.what in ("approved", "sent back")}
    assert done == {"approved": "Telegram", "sent back": "Telegram"}


def test_a_reply_to_the_draft_itself_is_the_remark(
    strict: None, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    manager, asked = drafted(poller, telegram, clock, linked)
    remark = telegram.say("без «мы»", asked, user=manager)
    poller.round()
    assert last_reply(filled).remark == "без «мы»"

    telegram.edit(remark, "с «мы»")
    poller.round()
    assert last_reply(filled).remark == "без «мы»"
    assert "не меняется" in telegram.texts(manager)[-1]


def test_nobody_approves_without_the_right_nor_their_own(
    strict: None, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    manager, asked = drafted(poller, telegram, clock, linked)
    telegram.press("Одобрить", asked)  # the writer, who is an agent
    telegram.say("хорошо", asked)
    poller.round()
    assert last_reply(filled).state is ReplyState.ASKED
    with filled.writing() as session:
        change_person(session, get_person(session, "agent"), Role.MANAGER, active=True)
    telegram.press("Одобрить", asked)
    poller.round()
    assert last_reply(filled).state is ReplyState.ASKED
    assert "Свой черновик" in telegram.texts()[-1]
    assert len(telegram.texts(manager)) == 1


def test_who_hears_of_a_draft_and_where_it_is_listed(
    strict: None, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    manager, _ = drafted(poller, telegram, clock, linked)
    assert not any("✎" in text for text in telegram.texts())
    telegram.say("/queue", user=manager)
    telegram.say("/t1", user=manager)
    telegram.say("/t1")
    poller.round()
    queue, _task, draft = telegram.texts(manager)[-3:]
    assert "Ждут одобрения: 1\n\n№1 /t1" in queue
    assert draft.startswith("№1 ✎1 · ")
    assert not any("✎" in text for text in telegram.texts())

    with filled.writing() as session:  # decided in the desk before it was told
        task = the_task(filled)
        reply = session.get_one(Reply, 1)
        answering.approve(session, reply, get_person(session, "manager"), clock())
        session.add(TaskChange(task_id=task.id, at=clock(), what="draft"))
    told = len(telegram.texts(manager))
    clock.forward(minutes=1)
    poller.round()
    assert len(telegram.texts(manager)) == told


def test_a_task_and_a_draft_of_the_night_come_as_one_list(
    strict: None, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    clock.now = clock.now.replace(hour=20, minute=0)  # 23:00 in Moscow
    manager = linked("manager")
    poller.round()
    with filled.writing() as session:
        agent, boss = get_person(session, "agent"), get_person(session, "manager")
        session.get_one(TelegramLink, boss.id).quiet = "22:00-08:00"
        task = session.get_one(Task, 1)
        answering.ask(session, task, agent, GOOD, None, clock())
        task.assignee = boss
        session.add(TaskChange(task=task, at=clock(), what="woken"))
    clock.forward(minutes=1)
    poller.round()
    assert telegram.texts(manager) == []
    clock.forward(hours=10)
    poller.round()
    told = telegram.texts(manager)[0]
    assert told.startswith("Новых обращений: 1\n\n№1 /t1")
    assert "Ждут одобрения: 1\n\n№1 /t1" in told
