"""What is new while a page is open: told to those who listen, and shown in its place."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline import presence
from pipeline.database import Database
from pipeline.people_model import Person
from pipeline.task_model import Task
from pipeline.team_model import Presence
from web.live import ALIVE, HELLO, IN_ALL, PER_PERSON, Live


@pytest.fixture
def live(filled: Database) -> Live:
    made = Live(filled, lambda: datetime.now(UTC))
    made.every, made.beat = 0.01, 0.2
    return made


def say_here(database: Database, who: int, *, writing: bool = False) -> None:
    with database.writing() as session:
        task, person = session.get_one(Task, 1), session.get_one(Person, who)
        presence.say_here(session, task, person, datetime.now(UTC), writing=writing)


def test_listeners_hear_of_changes_and_else_that_the_desk_lives(
    live: Live, filled: Database
) -> None:
    async def listen() -> list[str]:
        told = live.tell(2)
        heard = [await anext(told), await anext(told)]
        say_here(filled, 2, writing=True)
        heard.append(await anext(told))
        live.close()
        await told.aclose()
        return heard

    assert asyncio.run(listen()) == [HELLO, ALIVE, "event: tasks\ndata: [1]\n\n"]
    assert not live.admits(2)  # closed


def test_a_database_that_does_not_answer_is_asked_more_seldom_and_ends_nothing(
    live: Live, tmp_path: Path
) -> None:
    async def listen() -> str:
        told = live.tell(2)
        await anext(told)
        live._database = Database(f"sqlite:///{tmp_path}")  # a folder is none
        return await anext(told)

    assert asyncio.run(listen()) == ALIVE


def test_a_person_and_a_desk_have_only_so_many_open_pages(live: Live) -> None:
    async def open_some() -> tuple[bool, bool, bool]:
        told = [live.tell(2) for _ in range(PER_PERSON)]
        for one in told:
            await anext(one)
        seen = live.admits(2), live.admits(3)
        told += [live.tell(10 + number) for number in range(IN_ALL - PER_PERSON)]
        for one in told[PER_PERSON:]:
            await anext(one)
        full = live.admits(3)
        for one in told:
            await one.aclose()
        return *seen, full

    assert asyncio.run(open_some()) == (False, True, False)


def test_a_stream_ends_so_that_the_browser_shows_its_login_again(live: Live) -> None:
    live.life = 0.0

    async def listen() -> list[str]:
        return [words async for words in live.tell(2)]

    assert asyncio.run(listen()) == [HELLO]


def test_counts_rows_and_new_tasks_are_put_in_their_places(
    agent: Any, add_second: Callable[[], None]
) -> None:
    add_second()
    parts = agent.get("/live/now?newest=1&rows=1").text

    assert 'hx-swap-oob="outerHTML:.count-inbox">2<' in parts
    assert '<b id="tab-open" hx-swap-oob="true">2</b>' in parts
    assert 'id="task-1" hx-swap-oob="true"' in parts
    assert "/inbox?" in parts
    assert 'class="news"' not in agent.get("/live/now?newest=2").text
    assert "tab-open" not in agent.get("/live/now").text  # not in the inbox
    assert "tab-done" not in parts  # a tab that only reports open
    assert 'id="tab-done"' in agent.get("/live/now?newest=1&status=done").text


def test_who_has_the_task_open_and_what_they_did_is_said_to_others_only(
    enter: Callable[[str], Any], filled: Database
) -> None:
    agent, manager = enter("agent"), enter("manager")
    assert agent.post("/tasks/1/here", writing="yes").status_code == 204
    assert "Имя agent пишет" in manager.get("/live/now?task=1&change=999").text
    assert "Имя agent пишет" in manager.get("/tasks/1").text
    assert "пишет" not in agent.get("/live/now?task=1&change=999").text

    agent.post("/tasks/1/take")
    assert "/tasks/1" in manager.get("/live/now?task=1&change=1").text
    assert 'href="/tasks/1"' not in agent.get("/live/now?task=1&change=1").text

    with filled.writing() as session:
        row = session.get_one(Presence, 2)
        row.at -= timedelta(minutes=2)
    assert "Имя agent пишет" not in manager.get("/live/now?task=1&change=999").text


def test_a_crowd_that_comes_at_once_is_answered(agent: Any) -> None:
    """As when a desk is back and all open pages ask anew: more than connections and threads."""
    door, login = httpx.ASGITransport(agent.client.app), dict(agent.client.cookies)

    async def ask_all() -> set[int]:
        async with httpx.AsyncClient(
            transport=door, base_url="http://127.0.0.1", cookies=login
        ) as crowd:
            answers = await asyncio.gather(*(crowd.get("/live/now") for _ in range(70)))
        return {answer.status_code for answer in answers}

    assert asyncio.run(ask_all()) == {200}
