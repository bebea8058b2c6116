"""Work shared out: tasks that nobody has are given to people by the assignment rules."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from pipeline import desk
from pipeline.absences import absent_people, away
from pipeline.assignment import Assignment, Choice, Hand, Work, choose
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.states import MAY_ANSWER, TaskStatus
from pipeline.task_model import Task, TaskChange
from pipeline.team_model import Absence, AssignmentRow
from pipeline.triage import band

BY_RULE = "rule"  # in the history of a task: which rule chose the assignee
IN_HAND = (TaskStatus.NEW, TaskStatus.IN_PROGRESS)  # what waits for the customer is no load
IDLE_WITHIN = timedelta(days=7)  # who got nothing for longer counts as never given anything
AT_ONCE = 2_000  # the newest; tasks that fit no rule must not stand before them for ever
_TASK, _CHANGE, _PERSON = Task.__table__.c, TaskChange.__table__.c, Person.__table__.c
_ABSENCE = Absence.__table__.c


def rules(session: Session) -> Sequence[AssignmentRow]:
    """All assignment rules, in the order they are asked."""
    ordered = select(AssignmentRow).order_by(AssignmentRow.place, AssignmentRow.id)
    return session.scalars(ordered).all()


def share_out(session: Session, now: datetime) -> int:
    """Give new tasks that nobody ever had to people, urgent ones first; how many were given."""
    if not rules(session):
        return 0
    return len(give(session, _unassigned(session), None, now))


def take_over(session: Session, now: datetime) -> int:
    """Give on what people who went away left in hand, where a rule says so; how many were given."""
    asked = [row.assignment for row in rules(session) if row.assignment.takes_over]
    return len(give(session, _left_behind(session, now), None, now, asked)) if asked else 0


def hand_over(session: Session, person: Person, now: datetime) -> list[Task]:
    """Take all that absent people have in hand from them: by the rules, else to nobody."""
    left = _to_share().where(*_of_absent(now)).order_by(_TASK.priority.desc(), _TASK.id)
    tasks = session.scalars(left).all()
    given = give(session, tasks, person, now)
    for task in tasks:
        if task not in given:
            desk.assign(session, task, None, person, now)
    return list(tasks)


def left_in_hand(now: datetime | ColumnElement[datetime]) -> Select[int]:
    """How many tasks people who are away have in hand."""
    return select(func.count()).select_from(Task).where(*_of_absent(now))


def give(
    session: Session,
    tasks: Iterable[Task],
    person: Person | None,
    now: datetime,
    asked: Sequence[Assignment] | None = None,
) -> list[Task]:
    """Assign tasks by the rules (all, unless some are named); those that found somebody.

    Without a person the program did it.
    """
    asked = [row.assignment for row in rules(session)] if asked is None else asked
    hands = {hand.id: hand for hand in read_hands(session, now)}
    given = []
    for task in tasks:
        choice = choose(asked, work_of(task), list(hands.values()))
        if choice is None:
            continue
        _assign(session, task, choice, person, now)
        held = hands[choice.person_id]
        hands[held.id] = replace(held, in_hand=held.in_hand + 1, last_given=now)
        given.append(task)
    return given


def _assign(
    session: Session, task: Task, choice: Choice, person: Person | None, now: datetime
) -> None:
    assignee = session.get_one(Person, choice.person_id)
    if task.assignee_id == assignee.id:
        return
    desk.assign(session, task, assignee, person, now)
    session.add(TaskChange(task=task, person=person, at=now, what=BY_RULE, after=choice.rule))


def work_of(task: Task) -> Work:
    """What the rules ask of a task."""
    mention = task.mention
    post = mention.post.post
    return Work(
        brand=mention.brand.brand.name,
        channel=post.channel,
        language=post.language,
        theme=mention.theme,
        urgency=band(task.priority),
        severity=mention.severity,
    )


def read_hands(session: Session, now: datetime) -> list[Hand]:
    """Everybody who may answer, with what they have in hand."""
    load = select(_TASK.assignee_id, func.count()).where(_TASK.status.in_(IN_HAND))
    in_hand: dict[int | None, int] = dict(session.execute(load.group_by(_TASK.assignee_id)).all())
    recent = (
        select(_CHANGE.after, func.max(_CHANGE.at))
        .where(_CHANGE.at > now - IDLE_WITHIN, _CHANGE.what == "assignee_id")
        .group_by(_CHANGE.after)
    )
    given = dict(session.execute(recent).all())
    absent = away(session, now)
    able = select(Person).where(_PERSON.active, _PERSON.role.in_(MAY_ANSWER))
    return [
        Hand(
            id=person.id,
            login=person.login,
            reads=frozenset(person.reads),
            capacity=person.capacity,
            in_hand=in_hand.get(person.id, 0),
            last_given=given.get(str(person.id)),
            absent=person.id in absent,
        )
        for person in session.scalars(able)
    ]


def _unassigned(session: Session) -> list[Task]:
    """New tasks that nobody has and nobody ever had, claimed on PostgreSQL."""
    had = exists().where(_CHANGE.task_id == _TASK.id, _CHANGE.what == "assignee_id")
    found = session.scalars(
        _to_share()
        .where(_TASK.status == TaskStatus.NEW, _TASK.assignee_id.is_(None), ~had)
        .order_by(_TASK.id.desc())
        .limit(AT_ONCE)
    )
    return sorted(found, key=lambda task: (-task.priority, task.id))


def _left_behind(session: Session, now: datetime) -> Sequence[Task]:
    """What absent people had in hand when they went; what they were given since stays theirs."""
    given = exists().where(_CHANGE.task_id == _TASK.id, _CHANGE.what == "assignee_id")
    given_since = given.where(_CHANGE.at >= _ABSENCE.since).correlate(Task, Absence)
    there = exists().where(
        _ABSENCE.person_id == _TASK.assignee_id, _ABSENCE.since <= now, _ABSENCE.until > now
    )
    asked = _to_share().where(_TASK.status.in_(IN_HAND), there.where(~given_since))
    return session.scalars(asked.order_by(_TASK.priority.desc(), _TASK.id).limit(AT_ONCE)).all()


def _of_absent(now: datetime | ColumnElement[datetime]) -> tuple[ColumnElement[bool], ...]:
    return _TASK.status.in_(IN_HAND), _TASK.assignee_id.in_(absent_people(now))


def _to_share() -> Select[Task]:
    """Tasks with what the rules ask of them, claimed on PostgreSQL."""
    asked = select(Task).options(joinedload(Task.mention).joinedload(Mention.post))
    loaded = asked.options(joinedload(Task.mention).joinedload(Mention.brand))
    return loaded.with_for_update(skip_locked=True, of=Task)
