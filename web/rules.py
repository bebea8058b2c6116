"""Rules: when an alert is due, and what a rule would have done in the past."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from alerts.rehearsal import Rehearsal, rehearse
from alerts.rules import RULES, read_rule
from pipeline import store
from pipeline.errors import OtklikError, Said
from pipeline.model import RuleRow
from pipeline.watch import Rule, Watch
from pipeline.watching import apply
from web.entries import checked, read_options, write_options
from web.fields import RowId, Text
from web.visit import NotFound, Reader, Visit, WatchChanger, Watcher, desk_of

router = APIRouter(prefix="/rules")


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """All rules."""
    notifiers = desk_of(visit.request).settings.notifiers
    return visit.page("rules.html", rules=store.rules(visit.session), notifiers=set(notifiers))


@router.get("/new")
def begin(visit: Watcher) -> HTMLResponse:
    """The form for a new rule."""
    return _form(visit, None)


@router.get("/{rule_id}")
def edit(visit: Reader, rule_id: RowId) -> HTMLResponse:
    """One rule, and what it would have done in the last thirty days."""
    return _form(visit, find_rule(visit, rule_id))


@router.post("")
def save(
    visit: WatchChanger,
    name: Text,
    kind: Text,
    to: Text,
    options: Text = "",
) -> Response:
    """Add a rule, or change the one with this name."""
    names = [part.strip() for part in to.split(",") if part.strip()]
    rule = Rule(name, kind, names, read_options(options))
    checked(Watch(rules=(rule,)))
    read_rule(rule, desk_of(visit.request).settings.notifiers)
    apply(visit.session, Watch(rules=(rule,)), visit.now)
    return visit.go("/rules")


@router.post("/{rule_id}/remove")
def remove(visit: WatchChanger, rule_id: RowId) -> Response:
    """Take a rule away; what it sent stays in the history."""
    visit.session.delete(find_rule(visit, rule_id))
    return visit.go("/rules")


def find_rule(visit: Visit, rule_id: int) -> RuleRow:
    """The rule, or NotFound."""
    row = visit.session.get(RuleRow, rule_id)
    if row is None:
        raise NotFound
    return row


def _form(visit: Visit, row: RuleRow | None) -> HTMLResponse:
    notifiers = desk_of(visit.request).settings.notifiers
    rehearsal: Rehearsal | None = None
    trouble: str | Said = ""
    if row is not None:
        try:
            rehearsal = rehearse(visit.session, read_rule(row.rule, notifiers), visit.now)
        except OtklikError as error:
            trouble = error.said
    return visit.page(
        "rule.html",
        row=row,
        options=write_options(row.rule.options) if row else "",
        types=sorted(RULES),
        notifiers=sorted(notifiers),
        rehearsal=rehearsal,
        trouble=trouble,
    )
