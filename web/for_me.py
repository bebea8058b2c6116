"""For me: the tasks one was called to, by colleagues or because they are late."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import calls
from web.fields import Id, RowId
from web.visit import Reader, Self

router = APIRouter()


@router.get("/for-me")
def show(visit: Reader, before: Annotated[Id | None, Query()] = None) -> HTMLResponse:
    """What one was called for, the latest first."""
    found = calls.calls_for(visit.session, visit.person, before)
    more = found[-1].id if len(found) == calls.PAGE else None
    return visit.page("for_me.html", calls=found, more=more)


@router.post("/for-me/read")
def read_all(visit: Self) -> Response:
    """Mark all as read."""
    calls.mark_read(visit.session, visit.person, visit.now)
    return visit.go("/for-me")


@router.post("/for-me/tasks/{task_id}/read")
def read_task(visit: Self, task_id: RowId) -> Response:
    """Mark what calls one to a task as read."""
    calls.mark_read(visit.session, visit.person, visit.now, task_id)
    return Response(status_code=204) if visit.quick else visit.go("/for-me")
