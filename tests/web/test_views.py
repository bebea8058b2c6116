"""Saved views: kept, shared, counted, moved, opened first, deleted."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from pipeline.database import Database


def save(visitor: Any, name: str, query: str, **more: str) -> Any:
    return visitor.post("/views", page=more.pop("page", "inbox"), name=name, query=query, **more)


def test_a_view_is_ones_own_until_it_is_shared(agent: Any, manager: Any) -> None:
    save(agent, " Мои  срочные ", "who=me", back="/inbox?who=me")

    assert "Мои срочные" in agent.get("/reports/by-person").text
    assert "Мои срочные" not in manager.get("/views").text
    agent.post("/views/1/share")
    assert 'href="/inbox?who=me"' in manager.get("/inbox").text


def test_counts_come_in_one_query(enter: Callable[[str], Any], filled: Database) -> None:
    agent = enter("agent")
    for number, query in enumerate(("who=nobody", "who=me", "status=closed", "channel=nonsense")):
        save(agent, f"вид {number}", query)
    save(agent, "негатив", "sentiment=negative", page="mentions")
    asked: list[str] = []
    event.listen(filled.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    page = agent.get("/views/counts", **{"HX-Request": "true"}).text

    assert page.count('class="count"') == 3  # nobody's, all of a channel nobody knows, negative
    views = [one for one in asked if "count(*)" in one.lower() and "login_sessions" not in one]
    assert len([one for one in views if "tasks" in one]) == 1


def test_the_desk_opens_on_a_view_while_it_is_there(agent: Any, manager: Any) -> None:
    save(agent, "Ничьи", "who=nobody", shared="yes")
    manager.post("/views/1/start")
    assert str(manager.get("/").url).endswith("/inbox?who=nobody")
    agent.post("/views/1/share")  # no longer
    assert str(manager.get("/").url).endswith("/inbox")
    agent.post("/views/1/start")
    agent.post("/views/1/delete")
    assert str(agent.get("/").url).endswith("/inbox")


def test_views_are_moved_and_renewed(agent: Any) -> None:
    for name in ("один", "два"):
        save(agent, name, "who=me")
    agent.post("/views/2/up")
    page = agent.get("/views").text
    assert page.index('<th scope="row"><a href="/inbox?who=me">два') < page.index(">один</a>")
    save(agent, "два", "who=nobody")
    assert 'href="/inbox?who=nobody">два' in agent.get("/views").text
    agent.post("/views/2/name", name=" три ")
    assert 'href="/inbox?who=nobody">три' in agent.get("/views").text
    assert agent.post("/views/2/name", name="один").status_code == 409


def test_nobody_changes_the_view_of_another(agent: Any, manager: Any) -> None:
    save(agent, "Ничьи", "who=nobody", shared="yes")
    save(agent, "Мои", "who=me")
    save(agent, "Ничьи", "who=nobody&channel=forum")  # the team sees it still

    assert manager.post("/views/1/delete").status_code == 409
    assert manager.post("/views/1/name", name="Мои").status_code == 409
    assert manager.post("/views/1/up").status_code == 409
    assert manager.post("/views/2/delete").status_code == 404
    assert manager.post("/views/7/start").status_code == 404


def test_what_is_no_view_is_refused(agent: Any) -> None:
    assert save(agent, "", "who=me").status_code == 409
    assert save(agent, "x" * 61, "who=me").status_code == 409
    assert save(agent, "x", "who=me", page="people").status_code == 409


def test_views_and_colours_are_the_same_on_every_page(agent: Any) -> None:
    save(agent, "Мои", "who=me")
    agent.client.cookies.set("theme", "dark", domain="127.0.0.1")

    for address in ("/brands", "/templates", "/templates/new", "/themes/delivery", "/themes"):
        page = agent.get(address).text
        assert "<span>Мои</span></a>" in page  # the numbers are asked for afterwards
        assert 'data-theme="dark"' in page
