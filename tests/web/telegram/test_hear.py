"""Who is heard, and who is not: roles, strangers, groups, codes."""

from typing import Any

import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.people import change_person, get_person
from pipeline.states import Role, TaskStatus
from pipeline.telegram_links import CODE_LIFE, read_links
from pipeline.telegram_model import TelegramDraft
from tests.web.telegram.conftest import GOOD, Clock, Link, Telegram, news_of, the_task
from web.telegram.poll import Poller

STRANGER = 555


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
