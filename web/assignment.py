"""How work is shared out: the rules that give new tasks to people; for managers."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from classifier.heads import THEMES
from pipeline import sharing
from pipeline.absences import away
from pipeline.assignment import Assignment
from pipeline.people import list_people
from pipeline.post import Channel
from pipeline.team_model import AssignmentRow
from pipeline.triage import BANDS
from pipeline.watch import Watch
from pipeline.watching import apply
from web.entries import checked, must_be_free
from web.fields import Id, RowId, Text, Word, read_id
from web.meanwhile import mark, must_be_as_seen
from web.visit import Manager, NotFound, PeopleChanger, Visit

router = APIRouter(prefix="/assignment")
Names = Annotated[list[Word], Form(max_length=100, default_factory=list)]


@router.get("")
def show(visit: Manager, rule: Annotated[Id | None, Query()] = None) -> HTMLResponse:
    """All rules, the form of one, and how much everybody has in hand."""
    people = [one for one in list_people(visit.session) if one.active]
    hands = {hand.id: hand for hand in sharing.read_hands(visit.session, visit.now)}
    return visit.page(
        "assignment.html",
        rules=sharing.rules(visit.session),
        edited=(edited := find_rule(visit, rule) if rule else None),
        seen=mark(edited.assignment if edited else None),
        hands=[(one, hands[one.id]) for one in people if one.id in hands],
        away=away(visit.session, visit.now),
        names={one.login: one.name for one in people},
        choices=visit.choices,
        themes=sorted(THEMES),
        bands=BANDS,
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
    seen: Text = "",
) -> Response:
    """Add an assignment rule, or change the one that the form was opened for."""
    names = (row.assignment.name for row in sharing.rules(visit.session))
    must_be_free("assignment", name, names, kept)
    must_be_as_seen(visit, "assignment", name, lambda: _named(visit, name), seen)
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
    apply(visit.session, checked(Watch(assignments=(rule,))), visit.now)
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


def find_rule(visit: Visit, rule_id: int) -> AssignmentRow:
    """The rule, or NotFound."""
    row = visit.session.get(AssignmentRow, rule_id)
    if row is None:
        raise NotFound
    return row


def _named(visit: Visit, name: str) -> Assignment | None:
    """The rule of a name as it stands, if there is one."""
    rules = (row.assignment for row in sharing.rules(visit.session))
    return next((rule for rule in rules if rule.name == name), None)
