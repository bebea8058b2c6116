"""Templates chosen in Telegram, and deeds taken back there."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.model import BrandRow
from pipeline.replies import Template
from pipeline.reply_model import Reply
from pipeline.states import ReplyState, TaskStatus
from tests.web.telegram.conftest import GOOD, Clock, Link, Telegram, news_of, the_task
from web.telegram.poll import Poller

LATE = "Простите за задержку, {имя}! Мы уже разбираемся и напишем вам здесь."


@pytest.fixture
def templates(filled: Database) -> None:
    with filled.writing() as session:
        session.add_all(
            TemplateRow(template=one)
            for one in (
                Template("Общий", "Спасибо, {имя}!", "ru"),
                Template("Задержка", LATE, "ru", theme="delivery"),
                Template("С заказом", "{имя}, заказ {заказ} уже едет.", "ru", theme="delivery"),
            )
        )


def chosen(database: Database) -> list[tuple[ReplyState, str, str | None]]:
    with database.reading() as session:
        rows = session.scalars(select(Reply).order_by(Reply.id))
        return [
            (one.state, one.text, one.template.template.name if one.template else None)
            for one in rows
        ]


def test_a_template_is_chosen_filled_and_recorded_with_its_name(
    templates: None,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
) -> None:
    linked("agent")
    news = news_of(poller, telegram, clock)
    telegram.press("Шаблоны", news)
    poller.round()
    offered = telegram.sent[-1]
    assert "1. Задержка: «Простите за задержку, Ольга" in offered["text"]
    telegram.press("Задержка", offered)
    poller.round()
    handed, copy = telegram.sent[-2:]
    assert copy["text"] == LATE.replace("{имя}", "Ольга <b>Иванова</b>")
    if "Всё равно" in str(handed):  # the check has remarks: they are read first
        telegram.press("Всё равно", handed)
        poller.round()
        handed = telegram.sent[-2]
    telegram.press("опубликовал", handed)
    poller.round()
    assert chosen(filled) == [(ReplyState.RECORDED, copy["text"], "Задержка")]


def test_a_template_with_gaps_is_filled_in_by_hand_and_keeps_its_name(
    templates: None,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
) -> None:
    linked("agent")
    telegram.press_data("use:1:3", news_of(poller, telegram, clock))
    poller.round()
    gaps, copy = telegram.sent[-2:]
    assert "{заказ}" in gaps["text"]
    assert "заказ {заказ} уже едет" in copy["text"]
    telegram.say(GOOD, gaps)
    poller.round()
    telegram.press("опубликовал", telegram.sent[-2])
    poller.round()
    assert chosen(filled) == [(ReplyState.RECORDED, GOOD, "С заказом")]


def test_nothing_is_asked_for_before_the_text_was_shown(
    templates: None,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
) -> None:
    linked("agent")
    with filled.writing() as session:
        row = session.scalars(select(BrandRow)).one()
        row.brand = replace(row.brand, approve_from="normal")
        session.get_one(TemplateRow, 2).retired = clock()
    news = news_of(poller, telegram, clock)
    telegram.press_data("use:1:1", news)
    poller.round()
    assert chosen(filled) == []
    asked = telegram.sent[-2]
    assert telegram.texts()[-1].startswith("Спасибо, Ольга")
    telegram.press_data(asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"], asked)
    poller.round()
    assert [one[::2] for one in chosen(filled)] == [(ReplyState.ASKED, "Общий")]

    for wrong in ("use:1:2", "use:1:99", "use:1:9999999999999999"):
        telegram.press_data(wrong, news)
        poller.round()
        assert "больше не предлагается" in telegram.texts()[-1]


def test_a_template_chosen_later_leaves_the_buttons_of_an_earlier_one(
    templates: None,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
) -> None:
    linked("agent")
    news = news_of(poller, telegram, clock)
    telegram.press_data("use:1:2", news)
    poller.round()
    first = telegram.sent[-2]
    telegram.press_data("use:1:1", news)
    poller.round()
    while "опубликовал" not in str(first):  # the check has remarks: they are read first
        telegram.press("Всё равно", first)
        poller.round()
        first = telegram.sent[-2]
    telegram.press("опубликовал", first)
    poller.round()
    assert [one[::2] for one in chosen(filled)] == [(ReplyState.RECORDED, "Задержка")]


def test_what_is_written_days_after_a_template_was_chosen_is_none_of_it(
    templates: None,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
) -> None:
    linked("agent")
    news = news_of(poller, telegram, clock)
    telegram.press_data("use:1:3", news)
    poller.round()
    clock.forward(days=1, minutes=1)
    telegram.say(GOOD, news)
    poller.round()
    telegram.press("опубликовал", telegram.sent[-2])
    poller.round()
    assert chosen(filled) == [(ReplyState.RECORDED, GOOD, None)]


def test_without_templates_that_is_said(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link
) -> None:
    linked("agent")
    telegram.press("Шаблоны", news_of(poller, telegram, clock))
    poller.round()
    assert telegram.texts()[-1].endswith("Шаблонов пока нет.")


DEEDS = [
    ("Взять", None, TaskStatus.IN_PROGRESS),
    ("час", None, TaskStatus.NEW),
    ("Отвечать не на что", "Спам", TaskStatus.DISMISSED),
]


@pytest.mark.parametrize(("first", "second", "status"), DEEDS)
def test_a_deed_is_taken_back_within_the_time_of_the_desk(
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
    first: str,
    second: str | None,
    status: TaskStatus,
) -> None:
    linked("agent")
    manager = linked("manager")
    news = news_of(poller, telegram, clock)
    for minutes in (9, 11):
        telegram.press(first, news)
        poller.round()
        if second:
            telegram.press(second, telegram.sent[-1])
            poller.round()
        done = telegram.sent[-1]
        assert the_task(filled).status is status
        assert (the_task(filled).snoozed is not None) is (first == "час")
        clock.forward(minutes=minutes)
        telegram.press("Отменить", done, user=manager)  # it is the agent's deed
        poller.round()
        telegram.press("Отменить", done)
        poller.round()
        back = minutes < 10
        assert ("Отменено." in telegram.texts()[-1]) is back
        assert ((the_task(filled).status, the_task(filled).snoozed) == (TaskStatus.NEW, None)) is (
            back
        )
    assert "уже поздно" in telegram.texts()[-1].casefold()
    assert "отменять нечего" in telegram.texts(manager)[-2].casefold()


def test_an_answer_recorded_by_mistake_is_taken_back_and_given_again(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    telegram.say(GOOD, news_of(poller, telegram, clock))
    poller.round()
    handed = telegram.sent[-2]
    telegram.press("опубликовал", handed)
    poller.round()
    telegram.press("Отменить", telegram.sent[-1])
    poller.round()
    assert the_task(filled).reply is None
    telegram.press("опубликовал", handed)
    poller.round()
    assert the_task(filled).reply == GOOD
    assert [one[0] for one in chosen(filled)] == [ReplyState.WITHDRAWN, ReplyState.RECORDED]
