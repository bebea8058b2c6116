"""What changed while a page is open: new tasks, counts, rows, and who else has the task open."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from sqlalchemy import select

from pipeline import presence
from pipeline.search import count_newer, count_tasks
from pipeline.task_model import Task
from web.deed import SHOWN, Doing, find_task
from web.fields import Id, Text
from web.inbox import Filters, count_tabs
from web.keeping import now_facts
from web.pages import Facts
from web.visit import Reader, Visit, desk_of

router = APIRouter()
STREAM = {"X-Accel-Buffering": "no"}  # nginx would hold the words back
Rows = Annotated[list[Id], Query(max_length=60, default_factory=list)]


@router.get("/live")
async def listen(visit: Reader) -> Response:
    """Tell the browser which tasks change, as server-sent events."""
    live, person_id = desk_of(visit.request).live, visit.person.id
    if not live.admits(person_id):
        return Response(status_code=204)  # a browser that hears this does not come again
    return StreamingResponse(live.tell(person_id), media_type="text/event-stream", headers=STREAM)


@router.get("/live/now")
def show(
    visit: Reader,
    filters: Annotated[Filters, Query()],
    rows: Rows,
    newest: Annotated[Id | None, Query()] = None,
    task: Annotated[Id | None, Query()] = None,
    change: Annotated[Id, Query()] = 0,
) -> HTMLResponse:
    """The parts of an open page that changed, each to be put in its place.

    `newest` is what the list began with, `change` the last line of the open task's history.
    """
    facts: Facts = {"task": None, "tabs": {}, "rows": []} | visit.counts
    if newest is not None:
        facts |= _list_facts(visit, filters, newest, rows)
    if task:
        facts |= now_facts(visit, find_task(visit, task), change)
    return visit.page("live.html", **facts)


@router.post("/tasks/{task_id}/here")
def say_here(deed: Doing, writing: Text = "") -> Response:
    """Say that one has the task open, or writes its answer."""
    presence.say_here(deed.session, deed.task, deed.person, deed.now, writing=bool(writing))
    return Response(status_code=204)


def _list_facts(visit: Visit, filters: Filters, newest: int, rows: list[int]) -> Facts:
    """What the inbox shows anew."""
    wanted = filters.wanted(visit.person, visit.now)
    changed = select(Task).where(Task.id.in_(rows)).options(*SHOWN)
    return {
        "tabs": count_tabs(count_tasks(visit.session, wanted), filters.status),
        "count": count_newer(visit.session, wanted, newest),
        "rows": visit.session.scalars(changed).all() if rows else [],
        "chosen": filters.chosen(),
    }
