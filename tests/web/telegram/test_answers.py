"""From a link to a recorded answer, with a real desk and a Bot API on loopback."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pipeline import answering, publishing
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from pipeline.people import get_person
from pipeline.posting.door import NotPosted, Uncertain
from pipeline.reply_model import Reply
from pipeline.states import ReplyState, TaskStatus
from tests.web.telegram.conftest import (
    GOOD,
    Clock,
    Link,
    Telegram,
    news_of,
    the_task,
)
from web.telegram.poll import Poller


def test_from_the_code_in_the_desk_to_a_recorded_answer(
    agent: Any, poller: Poller, telegram: Telegram, clock: Clock, filled: Database
) -> None:
    agent.post("/me/telegram")
    page = agent.get("/me").text
    code = page.partition('id="telegram-code" value="')[2].partition('"')[0]
    telegram.say(code.lower())
    poller.round()
    assert "Имя agent" in telegram.texts()[0]
    assert "/queue" in telegram.texts()[1]
    assert "@user100001" in agent.get("/me").text
    assert code not in agent.get("/me").text

    told = news_of(poller, telegram, clock)
    assert told["text"].startswith("№1 · Ромашка · Отзыв")
    assert "Имя manager передаёт вам" in told["text"]
    assert "Ольга <b>Иванова</b>" in told["text"]
    assert "<script>alert(1)</script> Верните деньги!" in told["text"]
    assert "/tasks/1" in told["text"]

    telegram.say(GOOD, told)
    poller.round()
    asked, copy = telegram.sent[-2:]
    assert "https://otzyv.example/1?a=1&b=<2>" in asked["text"]
    assert copy["text"] == GOOD
    assert copy["entities"] == [{"type": "pre", "offset": 0, "length": len(GOOD)}]
    assert the_task(filled).status is TaskStatus.NEW

    clock.forward(minutes=5)
    telegram.press("опубликовал", asked)
    poller.round()
    task = the_task(filled)
    assert (task.status, task.reply) == (TaskStatus.WAITING, GOOD)
    done = [change for change in task.changes if change.what == "reply"]
    assert [(change.person_id == task.assignee_id, change.via) for change in done] == [
        (True, "Telegram")
    ]
    assert "Telegram" in agent.get("/tasks/1").text
    assert "1 ч" in telegram.texts()[-1]
    assert len(telegram.noticed) == 1


def test_remarks_are_told_and_the_draft_goes_on_only_when_wanted(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link
) -> None:
    linked("agent")
    telegram.say("Ольга, дай карту 4111 1111 1111 1111, ок?", news_of(poller, telegram, clock))
    poller.round()
    found = telegram.sent[-1]
    assert "[4111 1111 1111 1111]" in found["text"]

    telegram.press("Переписать", found)
    telegram.say(GOOD, found)
    poller.round()
    assert telegram.texts()[-1] == GOOD

    telegram.press("Всё равно", found)
    poller.round()
    assert telegram.texts()[-1].startswith("Ольга, дай карту")


def test_a_second_person_approves_in_the_desk(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    with filled.writing() as session:
        row = session.scalars(select(BrandRow)).one()
        row.brand = replace(row.brand, approve_from="normal")
    telegram.say(GOOD, news_of(poller, telegram, clock))
    poller.round()
    with filled.writing() as session:
        reply = session.scalars(select(Reply)).one()
        assert reply.state is ReplyState.ASKED
        manager = get_person(session, "manager")
        answering.send_back(session, reply, manager, "мягче", clock())
    poller.round()
    assert "мягче" in telegram.texts()[-1]

    telegram.say(GOOD + " Спасибо!", telegram.sent[-1])
    poller.round()
    with filled.writing() as session:
        reply = session.scalars(select(Reply).order_by(Reply.id.desc())).first()
        assert reply is not None
        answering.approve(session, reply, get_person(session, "manager"), clock())
    poller.round()
    telegram.press("опубликовал", telegram.sent[-2])
    poller.round()
    assert the_task(filled).reply == GOOD + " Спасибо!"


ENDINGS = [
    ("https://otzyv.example/1#answer", TaskStatus.WAITING, "https://otzyv.example/1#answer"),
    (NotPosted("forum.example answered 403; nothing was posted"), TaskStatus.NEW, GOOD),
    (Uncertain("forum.example answered 502"), TaskStatus.NEW, "/tasks/1"),
]


@pytest.mark.parametrize(("end", "status", "told"), ENDINGS)
def test_a_platform_is_asked_once(
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    filled: Database,
    monkeypatch: pytest.MonkeyPatch,
    end: str | OtklikError,
    status: TaskStatus,
    told: str,
) -> None:
    linked("agent")
    news = news_of(poller, telegram, clock)
    asked: list[str] = []

    class Way:
        longest = 300

        def __str__(self) -> str:
            return "forum forum.example"

        def post(self, _door: object, _text: str, key: str) -> str:
            asked.append(key)
            if isinstance(end, OtklikError):
                raise end
            return end

    monkeypatch.setattr(publishing, "way_for", lambda *_: Way())
    telegram.say(GOOD, news)
    poller.round()
    assert "forum forum.example" in telegram.texts()[-1]
    assert asked == []

    choice = telegram.sent[-1]
    telegram.press("Опубликовать", choice)
    poller.round()
    assert told in telegram.texts()[-1]
    assert the_task(filled).status is status
    if not isinstance(end, NotPosted):  # what nobody is sure of, and what stands, goes out no more
        telegram.press("Опубликовать", choice)
        poller.round()
        assert len(asked) == 1
        assert "уже" in telegram.texts()[-1]


def test_buttons_do_what_the_desk_does(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    manager = linked("manager")
    told = news_of(poller, telegram, clock)
    telegram.press("Взять", told)
    poller.round()
    assert the_task(filled).status is TaskStatus.IN_PROGRESS

    telegram.press("Взять", told, user=manager)
    poller.round()
    assert "Имя agent" in telegram.texts(manager)[-1]
    telegram.press("забрать", telegram.sent[-1], user=manager)
    poller.round()
    telegram.press("час", told, user=manager)
    poller.round()
    task = the_task(filled)
    assert task.snoozed == clock() + timedelta(hours=1)

    telegram.press("Отвечать не на что", told, user=manager)
    poller.round()
    telegram.press("Спам", telegram.sent[-1], user=manager)
    telegram.press("Взять", told, user=manager)
    poller.round()
    task = the_task(filled)
    assert (task.status, task.reason) == (TaskStatus.DISMISSED, "spam")
    assert {change.via for change in task.changes if change.person_id} >= {"Telegram"}
    assert "dismissed" not in telegram.texts(manager)[-1]
