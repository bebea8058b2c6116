"""Rules: when an alert is due, and what a rule would have done in the past."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from alerts.folders import check_folders
from alerts.people_figures import check_receivers
from alerts.receivers import read_receivers
from alerts.rules import RULES, read_rule
from alerts.usefulness import precision
from pipeline import store
from pipeline.model import RuleRow
from pipeline.watch import Rule, Watch
from pipeline.watching import apply
from web.access import Right
from web.entries import must_be_free, write_options
from web.fields import RowId, Text
from web.meanwhile import mark, must_be_as_seen
from web.rehearsing import (
    Tried,
    may_touch,
    must_be_allowed,
    option_lines,
    read_form,
    try_rule,
)
from web.visit import NotFound, Reader, Visit, WatchChanger, Watcher, desk_of

router = APIRouter(prefix="/rules")
Asked = Annotated[str, Query(max_length=20_000)]


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """All rules."""
    notifiers = desk_of(visit.request).settings.notifiers
    return visit.page(
        "rules.html",
        rules=store.rules(visit.session),
        notifiers=set(notifiers),
        precision={one.rule: one for one in precision(visit.session)},
    )


@router.get("/new")
def begin(
    visit: Watcher, name: Asked = "", kind: Asked = "", to: Asked = "", options: Asked = ""
) -> HTMLResponse:
    """The form for a new rule; with a type in the address, what such a rule would have done."""
    tried = try_rule(visit, name, kind, to, options) if kind else Tried()
    return _form(visit, None, tried)


@router.get("/{rule_id}")
def edit(
    visit: Reader,
    rule_id: RowId,
    kind: Asked = "",
    to: Asked = "",
    options: Asked = "",
    seen: Asked = "",
) -> HTMLResponse:
    """One rule, and what it would have done in the last thirty days, changed or as it is."""
    row = find_rule(visit, rule_id)
    rule = row.rule
    if not kind:
        kind, to, options = rule.type, ", ".join(rule.to), write_options(rule.options)
    return _form(visit, row, try_rule(visit, rule.name, kind, to, options), seen or mark(rule))


@router.post("")
def save(
    visit: WatchChanger,
    name: Text,
    kind: Text,
    to: Text,
    options: Text = "",
    kept: Text = "",
    seen: Text = "",
) -> Response:
    """Add a rule, or change the one that the form was opened for."""
    must_be_free("rule", name, (row.rule.name for row in store.rules(visit.session)), kept)
    must_be_allowed(visit, _named(visit, name))
    must_be_as_seen(visit, "rule", name, lambda: _named(visit, name), seen)
    rule = read_form(name, kind, to, options)
    notifiers = desk_of(visit.request).settings.notifiers
    ready = read_rule(rule, notifiers)
    check_folders(ready, notifiers)
    must_be_allowed(visit, rule)
    check_receivers(ready, read_receivers(visit.session))
    apply(visit.session, Watch(rules=(rule,)), visit.now)
    return visit.go("/rules")


@router.post("/{rule_id}/remove")
def remove(visit: WatchChanger, rule_id: RowId) -> Response:
    """Take a rule away; what it sent stays in the history."""
    row = find_rule(visit, rule_id)
    must_be_allowed(visit, row.rule)
    visit.session.delete(row)
    return visit.go("/rules")


def find_rule(visit: Visit, rule_id: int) -> RuleRow:
    """The rule, or NotFound."""
    row = visit.session.get(RuleRow, rule_id)
    if row is None:
        raise NotFound
    return row


def _named(visit: Visit, name: str) -> Rule | None:
    """The rule of a name as it stands, if there is one."""
    return next((row.rule for row in store.rules(visit.session) if row.rule.name == name), None)


def _form(visit: Visit, row: RuleRow | None, tried: Tried, seen: str = "") -> HTMLResponse:
    return visit.page(
        "rule.html",
        row=row,
        seen=seen,
        may_change=visit.may(Right.WATCH) and may_touch(visit, row.rule if row else None),
        tried=tried,
        types=sorted(RULES),
        notifiers=sorted(desk_of(visit.request).settings.notifiers),
        option_lines=option_lines(tried.kind),
    )
