"""Signs of urgency: which words and facts make a task urgent, and what each sign was worth."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from pipeline.reports.scope import Asked
from pipeline.reports.triggers import count_yields
from pipeline.trigger_desk import (
    GRADES,
    KNOWN,
    forget_trigger,
    keep_trigger,
    read_kept,
    read_triggers,
)
from pipeline.triggers import AROUND, Trigger
from web.entries import must_be_free
from web.fields import Text, Word, read_id
from web.meanwhile import mark, must_be_as_seen
from web.visit import Reader, Visit, WatchChanger

router = APIRouter(prefix="/triggers")


@router.get("")
def show(visit: Reader, name: Annotated[Word, Query()] = "") -> HTMLResponse:
    """All signs with what they were worth so far, and the form for one of them or a new one."""
    triggers = read_triggers(visit.session)
    return visit.page(
        "triggers.html",
        triggers=triggers,
        yields=count_yields(visit.session, Asked()),
        kept=read_kept(visit.session),
        known=KNOWN,
        around=AROUND,
        grades=GRADES,
        chosen=(chosen := _named(visit, name)),
        seen=mark(chosen),
    )


@router.post("")
def save(
    visit: WatchChanger,
    name: Text = "",
    grade: Text = "",
    terms: Text = "",
    kept: Text = "",
    seen: Text = "",
) -> Response:
    """Keep a sign; it holds for tasks that are opened from now on."""
    must_be_free("sign of urgency", name, (one.name for one in read_triggers(visit.session)), kept)
    must_be_as_seen(visit, "trigger", name, lambda: _named(visit, name), seen)
    keep_trigger(visit.session, name, read_grade(grade), [it.strip() for it in terms.splitlines()])
    return visit.go("/triggers")


@router.post("/forget")
def forget(visit: WatchChanger, name: Text = "") -> Response:
    """Take back what people changed of a sign."""
    forget_trigger(visit.session, name)
    return visit.go("/triggers")


def _named(visit: Visit, name: str) -> Trigger | None:
    """The sign of a name as it holds, if there is one."""
    return next((one for one in read_triggers(visit.session) if one.name == name), None)


def read_grade(text: str) -> int:
    """The grade as the form gives it; what is none is refused later."""
    return 0 if text == "0" else read_id(text) or -1
