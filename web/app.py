"""The desk as a web application."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from pipeline.database import Database, open_database
from pipeline.errors import OtklikError
from pipeline.posting.ways import read_accounts
from pipeline.settings import Settings
from web import (
    alerts,
    assignment,
    audit,
    brand_tone,
    brands,
    bulk,
    corrections,
    erasing,
    escalations,
    for_me,
    inbox,
    labels,
    login,
    mentions,
    news,
    people,
    profile,
    promises,
    queries,
    ready_answers,
    regroup,
    replies,
    reports,
    rules,
    snooze,
    source_fields,
    sources,
    survey,
    tasks,
    telegram_account,
    themes,
    triggers,
    trying,
    undo,
    views,
    websub,
    work,
    work_hours,
)
from web.desk import Desk, Welcome
from web.errands import Errands
from web.guard import Guard, guarded
from web.meanwhile import ChangedMeanwhileError
from web.trouble import (
    broken,
    explain,
    not_found,
    not_understood,
    plain_error,
    refuse,
    send_to_login,
    tell_change,
)
from web.visit import NotAllowed, NotFound, NotLoggedIn

PARTS = (
    login,
    inbox,
    views,
    for_me,
    bulk,
    undo,
    news,
    tasks,
    snooze,
    replies,
    survey,
    regroup,
    mentions,
    erasing,
    corrections,
    labels,
    themes,
    triggers,
    reports,
    source_fields,
    trying,
    sources,
    brands,
    queries,
    brand_tone,
    ready_answers,
    rules,
    alerts,
    assignment,
    work_hours,
    escalations,
    promises,
    audit,
    people,
    work,
    profile,
    telegram_account,
    websub,
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
    read_accounts(settings.post_as)  # a mistake in it is told now, not to whoever answers first
    app.add_middleware(Guard, desk=settings.desk, host=settings.host, doorstep=settings.doorstep)
    files = StaticFiles(directory=Path(__file__).parent / "static")
    # Only these are made small: pages hold secrets beside texts of others.
    app.mount("/static", GZipMiddleware(files))
    for part in PARTS:
        app.include_router(part.router)
    app.add_exception_handler(NotLoggedIn, send_to_login)
    app.add_exception_handler(NotAllowed, refuse)
    app.add_exception_handler(NotFound, not_found)
    app.add_exception_handler(HTTPException, plain_error)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(ChangedMeanwhileError, tell_change)
    app.add_exception_handler(OtklikError, explain)
    app.add_exception_handler(Exception, lambda request, error: guarded(broken(request, error)))
    return app
