"""From a link to a recorded answer, with a real desk and a Bot API on loopback."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from pipeline import answering, desk, publishing
from pipeline.alert_model import Delivery
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from pipeline.people import change_person, get_person
from pipeline.posting.door import NotPosted, Uncertain
from pipeline.reply_model import Reply
from pipeline.settings import Settings
from pipeline.states import ReplyState, Role, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.telegram_links import CODE_LIFE, read_links
from pipeline.telegram_model import TelegramBot, TelegramDraft, TelegramSaying
from tests.web.telegram.conftest import AGENT, TOKEN, Clock, Telegram, make_poller
from web.telegram.bot import Bot, BotError
from web.telegram.poll import Poller

GOOD = "Ольга, просим прощения! Мы уже разбираемся и напишем вам здесь."
STRANGER = 555
Link = Callable[[str], int]


def the_task(database: Database) -> Task:
    with database.reading() as session:
        task = session.get_one(Task, 1)
        assert len(task.changes) > 0
    return task


def news_of(poller: Poller, telegram: Telegram, clock: Clock) -> dict[str, Any]:
    """The message that tells of the task, given to the agent by the manager."""
    poller.round()
    with poller.database.writing() as session:
        task = session.get_one(Task, 1)
        agent, manager = get_person(session, "agent"), get_person(session, "manager")
        desk.assign(session, task, agent, manager, clock())
    clock.forward(minutes=1)
    poller.round()
    return telegram.sent[-1]


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


def test_repeats_and_kills_change_nothing_twice(
    settings: Settings,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    linked("agent")
    update = telegram.say(GOOD, news_of(poller, telegram, clock))
    telegram.add(update)
    with monkeypatch.context() as killed:  # after the commit, before anything is said
        killed.setattr("web.telegram.outbox.send_all", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            poller.round()
    before = len(telegram.sent)
    telegram.add(update)

    again = make_poller(settings, poller.database, clock)
    again.round()
    again.round()

    with poller.database.reading() as session:
        assert len(session.scalars(select(TelegramDraft)).all()) == 1
        assert session.scalars(select(TelegramSaying)).all() == []
        assert session.get_one(TelegramBot, 4711).reached == update["update_id"]
    assert telegram.texts()[before + 1 :] == [GOOD]
    assert telegram.waiting == []

    asked = telegram.sent[-2]
    for _ in range(2):
        telegram.press("опубликовал", asked)
    again.round()
    with poller.database.reading() as session:
        assert len(session.scalars(select(Reply)).all()) == 1
    assert "уже" in telegram.texts()[-1]


def test_an_update_that_breaks_us_stops_no_other(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked("agent")
    poller.round()
    with monkeypatch.context() as broken:
        broken.setattr("web.telegram.deeds.QUEUE", "none")
        telegram.say("/queue")
        telegram.say("/help")
        poller.round()

    assert len(telegram.texts()) == 2
    assert "№" not in telegram.texts()[0]
    assert "/queue" in telegram.texts()[1]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_who_may_not_answer_in_the_desk_may_not_here(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database, role: Role
) -> None:
    linked("agent")
    told = news_of(poller, telegram, clock)
    with filled.writing() as session:
        change_person(session, get_person(session, "agent"), role, active=True)
    telegram.say(GOOD, told)
    telegram.press("Взять", told)
    telegram.press_data("dismiss:1:0", told)
    telegram.say("/queue")
    poller.round()

    assert the_task(filled).status is TaskStatus.NEW
    assert telegram.texts()[1:4] == [telegram.texts()[1]] * 3
    assert "№1" in telegram.texts()[4]
    with filled.reading() as session:
        assert session.scalars(select(TelegramDraft)).all() == []


def test_switched_off_and_strangers_and_groups_get_nothing(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    told = news_of(poller, telegram, clock)
    telegram.say("/queue", chat="group")
    telegram.say(GOOD, told, chat="group")
    telegram.say("/queue", user=STRANGER, chat="group")
    poller.round()
    assert len(telegram.texts(-5)) == 2
    assert "№" not in "".join(telegram.texts(-5))

    with filled.writing() as session:
        change_person(session, get_person(session, "agent"), Role.AGENT, active=False)
    for _ in range(9):
        telegram.say("/queue", user=STRANGER)
    telegram.press("Взять", told)
    telegram.say("AAAAA-BBBBB", user=STRANGER + 1)
    poller.round()
    assert telegram.texts(STRANGER) == [telegram.texts(STRANGER)[0]] * 5
    assert "№" not in telegram.texts(STRANGER)[0]
    assert "№" not in "".join(telegram.texts()[1:])
    assert len(telegram.texts(STRANGER + 1)) == 1
    assert the_task(filled).assignee_id is not None
    assert the_task(filled).status is TaskStatus.NEW


def test_a_code_works_once_and_not_for_long(
    agent: Any, poller: Poller, telegram: Telegram, clock: Clock, filled: Database
) -> None:
    codes = []
    for _ in range(2):
        agent.post("/me/telegram")
        codes.append(agent.get("/me").text.partition('-code" value="')[2].partition('"')[0])
    telegram.say(codes[0], user=1)
    telegram.say(codes[1], user=2)
    telegram.say(codes[1], user=3)
    poller.round()
    with filled.reading() as session:
        assert [one.user_id for one in read_links(session)] == [2]

    agent.post("/me/telegram")
    late = agent.get("/me").text.partition('-code" value="')[2].partition('"')[0]
    clock.forward(seconds=CODE_LIFE.total_seconds() + 60)
    telegram.say(late, user=4)
    poller.round()
    agent.post("/me/telegram/unlink")
    with filled.reading() as session:
        assert read_links(session) == []


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


def test_quiet_hours_hold_tasks_and_tell_them_as_one(
    agent: Any, poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    clock.now = clock.now.replace(hour=20, minute=0)  # 23:00 in Moscow
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


TROUBLES = [
    (409, "Conflict: terminated by other getUpdates request", 0),
    (429, "Too Many Requests: retry after 7", 7),
    (401, f"Unauthorized {TOKEN}", 0),
    (502, "Bad Gateway", 0),
]


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_loses_nothing_and_tells_no_token(
    poller: Poller, telegram: Telegram, linked: Link, method: str, trouble: tuple[int, str, int]
) -> None:
    linked("agent")
    poller.round()
    telegram.troubles.append((method, *trouble))
    telegram.say("/help")
    with pytest.raises(BotError) as caught:
        poller.round()
    assert TOKEN not in str(caught.value)
    assert caught.value.wait == trouble[2]

    poller.round()
    assert len(telegram.texts()) == 1


def test_an_address_where_nobody_answers_tells_no_token(poller: Poller) -> None:
    silent = Bot(SecretStr(TOKEN), "http://127.0.0.1:9")
    with pytest.raises(BotError) as caught:
        silent.call("getMe", {})
    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.passing


def test_after_days_of_silence_any_number_is_new(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link
) -> None:
    linked("agent")
    telegram.say("/help")
    poller.round()
    poller.round()
    clock.forward(days=8)
    telegram.next_update = 10  # Telegram numbers anew after a week
    telegram.say("/help")
    poller.round()
    poller.round()

    assert len(telegram.texts()) == 2
    assert telegram.offsets[-2:] == [None, 12]


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
