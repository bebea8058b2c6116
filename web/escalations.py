"""What happens when a promise is about to break, and when it broke; for managers."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from pipeline.errors import OtklikError
from pipeline.escalation import Escalation, Stage
from pipeline.team_model import EscalationRow
from pipeline.watch import Watch
from pipeline.watching import apply
from web.entries import checked
from web.fields import RowId, Text, Word
from web.visit import NotFound, PeopleChanger

router = APIRouter(prefix="/promises/escalations")
Names = Annotated[list[Word], Form(max_length=100, default_factory=list)]


@router.post("")
def save(
    visit: PeopleChanger,
    notify: Names,
    stage: Text = "",
    brand: Text = "",
    urgency: Text = "",
    assign: Text = "",
) -> Response:
    """Say what happens at a stage; once for each brand and for all others."""
    if stage not in list(Stage):
        raise OtklikError("escalation: choose when").at("stage")
    escalation = Escalation(Stage(stage), brand or None, urgency or None, assign or None, notify)
    apply(visit.session, checked(Watch(escalations=(escalation,))), visit.now)
    return visit.go("/promises#escalations")


@router.post("/{escalation_id}/remove")
def remove(visit: PeopleChanger, escalation_id: RowId) -> Response:
    """Let nothing happen there any more."""
    row = visit.session.get(EscalationRow, escalation_id)
    if row is None:
        raise NotFound
    visit.session.delete(row)
    return visit.go("/promises#escalations")
