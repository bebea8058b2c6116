"""Pages that say what went wrong, in the reader's language, and where to go from there."""

import logging
from dataclasses import replace

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from pipeline.database import Unavailable
from pipeline.errors import OtklikError, Said
from web.desk import THEME
from web.languages import LANGUAGES, N_, choose_language
from web.login import login_address
from web.meanwhile import ChangedMeanwhileError, Theirs
from web.pages import render
from web.visit import IN_PLACE, StaleForm, local, take_apart

log = logging.getLogger(__name__)
# What forms call the fields that errors of watch files name by their keys.
LABELS = {
    "name": "Name",
    "url": "Address",
    "severity": "Severity at least",
    "to": "To (names of notifiers, with commas)",
    "warn_at": "Warn",
    "own_accounts": "Our own accounts: names or addresses, one on a line",
}
FAILED = N_("That did not work.")
UNAVAILABLE = N_(
    "The database could not be read or written: %(problem)s. Nothing was changed; try again."
)
FAULTS = {
    "missing": N_("A field is missing; fill it in."),
    "string_too_long": N_("A field holds more than %(max_length)s characters; shorten it."),
    "too_long": N_("More than %(max_length)s are chosen; choose fewer."),
}


def send_to_login(request: Request, _error: Exception) -> Response:
    """Ask a visitor to log in, and bring them back to the page they wanted."""
    address = login_address(referer(request))
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": address})
    if IN_PLACE in request.headers:
        return Response(status_code=401, headers={"Location": address})
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        address = login_address(request.url.path + query)
    return RedirectResponse(address, 303)


def refuse(request: Request, error: Exception) -> Response:
    """Say that this person may not, or that the form is not from this login."""
    if isinstance(error, StaleForm):
        text = N_("The form is from an earlier login. Go back, reload the page and send it again.")
        return error_page(request, 403, FAILED, text, field="csrf")
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
    return error_page(request, status, FAILED, N_("Go back, reload the page and try again."))


def not_understood(request: Request, error: Exception) -> Response:
    """A field or an address holds what cannot be: a number too large, a text too long."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it alone)
    faults = error.errors()
    if "path" in {str(fault["loc"][0]) for fault in faults}:
        return not_found(request, error)
    field = str(faults[0]["loc"][-1])
    said = FAULTS.get(faults[0]["type"], N_("A field cannot be read."))
    return error_page(request, 422, FAILED, Said(said, faults[0].get("ctx", {})), field)


def explain(request: Request, error: Exception) -> Response:
    """Something a person can put right: the error says what."""
    assert isinstance(error, OtklikError)  # noqa: S101  (registered for it alone)
    if isinstance(error, Unavailable):
        log.error("page failed path=%s error=%s", request.url.path, error)
        return error_page(request, 503, FAILED, Said(UNAVAILABLE, error.said.values))
    return error_page(request, 409, FAILED, error.said, error.field)


async def tell_change(request: Request, error: Exception) -> Response:
    """Somebody was quicker: what they changed, and what was typed, which can still be kept."""
    assert isinstance(error, ChangedMeanwhileError)  # noqa: S101  (registered for it alone)
    fields = (await request.form()).multi_items()
    typed = tuple((name, str(value)) for name, value in fields if name != "seen")
    theirs = replace(error.theirs, typed=typed)
    return error_page(request, 409, FAILED, error.said, theirs=theirs)


def broken(request: Request, error: Exception) -> Response:
    """Our own mistake; the log has the rest."""
    log.error("page failed path=%s error=%s", request.url.path, type(error).__name__)
    return error_page(
        request, 500, N_("The desk made a mistake."), N_("Nothing was changed. The log says why.")
    )


def error_page(
    request: Request,
    status: int,
    title: str,
    text: str | Said,
    field: str | None = None,
    theirs: Theirs | None = None,
) -> Response:
    """A page that says what went wrong; a notice of the field to mend where the page stays."""
    language = getattr(request.state, "language", None) or choose_language(
        request.headers.get("accept-language", "")
    )
    part = "hx-request" in request.headers or IN_PLACE in request.headers
    facts = {
        "title": title,
        "text": text,
        "status": status,
        "field": field,
        "label": LABELS.get(field or ""),
        "theirs": theirs,
        "path": request.url.path,
        "theme": request.cookies.get(THEME, ""),
        "back": came_from(request),
    }
    assert language in LANGUAGES  # noqa: S101  (the profile page offers only these)
    return HTMLResponse(render(language, "notice.html" if part else "error.html", facts), status)


def came_from(request: Request) -> str:
    """The other page of the desk that led here, "" when there is none."""
    address = referer(request)
    return "" if address in ("/", request.url.path) else address


def referer(request: Request) -> str:
    """The page of the desk that sent this, "/" when it is none."""
    told = take_apart(request.headers.get("referer", ""))
    if told.netloc != request.headers.get("host"):
        return "/"
    return local(f"{told.path}?{told.query}" if told.query else told.path, "/")
