"""Who has a task open or writes its answer just now, and which tasks changed while one looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from pipeline.insertion import insertion
from pipeline.people_model import Person
from pipeline.task_model import Task, TaskChange
from pipeline.team_model import Presence

HERE_FOR = timedelta(seconds=75)  # browsers say twice within it that somebody is still there
LOOKED_AT = 200  # changes; more of them within one look are seen on the pages themselves
_CHANGE, _PRESENCE = TaskChange.__table__.c, Presence.__table__.c


@dataclass(frozen=True)
class Stamp:
    """The latest changes of tasks, and who has which task open: what live pages hang on."""

    changes: frozenset[tuple[int, int]] = frozenset()  # number and task
    people: frozenset[tuple[int, int, bool]] = frozenset()  # task, person, whether they write

    def changed_since(self, earlier: "Stamp") -> list[int]:
        """The tasks that look otherwise than they did."""
        # Compared as sets: on PostgreSQL a lower number may be committed after a higher one.
        news = {task for _, task in self.changes - earlier.changes}
        return sorted(news | {task for task, *_ in self.people ^ earlier.people})


def read_stamp(session: Session, now: datetime) -> Stamp:
    """What a watcher compares: two short reads of what is newest."""
    newest = select(_CHANGE.id, _CHANGE.task_id).order_by(_CHANGE.id.desc()).limit(LOOKED_AT)
    here = select(_PRESENCE.task_id, _PRESENCE.person_id, _PRESENCE.writing)
    present = session.execute(here.where(_is_now(now)))
    return Stamp(
        frozenset((number, task) for number, task in session.execute(newest)),
        frozenset((task, person, writing) for task, person, writing in present),
    )


def _is_now(now: datetime) -> ColumnElement[bool]:
    """Not long ago, nor of a time to come, as a clock that was ahead leaves it."""
    return (_PRESENCE.at > now - HERE_FOR) & (_PRESENCE.at < now + HERE_FOR)


def say_here(session: Session, task: Task, person: Person, now: datetime, *, writing: bool) -> None:
    """Keep that somebody has this task open, and no other."""
    who, told = {"person_id": person.id}, {"task_id": task.id, "at": now, "writing": writing}
    # Of two pages that say so first, one finds the other's word and replaces it.
    if session.scalar(insertion(session, Presence, ("person_id",)), who | told) is None:
        session.execute(update(Presence).filter_by(**who).values(told))


def others_at(session: Session, task: Task, person: Person, now: datetime) -> Sequence[Presence]:
    """The colleagues who have a task open, those who write first."""
    asked = (
        select(Presence)
        .where(_PRESENCE.task_id == task.id, _PRESENCE.person_id != person.id)
        .where(_is_now(now))
        .options(joinedload(Presence.person))
        .order_by(_PRESENCE.writing.desc(), _PRESENCE.at)
    )
    return session.scalars(asked).all()


def changes_by_others(
    session: Session, task: Task, person: Person, since: int
) -> Sequence[TaskChange]:
    """What others, or the program, did to a task after a change that one has seen."""
    asked = (
        select(TaskChange)
        .where(_CHANGE.task_id == task.id, _CHANGE.id > since)
        .where(_CHANGE.person_id.is_distinct_from(person.id))
        .options(joinedload(TaskChange.person))
        .order_by(_CHANGE.id)
        .limit(LOOKED_AT)
    )
    return session.scalars(asked).all()
