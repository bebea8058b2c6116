"""Assignment rules, escalations and signs of urgency, each read from its table of a watch file."""

from collections.abc import Mapping
from typing import Any

from pipeline.assignment import Assignment
from pipeline.errors import OtklikError
from pipeline.escalation import Escalation, Stage
from pipeline.post import Channel
from pipeline.triage import BANDS
from pipeline.trigger_desk import KNOWN, check_trigger
from pipeline.triggers import Trigger
from pipeline.watch_entry import Entry


def read_assignment(entry: Entry) -> Assignment:
    entry.refuse_other_keys()
    channel = entry.one_of("channel", tuple(Channel)) if "channel" in entry.values else None
    return Assignment(
        name=entry.line_of_text("name"),
        brand=entry.optional_line("brand"),
        channel=Channel(channel) if channel else None,
        language=entry.optional_line("language"),
        theme=entry.optional_line("theme"),
        urgency=_urgency(entry),
        severity=_severity(entry),
        people=_names(entry, "people"),
        takes_over=entry.get("takes_over", bool, False),
    )


def read_escalation(entry: Entry) -> Escalation:
    entry.refuse_other_keys()
    escalation = Escalation(
        stage=Stage(entry.one_of("stage", tuple(Stage))),
        brand=entry.optional_line("brand"),
        urgency=_urgency(entry),
        assign=entry.optional_line("assign"),
        notify=_names(entry, "notify"),
    )
    if not (escalation.urgency or escalation.assign or escalation.notify):
        raise entry.error('it does nothing; give "urgency", "assign" or "notify"')
    return escalation


def read_trigger(entry: Entry) -> Trigger:
    entry.refuse_other_keys()
    name, grade = " ".join(entry.line_of_text("name").split()), entry.values.get("grade")
    known = KNOWN.get(name, Trigger(name, -1, ()))
    if grade is None and name in KNOWN:
        grade = known.grade
    terms = entry.get("terms", list, list(known.terms))
    if not all(isinstance(term, str) and term.strip() for term in terms):
        raise entry.error('"terms" must be a list of words or queries', "terms")
    trigger = Trigger(
        name,
        grade if isinstance(grade, int) and not isinstance(grade, bool) else -1,
        tuple(dict.fromkeys(term.strip() for term in terms)),
    )
    try:
        check_trigger(trigger.name, trigger.grade, trigger.terms)
    except OtklikError as error:
        raise entry.error(error.said, error.field) from error
    return trigger


def write_trigger(trigger: Trigger) -> dict[str, Any]:
    values: dict[str, Any] = {"name": trigger.name, "grade": trigger.grade}
    known = KNOWN.get(trigger.name)
    same = known is not None and known.terms == trigger.terms
    return values if same or not trigger.terms else values | {"terms": list(trigger.terms)}


def write_assignment(rule: Assignment) -> dict[str, Any]:
    values = _known({**vars(rule), "people": None, "severity": None, "takes_over": None})
    values |= {} if rule.severity is None else {"severity": rule.severity}
    values |= {"takes_over": True} if rule.takes_over else {}
    return values | ({"people": rule.people} if rule.people else {})


def write_escalation(escalation: Escalation) -> dict[str, Any]:
    values = _known({**vars(escalation), "notify": None})
    return values | ({"notify": escalation.notify} if escalation.notify else {})


def _urgency(entry: Entry) -> str | None:
    return entry.one_of("urgency", BANDS) if "urgency" in entry.values else None


def _severity(entry: Entry) -> int | None:
    severity = entry.values.get("severity")
    if severity is not None and (isinstance(severity, bool) or severity not in (1, 2, 3)):
        raise entry.error('"severity" must be 1, 2 or 3', "severity")
    return severity


def _names(entry: Entry, key: str) -> list[str]:
    names = entry.get(key, list, [])
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise entry.error('"%(key)s" must be a list of logins', key, key=key)
    return [name.strip().casefold() for name in names]


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(value) for key, value in values.items() if value is not None}
