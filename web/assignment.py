"""How work is shared out and what is promised: rules and escalations; for managers."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from classifier.heads import THEMES
from pipeline import promises, sharing, store, team_watch
from pipeline.absences import away
from pipeline.assignment import Assignment
from pipeline.errors import OtklikError
from pipeline.escalation import ASSIGNEE, MANAGERS, Escalation, Stage
from pipeline.hours import Hours
from pipeline.hours_text import write_hours
from pipeline.people import list_people
from pipeline.post import Channel
from pipeline.team_model import AssignmentRow, EscalationRow
from pipeline.triage import BANDS
from pipeline.watch import Watch
from pipeline.watching import apply
from web.entries import checked, must_be_free
from web.fields import Id, RowId, Text, Word, read_id
from web.visit import Manager, NotFound, PeopleChanger, Visit

router = APIRouter(prefix="/assignment")
Names = Annotated[list[Word], Form(max_length=100, default_factory=list)]


@router.get("")
def show(visit: Manager, rule: Annotated[Id | None, Query()] = None) -> HTMLResponse:
    """All rules and escalations, the form of a rule, and how much everybody has in hand."""
    people = [one for one in list_people(visit.session) if one.active]
    hands = {hand.id: hand for hand in sharing.read_hands(visit.session, visit.now)}
    return visit.page(
        "assignment.html",
        rules=sharing.rules(visit.session),
        edited=find_rule(visit, rule) if rule else None,
        escalations=team_watch.escalations(visit.session),
        promises=[row.promise for row in store.promises(visit.session)],
        hours=json.dumps(write_hours(promises.hours(visit.session) or Hours())),
        hands=[(one, hands[one.id]) for one in people if one.id in hands],
        away=away(visit.session, visit.now),
        names={one.login: one.name for one in people},
        choices=visit.choices,
        themes=sorted(THEMES),
        bands=BANDS,
        stages=list(Stage),
        groups=(MANAGERS, ASSIGNEE),
    )


@router.post("")
def save(
    visit: PeopleChanger,
    people: Names,
    name: Text = "",
    brand: Text = "",
    channel: Text = "",
    language: Text = "",
    theme: Text = "",
    urgency: Text = "",
    severity: Text = "",
    takes_over: Text = "",
    kept: Text = "",
) -> Response:
    """Add an assignment rule, or change the one that the form was opened for."""
    names = (row.assignment.name for row in sharing.rules(visit.session))
    must_be_free("assignment", name, names, kept)
    rule = Assignment(
        name=name,
        brand=brand or None,
        channel=Channel(channel) if channel in list(Channel) else None,
        language=language or None,
        theme=theme or None,
        urgency=urgency or None,
        severity=read_id(severity),
        people=people,
        takes_over=bool(takes_over),
    )
    _keep(visit, Watch(assignments=(rule,)))
    return visit.go("/assignment")


@router.post("/{rule_id}/up")
def move_up(visit: PeopleChanger, rule_id: RowId) -> Response:
    """Let the rule be asked before the one above it."""
    rules = list(sharing.rules(visit.session))
    at = rules.index(find_rule(visit, rule_id))
    if at:
        rules[at - 1 : at + 1] = [rules[at], rules[at - 1]]
    for place, row in enumerate(rules):
        row.place = place
    return visit.go("/assignment")


@router.post("/{rule_id}/remove")
def remove(visit: PeopleChanger, rule_id: RowId) -> Response:
    """Take the rule away; tasks it gave away stay where they are."""
    visit.session.delete(find_rule(visit, rule_id))
    return visit.go("/assignment")


@router.post("/escalations")
def save_escalation(
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
    _keep(visit, Watch(escalations=(escalation,)))
    return visit.go("/assignment")


@router.post("/escalations/{escalation_id}/remove")
def remove_escalation(visit: PeopleChanger, escalation_id: RowId) -> Response:
    """Let nothing happen there any more."""
    row = visit.session.get(EscalationRow, escalation_id)
    if row is None:
        raise NotFound
    visit.session.delete(row)
    return visit.go("/assignment")


def find_rule(visit: Visit, rule_id: int) -> AssignmentRow:
    """The rule, or NotFound."""
    row = visit.session.get(AssignmentRow, rule_id)
    if row is None:
        raise NotFound
    return row


def _keep(visit: Visit, watch: Watch) -> None:
    """Put it in as a watch file would, with the same checks."""
    checked(watch)
    apply(visit.session, watch, visit.now)
