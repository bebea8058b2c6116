"""Who is away, and until when: they get no tasks, and theirs are offered to others."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, select
from sqlalchemy.orm import Session

from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.team_model import Absence

_ABSENCE = Absence.__table__.c


def add_absence(
    session: Session, person: Person, since: datetime | None, until: datetime | None, now: datetime
) -> Absence:
    """Keep that somebody is away from one moment to another."""
    if since is None or until is None:
        missing = "since" if since is None else "until"
        raise OtklikError("absence: give the first and the last day").at(missing)
    if until <= max(since, now):
        raise OtklikError("absence: the last day lies before the first one, or in the past").at(
            "until"
        )
    absence = Absence(person=person, since=since, until=until)
    session.add(absence)
    return absence


def absences_of(session: Session, person: Person, now: datetime) -> Sequence[Absence]:
    """When somebody is or will be away, the next absence first."""
    coming = select(Absence).where(_ABSENCE.person_id == person.id, _ABSENCE.until > now)
    return session.scalars(coming.order_by(_ABSENCE.since)).all()


def away(session: Session, now: datetime) -> dict[int, datetime]:
    """Who is away now, and until when."""
    held = select(_ABSENCE.person_id, _ABSENCE.until)
    held = held.where(_ABSENCE.since <= now, _ABSENCE.until > now).order_by(_ABSENCE.until)
    return dict(session.execute(held).all())  # the last of several that overlap


def absent_people(now: datetime | ColumnElement[datetime]) -> ScalarSelect[int]:
    """Who is away now, as a part of another question."""
    held = select(_ABSENCE.person_id).where(_ABSENCE.since <= now, _ABSENCE.until > now)
    return held.scalar_subquery()
