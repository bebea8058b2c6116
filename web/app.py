"""The desk as a web application."""

import logging
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from pipeline.database import Database, open_database
from pipeline.errors import OtklikError, Said
from pipeline.settings import Settings
from web import (
    assignment,
    audit,
    brand_tone,
    brands,
    bulk,
    for_me,
    inbox,
    labels,
    login,
    mentions,
    people,
    profile,
    ready_answers,
    regroup,
    replies,
    reports,
    rules,
    snooze,
    sources,
    survey,
    tasks,
    undo,
    views,
    work,
)
from web.desk import THEME, Desk, Welcome
from web.errands import Errands
from web.guard import HEADERS, Guard
from web.languages import LANGUAGES, N_, choose_language
from web.login import login_address
from web.pages import render
from web.visit import NotAllowed, NotFound, NotLoggedIn

log = logging.getLogger(__name__)
PARTS = (
    login,
    inbox,
    views,
    for_me,
    bulk,
    undo,
    tasks,
    snooze,
    replies,
    survey,
    regroup,
    mentions,
    labels,
    reports,
    sources,
    brands,
    brand_tone,
    ready_answers,
    rules,
    assignment,
    audit,
    people,
    work,
    profile,
)


def create_app(
    settings: Settings,
    database: Database | None = None,
    welcome: Welcome | None = None,
    errands: Errands | None = None,
) -> FastAPI:
    """The desk over one database (the settings' own when none is given)."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    opened = database or open_database(settings.database_url)
    app.state.desk = Desk(settings, opened, welcome, errands=errands)
    app.add_middleware(Guard, desk=settings.desk, host=settings.host, doorstep=settings.doorstep)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    for part in PARTS:
        app.include_router(part.router)
    app.add_exception_handler(NotLoggedIn, send_to_login)
    app.add_exception_handler(NotAllowed, refuse)
    app.add_exception_handler(NotFound, not_found)
    app.add_exception_handler(HTTPException, plain_error)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(OtklikError, explain)
    app.add_exception_handler(Exception, broken)
    return app


def send_to_login(request: Request, _error: Exception) -> Response:
    """Ask a visitor to log in, and bring them back to the page they wanted."""
    wanted = request.url.path if request.method == "GET" else "/"
    if request.method == "GET" and request.url.query:
        wanted += "?" + request.url.query
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": login_address("/")})
    return RedirectResponse(login_address(wanted), 303)


def refuse(request: Request, _error: Exception) -> Response:
    """Say that this person may not."""
    return error_page(
        request, 403, N_("You may not do that."), N_("Your role does not include this page.")
    )


def not_found(request: Request, _error: Exception) -> Response:
    """Say that there is no such page or thing."""
    return error_page(
        request, 404, N_("Nothing is here."), N_("The address is wrong, or the thing is gone.")
    )


def plain_error(request: Request, error: Exception) -> Response:
    """An error of the protocol itself: a missing page, a wrong method, an unreadable form."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return not_found(request, error)
    return error_page(
        request, status, N_("That did not work."), N_("Go back, reload the page and try again.")
    )


def not_understood(request: Request, error: Exception) -> Response:
    """A field or an address holds what cannot be: a number too large, a text too long."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it alone)
    places = {str(first["loc"][0]) for first in error.errors()}
    if "path" in places:
        return not_found(request, error)
    return error_page(
        request, 422, N_("That did not work."), N_("A field is missing, too long or unreadable.")
    )


def explain(request: Request, error: Exception) -> Response:
    """Something a person can put right: the error says what."""
    assert isinstance(error, OtklikError)  # noqa: S101  (registered for it alone)
    return error_page(request, 409, N_("That did not work."), error.said)


def broken(request: Request, error: Exception) -> Response:
    """Our own mistake; the log has the rest."""
    log.error("page failed path=%s error=%s", request.url.path, type(error).__name__)
    page = error_page(
        request, 500, N_("The desk made a mistake."), N_("Nothing was changed. The log says why.")
    )
    page.headers.update(HEADERS)  # this page is made outside the guard, which sets them elsewhere
    return page


def error_page(request: Request, status: int, title: str, text: str | Said) -> Response:
    """A page that says what went wrong, as a notice where htmx asks for a part of a page."""
    language = getattr(request.state, "language", None) or choose_language(
        request.headers.get("accept-language", "")
    )
    part = "hx-request" in request.headers
    facts = {
        "title": title,
        "text": text,
        "status": status,
        "theme": request.cookies.get(THEME, ""),
    }
    assert language in LANGUAGES  # noqa: S101  (the profile page offers only these)
    return HTMLResponse(render(language, "notice.html" if part else "error.html", facts), status)
