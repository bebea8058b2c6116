"""Every route names its right, and every role is held to it."""

from collections.abc import Callable
from re import sub
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import SecretStr

from alerts import receivers
from pipeline.database import Database
from pipeline.model import RuleRow
from pipeline.people_model import Person
from pipeline.reports.registry import SEE_PEOPLE
from pipeline.states import Role
from web.access import Right, may
from web.app import PARTS
from web.visit import Changes, Needs

ROUTES = [route for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)]
PUBLIC = {"/login", "/welcome", "/reports", "/s/{token}", "/u/{token}", "/websub/{path}"}

# Who may, by the first words of the address; what is not named here everybody may.
ANSWERING = {Role.MANAGER, Role.AGENT}
WATCHING = {Role.MANAGER, Role.ANALYST}
MAY = {
    "POST /tasks/{task_id}/approve": {Role.MANAGER},
    "POST /tasks/{task_id}/send-back": {Role.MANAGER},
    "POST /tasks": ANSWERING,
    "POST /mentions/{mention_id}/erase": {Role.MANAGER},
    "GET /mentions/{mention_id}/erase": {Role.MANAGER},
    "POST /mentions": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "POST /labels": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "GET /labels/results": set(Role),
    "GET /labels": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "POST /themes": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "POST /sources": WATCHING,
    "POST /brands": WATCHING,
    "POST /rules": WATCHING,
    "POST /triggers": WATCHING,
    "POST /alerts/deliveries": WATCHING,
    "POST /alerts/receivers": {Role.MANAGER},
    "POST /alerts/quiet": set(Role),
    "POST /alerts": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "GET /sources/new": WATCHING,
    "GET /sources/try": WATCHING,
    "GET /sources/fields": WATCHING,
    "GET /brands/new": WATCHING,
    "GET /rules/new": WATCHING,
    "POST /templates": ANSWERING,
    "GET /templates/new": ANSWERING,
    "GET /approvals": {Role.MANAGER},
    "POST /undo": {Role.MANAGER, Role.AGENT, Role.ANALYST},
    "GET /people": {Role.MANAGER},
    "POST /people": {Role.MANAGER},
    "GET /assignment": {Role.MANAGER},
    "POST /assignment": {Role.MANAGER},
    "POST /promises": {Role.MANAGER},
    "GET /audit": {Role.MANAGER},
}


def named(route: APIRoute) -> str:
    return f"{next(iter(route.methods))} {route.path}"


def needs_of(part: Dependant) -> list[Needs]:
    """What a route, or something it depends on, needs."""
    deeper = [need for found in part.dependencies for need in needs_of(found)]
    return [found.call for found in part.dependencies if isinstance(found.call, Needs)] + deeper


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_route_names_its_right_and_every_form_changes(route: APIRoute) -> None:
    needs = needs_of(route.dependant)

    assert len(needs) == (0 if route.path in PUBLIC else 1)
    if needs:
        assert isinstance(needs[0], Changes) is ("POST" in route.methods)


@pytest.mark.parametrize("role", Role)
def test_every_role_is_held_to_its_rights(enter: Callable[[str], Any], role: Role) -> None:
    visitor = enter(role)
    wrong = []
    for route in ROUTES:
        if route.path in PUBLIC or route.path == "/logout":
            continue
        address = sub(r"\{form\}", "csv", sub(r"\{name\}", "by-channel", route.path))
        address = sub(r"\{\w+\}", "1", address)
        method = next(iter(route.methods))
        answer = visitor.get(address) if method == "GET" else visitor.post(address)
        allowed = next(
            (roles for start, roles in MAY.items() if named(route).startswith(start)), set(Role)
        )
        if (answer.status_code == 403) is (role in allowed) or answer.status_code >= 500:
            wrong.append(f"{named(route)}: {answer.status_code}")

    assert wrong == []


def test_nobody_comes_in_without_a_login(visitor: Any) -> None:
    for route in ROUTES:
        if route.path in PUBLIC:
            continue
        address = sub(r"\{\w+\}", "1", route.path)
        method = next(iter(route.methods))
        answer = visitor.client.request(method, address, follow_redirects=False)
        assert answer.status_code == 303, named(route)
        assert answer.headers["location"].startswith("/login")


def test_a_form_without_its_token_changes_nothing(agent: Any) -> None:
    assert agent.post("/tasks/1/take", csrf="").status_code == 403
    assert agent.post("/tasks/1/take", csrf="wrong").status_code == 403
    assert "status-new" in agent.get("/tasks/1").text


def test_a_switched_off_person_is_out_at_once(enter: Callable[[str], Any]) -> None:
    agent, manager = enter("agent"), enter("manager")

    manager.post("/people/2", role="agent")  # the tick "may log in" is left out

    assert agent.get("/inbox").url.path == "/login"
    assert agent.log_in("agent").status_code == 401


def test_the_last_manager_stays(manager: Any) -> None:
    answer = manager.post("/people/1", role="viewer", active="yes")

    assert answer.status_code == 409
    assert "других действующих руководителей нет" in answer.text


PEOPLE = {"kind": "figure", "options": 'report = "by-person"\ncolumn = "open tasks"\nabove = 0'}
OTHER = {"kind": "new-complaint", "options": ""}


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MANAGER])
def test_a_rule_about_people_is_changed_and_removed_by_who_may_see_their_figures(
    enter: Callable[[str], Any], filled: Database, app: Any, role: Role
) -> None:
    notifiers = {"post": SecretStr("jsons://hooks.example/")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})
    with filled.writing() as session:
        receivers.assign(session, "post", session.query(Person).filter_by(login="manager").one())
    rule = {"name": "Люди", "to": "post", "kept": "yes"}
    assert enter("manager").post("/rules", **rule | PEOPLE | {"kept": ""}).status_code == 200
    with filled.reading() as session:
        number = session.query(RuleRow).filter_by(name="Люди").one().id

    visitor, allowed = enter(role), role is Role.MANAGER
    page = visitor.get(f"/rules/{number}").text
    assert ("/remove" in page) is allowed
    assert ("disabled" in page.partition("<fieldset")[2].partition(">")[0]) is not allowed
    answers = [visitor.post("/rules", **rule | said) for said in (PEOPLE, OTHER, PEOPLE)]
    answers.append(visitor.post(f"/rules/{number}/remove"))
    assert {answer.status_code for answer in answers} == ({200} if allowed else {409})
    with filled.reading() as session:
        left = session.query(RuleRow).filter_by(name="Люди").one_or_none()
        assert (left is None) is allowed
        assert left is None or left.rule.type == "figure"

    assert visitor.post("/rules", **rule | OTHER | {"name": "Ж", "kept": ""}).status_code == 200


def test_who_sees_figures_of_colleagues_is_the_same_in_the_desk_and_in_alerts() -> None:
    assert {role for role in Role if may(role, Right.COLLEAGUES)} == SEE_PEOPLE
