"""Tasks whose promise is about to break, or broke: raised, given away and told, once each."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from pipeline import calls, desk, team_watch
from pipeline.absences import away
from pipeline.escalation import ASSIGNEE, MANAGERS, Escalation, Stage, choose, reached
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.states import MAY_ANSWER, OPEN, Role
from pipeline.task_model import Task, TaskChange
from pipeline.triage import HIGH, URGENT

ESCALATED = "escalated"  # in the history of a task: the stage its promise has come to
LEAST = {"high": HIGH, "urgent": URGENT}
_TASK, _PERSON = Task.__table__.c, Person.__table__.c


def escalate(session: Session, now: datetime) -> int:
    """Act on every promise that has come to a stage nobody acted on; how many tasks."""
    rules = [row.escalation for row in team_watch.escalations(session)]
    people = {one.login: one for one in session.scalars(select(Person).where(_PERSON.active))}
    absent = away(session, now)
    count = 0
    for task in _late(session, now):
        stage = reached(task.warn, task.due, task.escalated, now)
        if stage is None:
            continue
        # Kept even where nothing is to be done: a rule made later does not act on the past.
        task.escalated = stage
        rule = choose(rules, task.mention.brand.brand.name, stage)
        if rule is not None:
            at_hand = {login: one for login, one in people.items() if one.id not in absent}
            _act(session, task, rule, at_hand, now)
            count += 1
    return count


def _act(
    session: Session, task: Task, rule: Escalation, people: dict[str, Person], now: datetime
) -> None:
    change = TaskChange(task=task, at=now, what=ESCALATED, after=rule.stage)
    session.add(change)
    desk.raise_priority(session, task, LEAST.get(rule.urgency or "", 0), now)
    # Told are those who had the task before it was given away, and those who have it now.
    told = [*_told(task, rule, people)]
    if chosen := people.get(rule.assign or ""):
        told.append(chosen)
        if chosen.role in MAY_ANSWER:
            desk.assign(session, task, chosen, None, now)
    calls.call(session, change, told, now)


def _told(task: Task, rule: Escalation, people: dict[str, Person]) -> Iterator[Person]:
    managers = [one for one in people.values() if one.role is Role.MANAGER]
    for name in rule.notify:
        if name == MANAGERS:
            yield from managers
        elif name == ASSIGNEE:
            # What nobody has, or somebody who is away, would break its promise unseen.
            yield from [one for one in people.values() if one.id == task.assignee_id] or managers
        elif name in people:
            yield people[name]


def _late(session: Session, now: datetime) -> list[Task]:
    """Open tasks whose promise has come to a stage, claimed on PostgreSQL."""
    warned = and_(_TASK.warn <= now, _TASK.escalated.is_(None))
    unheeded = or_(_TASK.escalated.is_(None), _TASK.escalated != Stage.OVERDUE)
    return list(
        session.scalars(
            select(Task)
            .where(or_(warned, and_(_TASK.due <= now, unheeded)), _TASK.status.in_(OPEN))
            .order_by(_TASK.id)
            .options(joinedload(Task.mention).joinedload(Mention.brand))
            .with_for_update(skip_locked=True, of=Task)
        )
    )
