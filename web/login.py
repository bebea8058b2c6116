"""Logging in, logging out, and the first person's welcome."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline import audit
from pipeline.errors import OtklikError
from pipeline.people import (
    LIFE,
    add_person,
    check_password,
    end_session,
    find_person,
    find_session,
    somebody_exists,
    start_session,
)
from pipeline.states import Role
from web.desk import COOKIE, THEME, Desk
from web.fields import Secret, Text
from web.languages import LANGUAGES, N_, choose_language
from web.pages import render
from web.visit import NotFound, Self, desk_of, local

router = APIRouter()
BUSY = N_("Too many people are logging in at this moment. Try again.")
WRONG = N_("Login or password is wrong.")
ENDED = N_("Your login has ended: it was logged out, or the password was changed. Log in again.")
FIRST = N_("Log in, and the page you asked for opens. A login lasts %(days)s days.")
WAIT = N_("Too many wrong tries. Wait %(seconds)s seconds.")
PATIENCE = 5.0  # seconds that a login waits for its turn


async def await_turn(request: Request) -> AsyncIterator[bool]:
    """Whether it is this login's turn to be looked at.

    Logins wait outside of any thread: a crowd of them would take those of everybody's pages.
    """
    hashing = desk_of(request).hashing
    try:
        async with asyncio.timeout(PATIENCE):
            await hashing.acquire()
    except TimeoutError:
        yield False
        return
    try:
        yield True
    finally:
        hashing.release()


@router.get("/login")
def ask(request: Request, then: str = "/", language: str = "") -> HTMLResponse:
    """The login form, and why it is shown."""
    return _form(request, language, then=then, why=_why(request, then))


@router.post("/login")
def log_in(
    request: Request,
    its_turn: Annotated[bool, Depends(await_turn, scope="function")],
    login: Secret = "",
    password: Secret = "",
    then: Secret = "/",
    language: Secret = "",
) -> Response:
    """Check a login and start a session."""
    desk = desk_of(request)
    key = f"{login.strip().casefold()} {request.client.host if request.client else ''}"
    if not its_turn:
        return _form(request, language, 503, then=then, error=BUSY, login=login)
    # Asked only now: tries that came together must not all be the first.
    waits = desk.throttle.wait(key, desk.clock())
    token = None if waits else _open(desk, login, password)
    if not waits and token is None:
        desk.throttle.miss(key, desk.clock())
    if waits:
        seconds = int(waits.total_seconds()) + 1
        return _form(request, language, 429, then=then, error=WAIT, seconds=seconds, login=login)
    if token is None:
        return _form(request, language, 401, then=then, error=WRONG, login=login)
    desk.throttle.forgive(key)
    return _enter(desk, token, local(then, "/"))


@router.post("/logout")
def log_out(visit: Self) -> Response:
    """End the session of this browser."""
    end_session(visit.session, visit.request.cookies.get(COOKIE, ""))
    audit.tell(visit.session, "login", visit.person.login, "logged out", visit.person, visit.now)
    answer = visit.go("/login")
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/welcome")
def welcome(request: Request, token: str = "", language: str = "") -> HTMLResponse:
    """The form with which the first person adds themselves."""
    _check_welcome(desk_of(request), token)
    return _form(request, language, template="welcome.html", token=token)


@router.post("/welcome")
def begin(
    request: Request,
    token: Secret = "",
    login: Secret = "",
    name: Text = "",
    password: Secret = "",
    language: Secret = "",
) -> Response:
    """Add the first person, a manager, and log them in; works once."""
    desk = desk_of(request)
    _check_welcome(desk, token)
    chosen = _language(request, language)
    try:
        with desk.database.writing() as session:
            if somebody_exists(session):
                raise NotFound
            person = add_person(session, login, name, password, Role.MANAGER, language=chosen)
            cookie = start_session(session, person, desk.clock())
    except OtklikError as error:
        facts = {"token": token, "login": login, "name": name, "error": error.said}
        return _form(request, chosen, 422, template="welcome.html", **facts)
    return _enter(desk, cookie, "/")


def login_address(then: str) -> str:
    """Where to log in so as to return to a page of the desk."""
    return "/login" if then == "/" else "/login?" + urlencode({"then": then})


def keep_login(answer: Response, desk: Desk, token: str) -> None:
    """Give the browser its cookie."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="lax",  # strict would ask people who follow a link in an alert to log in again
        secure=desk.secure,
    )


def _open(desk: Desk, login: str, password: str) -> str | None:
    """A cookie for the right login and password; hashing holds no transaction open."""
    with desk.database.reading() as session:
        person = find_person(session, login)
    right = check_password(person, password)
    now = desk.clock()
    with desk.database.writing() as session:
        again = find_person(session, login)
        if person is None or again is None:
            return None  # not in the audit log: strangers make up as many as they like
        right = right and again.password == person.password  # another may be set by now
        what = "logged in" if right else "wrong password"
        audit.tell(session, "login", again.login, what, again if right else None, now)
        return start_session(session, again, now) if right else None


def _enter(desk: Desk, token: str, then: str) -> Response:
    answer = RedirectResponse(then, 303)
    keep_login(answer, desk, token)
    return answer


def _why(request: Request, then: str) -> str:
    """Why somebody who did not ask for it is asked to log in."""
    cookie, desk = request.cookies.get(COOKIE), desk_of(request)
    if not cookie:
        return "" if then == "/" else FIRST
    with desk.database.reading() as session:
        return "" if find_session(session, cookie, desk.clock()) else ENDED


def _check_welcome(desk: Desk, token: str) -> None:
    if desk.welcome is None or not desk.welcome.admits(token, desk.clock()):
        raise NotFound
    with desk.database.reading() as session:
        if somebody_exists(session):
            raise NotFound


def _form(
    request: Request,
    language: str,
    status: int = 200,
    *,
    template: str = "login.html",
    **facts: object,
) -> HTMLResponse:
    defaults = {"error": "", "why": "", "seconds": 0, "login": "", "name": "", "then": "/"}
    theme = request.cookies.get(THEME, "")
    shown = {"theme": theme, "path": request.url.path, "days": LIFE.days}
    page = render(_language(request, language), template, defaults | shown | facts)
    return HTMLResponse(page, status)


def _language(request: Request, language: str) -> str:
    accepted = request.headers.get("accept-language", "")
    return language if language in LANGUAGES else choose_language(accepted)
