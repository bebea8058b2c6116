"""One task: what was said, what surrounds it, and what people do about it."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import calls, desk, regroup, surveys
from pipeline.people_model import Person
from pipeline.states import MAY_ANSWER
from pipeline.surroundings import (
    count_spread,
    read_akin,
    read_assessment,
    read_author,
    read_reposts,
    read_thread,
)
from pipeline.task_model import Task
from web.asking import survey_facts
from web.deed import Doing, find_task
from web.drafts import draft_facts
from web.fields import RowId, Text, Word, read_id
from web.flash import flash
from web.keeping import keeping_facts, present_facts
from web.pages import Facts
from web.taken import must_be_told
from web.task_words import RESOLUTIONS, known_reason
from web.visit import Reader, Visit

router = APIRouter(prefix="/tasks/{task_id}")


@router.get("")
def show(
    visit: Reader,
    task_id: RowId,
    said: Annotated[str, Query(max_length=20)] = "",
    undo: Annotated[int, Query(ge=0, lt=10**16)] = 0,
    find: Annotated[Word, Query()] = "",
) -> HTMLResponse:
    """The task as a page of its own, or its part of one."""
    facts = task_facts(visit, find_task(visit, task_id), find)
    facts["chosen"] = _filters_of(visit)
    facts |= flash(visit, said, undo)
    return visit.page("task_part.html" if visit.quick else "task.html", **facts)


@router.post("/take")
def take(deed: Doing, seen: Text = "") -> Response:
    """Make the task one's own."""
    must_be_told(deed.visit, [deed.task], seen.split())
    desk.take(deed.session, deed.task, deed.person, deed.now)
    return deed.done("taken", can_undo=True)


@router.post("/assign")
def assign(deed: Doing, assignee: Text = "", seen: Text = "") -> Response:
    """Give the task to somebody, or to nobody."""
    must_be_told(deed.visit, [deed.task], seen.split())
    person_id = read_id(assignee)
    chosen = None if person_id is None else deed.session.get(Person, person_id)
    desk.assign(deed.session, deed.task, chosen, deed.person, deed.now)
    return deed.done("assigned", can_undo=True)


@router.post("/note")
def note(deed: Doing, text: Text = "") -> Response:
    """Leave a note for colleagues; those it names as @login are called."""
    called = calls.note(deed.session, deed.task, deed.person, text, deed.now)
    return deed.done("called" if called else "noted")


@router.post("/wait")
def wait(deed: Doing) -> Response:
    """Wait for the author or for a colleague."""
    desk.wait(deed.session, deed.task, deed.person, deed.now)
    return deed.done("waiting", can_undo=True)


@router.post("/resolve")
def resolve(deed: Doing, reason: Text = "", outcome: Text = "", ask: Text = "") -> Response:
    """Close the task: done; with `ask` the customer's survey is made at once."""
    why = known_reason(reason)
    desk.resolve(deed.session, deed.task, deed.person, why, deed.now, outcome=outcome)
    if ask:
        surveys.ask(deed.session, deed.task, deed.person, deed.now)
    return deed.done("asked" if ask else "resolved", can_undo=not ask)


@router.post("/dismiss")
def dismiss(deed: Doing, reason: Text = "") -> Response:
    """Close the task: nothing to answer, and why."""
    desk.dismiss(deed.session, deed.task, deed.person, reason, deed.now)
    return deed.done("dismissed", can_undo=True)


@router.post("/reopen")
def reopen(deed: Doing, reason: Text = "") -> Response:
    """Open a closed task again."""
    desk.reopen(deed.session, deed.task, deed.person, reason, deed.now)
    return deed.done("reopened")


def _filters_of(visit: Visit) -> dict[str, str]:
    """The filters of the inbox that htmx asks from, so that the row keeps its address."""
    asked_from = visit.request.headers.get("hx-current-url", "")
    chosen = dict(parse_qsl(asked_from.partition("?")[2])[:20])
    return {
        name: value
        for name, value in chosen.items()
        if name not in ("task", "after", "said", "undo", "changed")
    }


def task_facts(visit: Visit, task: Task, find: str = "") -> Facts:
    """What the task's part of a page shows."""
    address = visit.request.url.path
    if visit.request.url.query and not visit.quick:
        address += "?" + visit.request.url.query
    return {
        "mention": task.mention,
        "post": task.mention.post.post,
        "assessment": read_assessment(visit.session, task.mention),
        "thread": read_thread(visit.session, task.mention.post),
        "earlier": read_author(visit.session, task.mention),
        "reposts": read_reposts(visit.session, task),
        "spread": count_spread(visit.session, task),
        "akin": read_akin(visit.session, task),
        "merger": regroup.find_merger(visit.session, task),
        "origin": regroup.find_origin(task),
        "people": visit.choices.people,
        "answering": MAY_ANSWER,
        "dismissals": desk.DISMISSALS,
        "resolutions": RESOLUTIONS,
        "outcomes": desk.OUTCOMES,
        "back": address,
        "said": "",
        "undo": 0,
        **keeping_facts(visit, task),
        "change": max((one.id for one in task.changes), default=0),
        "changes": [],  # the whole history stands on the page
        **present_facts(visit, task),
        **survey_facts(visit, task),
    } | draft_facts(visit, task, find)
