"""Logging in, out, and the first person's welcome."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from pipeline.database import Database
from pipeline.people import check_password, set_password
from pipeline.people_model import LoginSession, Person
from pipeline.settings import Settings
from pipeline.states import Role
from pipeline.team_model import AuditEntry
from web.app import create_app
from web.desk import Welcome
from web.visit import local


def test_the_cookie_is_out_of_reach_and_only_its_digest_is_kept(
    visitor: Any, filled: Database
) -> None:
    answer = visitor.client.post(
        "/login", data={"login": "AGENT", "password": "верно, лошадь"}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]

    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # this desk is reached over http
    with filled.reading() as session:
        kept = session.scalars(select(LoginSession.digest)).all()
    assert kept
    assert all(digest not in cookie for digest in kept)


def test_a_wrong_password_and_an_unknown_login_answer_alike(visitor: Any) -> None:
    wrong = visitor.log_in("agent", "неверно, лошадь")
    unknown = visitor.log_in("nobody", "неверно, лошадь")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("agent", "") == unknown.text.replace("nobody", "")


def test_too_many_mistakes_have_to_wait(visitor: Any) -> None:
    for _ in range(4):
        visitor.log_in("agent", "wrong")

    assert visitor.log_in("agent").status_code == 429
    assert visitor.log_in("manager").status_code == 200  # others do not wait


async def crowd(app: FastAPI, count: int) -> tuple[Counter[int], int]:
    """What many tries that come together are answered, and a page that is asked for meanwhile."""
    desk = app.state.desk
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for _ in range(2):
            await desk.hashing.acquire()
        form = {"login": "agent", "password": "wrong"}
        tries = [asyncio.create_task(client.post("/login", data=form)) for _ in range(count)]
        await asyncio.sleep(0.5)  # they are at the door
        page = await asyncio.wait_for(client.get("/login"), 60)
        for _ in range(2):
            desk.hashing.release()
        answers = await asyncio.gather(*tries)
    return Counter(answer.status_code for answer in answers), page.status_code


def test_tries_that_come_together_have_to_wait_too(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody else does: more of them than the server has threads stop no page."""
    now = datetime.now(UTC)
    app.state.desk.clock = lambda: now
    monkeypatch.setattr("web.login.PATIENCE", 120.0)

    answers, page = asyncio.run(crowd(app, 60))

    assert page == 200
    assert answers[401] <= 5  # four mistakes are free, and two tries at a time are looked at
    assert answers[401] + answers[429] == 60


def test_a_login_that_finds_no_turn_is_told_so(
    app: FastAPI, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.login.PATIENCE", 0.01)
    monkeypatch.setattr(app.state.desk, "hashing", asyncio.Semaphore(0))

    assert visitor.log_in("agent").status_code == 503


def test_a_password_changed_while_it_is_checked_opens_nothing(
    visitor: Any, filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_meanwhile(person: Person, password: str) -> bool:
        with filled.writing() as session:
            set_password(session, session.get_one(Person, person.id), "другой пароль")
        return check_password(person, password)

    monkeypatch.setattr("web.login.check_password", change_meanwhile)

    assert visitor.log_in("agent").status_code == 401
    with filled.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []


def test_a_login_that_nobody_has_leaves_nothing(visitor: Any, filled: Database) -> None:
    assert visitor.log_in("no\0body", "wrong").status_code == 401
    assert visitor.log_in("agent", "wrong").status_code == 401
    with filled.reading() as session:
        tries = select(AuditEntry.name).where(AuditEntry.what == "wrong password")
        assert session.scalars(tries).all() == ["agent"]


def test_logging_out_ends_the_session(agent: Any) -> None:
    cookie = agent.client.cookies["otklik"]
    agent.post("/logout")
    agent.client.cookies.set("otklik", cookie)

    asked = agent.get("/inbox")
    assert asked.url.path == "/login"
    assert "Your login has ended" in asked.text
    agent.client.cookies.clear()
    assert "A login lasts 7 days" in agent.get("/inbox").text


def test_a_session_expires(agent: Any, app: Any) -> None:
    app.state.desk.clock = lambda: datetime.now(UTC) + timedelta(days=8)

    assert agent.get("/inbox").url.path == "/login"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_nobody_is_sent_elsewhere(address: str) -> None:
    assert local(address, "/") == "/"


def test_after_logging_in_people_come_where_they_wanted(visitor: Any) -> None:
    answer = visitor.post(
        "/login", login="agent", password="верно, лошадь", then="/mentions?q=ромашка"
    )

    assert answer.url.path == "/mentions"
    assert answer.url.params["q"] == "ромашка"


def test_the_first_person_is_welcome_once(settings: Settings, database: Database) -> None:
    app = create_app(settings, database, Welcome.of("secret-token", datetime.now(UTC)))
    form = {"token": "secret-token", "login": "anna", "name": "Анна", "password": "верно, лошадь"}
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/welcome?token=guess").status_code == 404
        assert client.get("/welcome?token=secret-token").status_code == 200
        assert client.post("/welcome", data=form | {"password": "short"}).status_code == 422
        assert client.post("/welcome", data=form).url.path == "/inbox"
        assert client.post("/welcome", data=form | {"login": "second"}).status_code == 404
    with database.reading() as session:
        assert [person.role for person in session.scalars(select(Person))] == [Role.MANAGER]


def test_a_welcome_expires() -> None:
    welcome = Welcome.of("token", datetime(2026, 1, 1, tzinfo=UTC))

    assert welcome.admits("token", datetime(2026, 1, 1, 0, 59, tzinfo=UTC))
    assert not welcome.admits("token", datetime(2026, 1, 1, 1, 0, tzinfo=UTC))


def test_over_https_the_cookie_is_sent_nowhere_else(settings: Settings, filled: Database) -> None:
    app = create_app(settings.model_copy(update={"address": "https://desk.example"}), filled)
    with TestClient(app, base_url="https://desk.example") as client:
        form = {"login": "agent", "password": "верно, лошадь"}
        answer = client.post("/login", data=form, follow_redirects=False)

    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_cookie_that_somebody_planted_is_never_taken_over(visitor: Any) -> None:
    visitor.client.cookies.set("otklik", "planted")
    first = visitor.post("/login", login="agent", password="верно, лошадь")
    planted, given = (
        {"planted"},
        set(first.history[0].headers["set-cookie"].split(";")[0].split("=")[1:]),
    )
    second = visitor.client.post("/login", data={"login": "agent", "password": "верно, лошадь"})
    again = set(second.history[0].headers["set-cookie"].split(";")[0].split("=")[1:])

    assert len(planted | given | again) == 3
