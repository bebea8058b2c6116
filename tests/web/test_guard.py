"""Hosts, foreign forms, endless bodies, and the headers of every answer."""

from typing import Any

import pytest
from sqlalchemy import event

from pipeline.database import Database

HEADERS = ("content-security-policy", "x-frame-options", "x-content-type-options")


@pytest.mark.parametrize("address", ["/login", "/nowhere", "/static/desk.css", "/inbox"])
def test_every_answer_is_guarded(visitor: Any, address: str) -> None:
    answer = visitor.get(address)

    assert all(name in answer.headers for name in HEADERS)
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("address", ["/login", "/inbox", "/reports/by-channel.csv", "/nowhere"])
def test_the_head_of_a_page_is_that_of_the_page(agent: Any, address: str) -> None:
    head, page = agent.client.head(address), agent.get(address)

    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.headers["content-type"] == page.headers["content-type"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/inbox", "no-store"),
        ("/static/desk.css?v=1", "public, max-age=31536000, immutable"),
        ("/static/desk.css", "no-cache"),
        ("/static/nothing.css?v=1", "no-store"),
    ],
)
def test_named_files_are_kept_and_pages_are_not(agent: Any, address: str, kept: str) -> None:
    assert agent.get(address).headers["cache-control"] == kept


def test_our_own_mistake_is_guarded_and_says_little(agent: Any, app: Any) -> None:
    def broken() -> None:
        raise RuntimeError("a secret")

    app.state.desk.clock = broken
    answer = agent.get("/inbox")

    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert all(name in answer.headers for name in HEADERS)
    assert answer.headers["cache-control"] == "no-store"


def test_a_full_disk_is_told_and_passes(agent: Any, filled: Database) -> None:
    @event.listens_for(filled.engine, "connect")
    def leave_no_room(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    filled.close()
    told = agent.post("/tasks/1/note", text="долго " * 3_000)
    assert told.status_code == 503
    assert "database or disk is full" in told.text
    event.remove(filled.engine, "connect", leave_no_room)
    filled.close()
    assert agent.post("/tasks/1/note", text="долго " * 10).status_code < 400


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "[", ""])
def test_another_host_name_gets_nothing(visitor: Any, host: str) -> None:
    assert visitor.get("/login", host=host).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8765", "192.0.2.7", "[::1]:8765"])
def test_our_names_and_bare_addresses_are_answered(visitor: Any, host: str) -> None:
    assert visitor.get("/login", host=host).status_code == 200


def test_a_form_from_another_site_is_refused(agent: Any) -> None:
    answer = agent.client.post(
        "/tasks/1/take", data={"csrf": agent.csrf}, headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "undefined"])
def test_a_token_of_half_characters_is_refused(agent: Any, encoding: str) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n+2AA-\\ud800\r\n--b--\r\n'
    kind = {"content-type": f"multipart/form-data; boundary=b; charset={encoding}"}
    answer = agent.client.post("/tasks/1/take", content=part.encode(), headers=kind)

    assert answer.status_code in (400, 403, 422)
    assert "status-new" in agent.get("/tasks/1").text


def test_endless_forms_are_refused(visitor: Any) -> None:
    assert visitor.post("/login", login="x" * 300_000).status_code == 413
    chunked = visitor.client.post("/login", content=iter([b"login=x"]))
    assert chunked.status_code == 411


def test_pages_have_no_inline_script_or_style(agent: Any) -> None:
    for address in ("/inbox?task=1", "/mentions", "/reports/by-channel", "/me"):
        page = agent.get(address).text
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count('<script src="/static/')


@pytest.mark.parametrize(
    ("accepted", "said"), [("ru", "Форма слишком большая"), ("en", "The form is too large")]
)
def test_what_is_refused_is_said_in_the_readers_language(
    visitor: Any, accepted: str, said: str
) -> None:
    answer = visitor.client.post(
        "/login", data={"login": "x" * 300_000}, headers={"accept-language": accepted}
    )

    assert answer.status_code == 413
    assert said in answer.text
    assert 'href="/inbox"' in answer.text


def test_an_old_form_says_so_and_leads_back(agent: Any) -> None:
    answer = agent.client.post(
        "/tasks/1/take",
        data={"csrf": "of another login"},
        headers={"referer": "http://127.0.0.1/inbox?task=1"},
    )

    assert answer.status_code == 403
    assert "Форма осталась от прежнего входа" in answer.text
    assert 'href="/inbox?task=1"' in answer.text


@pytest.mark.parametrize("referer", ["https://evil.example/x", "//evil", "nonsense", ""])
def test_the_way_back_never_leaves_the_desk(agent: Any, referer: str) -> None:
    answer = agent.client.get("/nowhere", headers={"referer": referer})

    assert answer.status_code == 404
    assert "evil" not in answer.text
