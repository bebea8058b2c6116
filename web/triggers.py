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
from pipeline.triggers import AROUND
from web.fields import Text, Word, read_id
from web.visit import Reader, WatchChanger

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
        chosen=next((one for one in triggers if one.name == name), None),
    )


@router.post("")
def save(visit: WatchChanger, name: Text = "", grade: Text = "", terms: Text = "") -> Response:
    """Keep a sign; it holds for tasks that are opened from now on."""
    keep_trigger(visit.session, name, read_grade(grade), [it.strip() for it in terms.splitlines()])
    return visit.go("/triggers")


@router.post("/forget")
def forget(visit: WatchChanger, name: Text = "") -> Response:
    """Take back what people changed of a sign."""
    forget_trigger(visit.session, name)
    return visit.go("/triggers")


def read_grade(text: str) -> int:
    """The grade as the form gives it; what is none is refused later."""
    return 0 if text == "0" else read_id(text) or -1
