"""A rule rehearsed on the last thirty days before it is kept."""

from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import partial

from alerts.facts import Flagged, Hit
from alerts.people_figures import is_about_people
from alerts.phrases import PHRASES
from alerts.rehearsal import Rehearsal, rehearse
from alerts.rules import RULES, ReadyRule, read_rule
from pipeline.database import Database
from pipeline.errors import OtklikError, Said
from pipeline.toml_text import write_table
from pipeline.watch import Rule, Watch
from web.access import Right
from web.entries import checked, read_options
from web.visit import Visit, desk_of

SHOWN = 8  # of what it would have fired for


@dataclass(frozen=True)
class Fired:
    """One time the rule would have fired."""

    at: datetime
    text: str
    mention_id: int | None


@dataclass(frozen=True)
class Tried:
    """A rule as it stands in the form, and what it would have done."""

    name: str = ""
    kind: str = "new-complaint"
    to: str = ""
    options: str = ""
    rehearsal: Rehearsal | None = None
    fired: tuple[Fired, ...] = ()
    trouble: str | Said = ""
    waiting: bool = False  # for the rehearsal, which goes on


def read_form(name: str, kind: str, to: str, options: str) -> Rule:
    """The rule a form says; raises OtklikError that names the field."""
    names = [part.strip() for part in to.split(",") if part.strip()]
    rule = Rule(name, kind, names, read_options(options))
    checked(Watch(rules=(rule,)))
    return rule


def try_rule(visit: Visit, name: str, kind: str, to: str, options: str) -> Tried:
    """Rehearse what a form says; what is wrong with it is said, and nothing is kept."""
    desk = desk_of(visit.request)
    try:
        ready = read_rule(read_form(name or "new", kind, to, options), desk.settings.notifiers)
        must_be_allowed(visit, ready.rule)
        question = visit.person.id, name, kind, to, options
        found = desk.rehearsals.ask(question, partial(_rehearse, desk.database, ready, visit.now))
    except OtklikError as error:
        return Tried(name, kind, to, options, trouble=error.said)
    if found is None:
        return Tried(name, kind, to, options, waiting=True)
    latest = sorted(found.hits, key=lambda hit: hit.at, reverse=True)[:SHOWN]
    fired = tuple(_tell(hit, visit.person.language) for hit in latest)
    return Tried(name, kind, to, options, found, fired)


def _rehearse(database: Database, ready: ReadyRule, now: datetime) -> Rehearsal:
    with database.reading() as session:
        return rehearse(session, ready, now)


def must_be_allowed(visit: Visit, kept: Rule | None) -> None:
    """Raise OtklikError for a rule about colleagues by somebody who may not see their figures."""
    if not may_touch(visit, kept):
        raise OtklikError("rules about figures of single people are for managers")


def may_touch(visit: Visit, kept: Rule | None) -> bool:
    """May they make, change or remove it?"""
    return kept is None or visit.may(Right.COLLEAGUES) or not _is_about_people(kept)


def _is_about_people(kept: Rule) -> bool:
    try:
        return is_about_people(read_rule(kept, dict.fromkeys(kept.to)))
    except OtklikError:  # it tells nobody anything, and whoever may mend rules may mend it
        return False


def _tell(hit: Hit, language: str) -> Fired:
    if isinstance(hit.what, Flagged):
        return Fired(hit.at, f"{hit.what.brand}: {hit.what.text[:160]}", hit.what.mention_id)
    return Fired(hit.at, PHRASES[language].change(hit.what), None)


def option_lines(kind: str) -> str:
    """The options a type of rule knows, as they are when nothing is said."""
    known = fields(RULES[kind].options) if kind in RULES else ()
    values = {one.name: _default(one.default, one.default_factory) for one in known}
    said = {name: value for name, value in values.items() if value is not None}
    silent = [f"# {name}" for name, value in values.items() if value is None]
    return "\n".join([write_table("o", said).partition("\n")[2], *silent])


def _default(value: object, factory: object) -> object:
    if value is MISSING:
        return [] if callable(factory) else None
    return value
