"""Assignment rules, escalations and signs of urgency, put into the tables and taken out of them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import sharing
from pipeline.assignment import Assignment
from pipeline.escalation import Escalation
from pipeline.team_model import AssignmentRow, EscalationRow
from pipeline.trigger_desk import forget_trigger, keep_trigger, read_kept
from pipeline.triggers import Trigger

Told = tuple[str, str, str]  # what became of one entry, its thing, its name


def escalations(session: Session) -> Sequence[EscalationRow]:
    """All escalations, in the order they were made."""
    return session.scalars(select(EscalationRow).order_by(EscalationRow.id)).all()


def apply_assignments(session: Session, wanted: Sequence[Assignment]) -> Iterator[Told]:
    """Make the rules say what is wanted, asked in that order; others keep their places."""
    known = {row.assignment.name: row for row in sharing.rules(session)}
    last = max((row.place for row in known.values()), default=-1)
    for rule in wanted:
        row = known.get(rule.name)
        if row is None:
            last += 1
            known[rule.name] = AssignmentRow(assignment=rule, place=last)
            session.add(known[rule.name])
            yield "added", "assignment", rule.name
        elif row.assignment != rule:
            row.assignment = rule
            yield "changed", "assignment", rule.name
    if _reorder([known[rule.name] for rule in wanted]):
        yield "changed", "assignments", "order"


def _reorder(rows: Sequence[AssignmentRow]) -> bool:
    """Let rows be asked in this order, within the places they have; True when that is news."""
    places = sorted(row.place for row in rows)
    moved = [row.place for row in rows] != places
    for row, place in zip(rows, places, strict=True):
        row.place = place
    return moved


def apply_escalations(session: Session, wanted: Sequence[Escalation]) -> Iterator[Told]:
    """Make the escalations say what is wanted; one for each brand and stage."""
    known = {row.escalation.to_whom: row for row in escalations(session)}
    for escalation in wanted:
        row = known.get(escalation.to_whom)
        if row is None:
            session.add(EscalationRow(escalation=escalation))
            yield "added", "escalation", escalation.to_whom
        elif row.escalation != escalation:
            row.escalation = escalation
            yield "changed", "escalation", escalation.to_whom


def prune(
    session: Session, assignments: Sequence[Assignment], wanted: Sequence[Escalation]
) -> Iterator[Told]:
    """Remove what is not among these."""
    names = {rule.name for rule in assignments}
    for row in sharing.rules(session):
        if row.assignment.name not in names:
            session.delete(row)
            yield "removed", "assignment", row.assignment.name
    whom = {escalation.to_whom for escalation in wanted}
    for escalation in escalations(session):
        if escalation.escalation.to_whom not in whom:
            session.delete(escalation)
            yield "removed", "escalation", escalation.escalation.to_whom


def apply_triggers(session: Session, wanted: Sequence[Trigger]) -> Iterator[Told]:
    """Let these signs of urgency hold."""
    kept = read_kept(session)
    for trigger in wanted:
        if kept.get(trigger.name) != trigger:
            keep_trigger(session, trigger.name, trigger.grade, trigger.terms)
            yield "changed" if trigger.name in kept else "added", "trigger", trigger.name


def prune_triggers(session: Session, wanted: Sequence[Trigger]) -> Iterator[Told]:
    """Take back what people made of signs that are not among these."""
    for name in read_kept(session).keys() - {trigger.name for trigger in wanted}:
        forget_trigger(session, name)
        yield "removed", "trigger", name
