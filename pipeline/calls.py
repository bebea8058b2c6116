"""Colleagues called to a task: by a note that names them with @login, or by an escalation."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from pipeline import desk
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.task_model import Task, TaskChange
from pipeline.team_model import Call

PAGE = 50
_NAMED = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,64})")
_CALL, _PERSON = Call.__table__.c, Person.__table__.c


def logins_in(text: str) -> list[str]:
    """The logins that a text calls, each once; a full stop or comma after one is not part of it."""
    named = (found.casefold().rstrip(".@+-") for found in _NAMED.findall(text))
    return list(dict.fromkeys(login for login in named if login))


def note(session: Session, task: Task, person: Person, text: str, now: datetime) -> list[Person]:
    """Leave a note and call the colleagues it names; those who were called."""
    change = desk.add_note(session, task, person, text, now)
    named = select(Person).where(_PERSON.login.in_(logins_in(text)), _PERSON.active)
    called = [one for one in session.scalars(named) if one.id != person.id]
    call(session, change, called, now)
    return called


def call(session: Session, change: TaskChange, people: Iterable[Person], now: datetime) -> None:
    """Put what a change of a task says before people."""
    for one in dict.fromkeys(people):
        session.add(Call(task=change.task, change=change, person=one, at=now))


def calls_for(session: Session, person: Person, before: int | None = None) -> Sequence[Call]:
    """A page of what somebody was called for, unread ones and read ones together, latest first."""
    asked = (
        select(Call)
        .join(Call.change)
        .where(_CALL.person_id == person.id)
        .options(contains_eager(Call.change).joinedload(TaskChange.person))
        .options(joinedload(Call.task).joinedload(Task.mention).joinedload(Mention.post))
        .options(joinedload(Call.task).joinedload(Task.mention).joinedload(Mention.brand))
        .order_by(_CALL.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        asked = asked.where(_CALL.id < before)
    return session.scalars(asked).all()


def unread_calls(person_id: ColumnElement[int] | int, most: int = 100) -> Select[int]:
    """The question how many calls somebody has not read; counting stops at `most`."""
    unread = select(_CALL.id).where(_CALL.person_id == person_id, _CALL.read.is_(None))
    # The person may be that of the question around it.
    return select(func.count()).select_from(unread.correlate(Person).limit(most).subquery())


def unread_of(session: Session, person: Person, task: Task) -> Sequence[Call]:
    """What somebody is called for at this task and has not read."""
    unread = select(Call).where(_CALL.task_id == task.id, _CALL.person_id == person.id)
    shown = unread.where(_CALL.read.is_(None)).options(joinedload(Call.change))
    return session.scalars(shown.order_by(_CALL.id)).all()


def mark_read(session: Session, person: Person, now: datetime, task_id: int | None = None) -> None:
    """Mark one's calls as read: those of a task, or all."""
    unread = update(Call).where(_CALL.person_id == person.id, _CALL.read.is_(None))
    if task_id is not None:
        unread = unread.where(_CALL.task_id == task_id)
    session.execute(unread.values(read=now))
