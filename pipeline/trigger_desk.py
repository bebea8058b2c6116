"""Triggers as people keep them: with other words, another grade, or one of their own."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.desk_model import TriggerRow
from pipeline.errors import OtklikError
from pipeline.query import parse
from pipeline.triggers import AROUND, TRIGGERS, Trigger

GRADES = (0, 1, 2, 3)
LONGEST_NAME = 40
MOST_TERMS = 200
KNOWN = {it.name: it for it in TRIGGERS} | {
    name: Trigger(name, grade, ()) for name, grade in AROUND.items()
}


def read_triggers(session: Session) -> tuple[Trigger, ...]:
    """All triggers as they hold now, those that the program knows first."""
    return tuple((KNOWN | read_kept(session)).values())


def read_kept(session: Session) -> dict[str, Trigger]:
    """What people changed or added, by name."""
    rows = session.scalars(select(TriggerRow).order_by(TriggerRow.__table__.c.id))
    return {row.name: Trigger(row.name, row.grade, tuple(row.terms)) for row in rows}


def keep_trigger(session: Session, name: str, grade: int, terms: Sequence[str]) -> None:
    """Let a trigger hold from now on; tasks that are open keep their priority."""
    named, said = " ".join(name.split()), tuple(dict.fromkeys(filter(None, terms)))
    check_trigger(named, grade, said)
    row = _find(session, named)
    if row is None:
        session.add(TriggerRow(name=named, grade=grade, terms=list(said)))
    else:
        row.grade, row.terms = grade, list(said)


def forget_trigger(session: Session, name: str) -> None:
    """Take back what people changed; one of their own is gone."""
    row = _find(session, name)
    if row is None:
        raise OtklikError('nobody changed a sign "%(name)s"; look at the list', name=name[:80])
    session.delete(row)


def _find(session: Session, name: str) -> TriggerRow | None:
    return session.scalar(select(TriggerRow).filter_by(name=name))


def check_trigger(name: str, grade: int, terms: Sequence[str]) -> None:
    """Raise OtklikError for a trigger that could not be found, read or counted."""
    if not name or len(name) > LONGEST_NAME or ":" in name:
        raise OtklikError(
            "the name of a sign is one line of at most %(longest)s characters without a colon",
            longest=LONGEST_NAME,
        ).at("name")
    if grade not in GRADES:
        raise OtklikError("a sign's grade is 1, 2 or 3, or 0 to switch it off").at("grade")
    if name not in AROUND and not terms:
        raise OtklikError("write the words that show the sign, one or a few on each line").at(
            "terms"
        )
    if len(terms) > MOST_TERMS:
        raise OtklikError("a sign has at most %(most)s lines; take some out", most=MOST_TERMS).at(
            "terms"
        )
    for term in terms:
        parse(term)
