"""A second look at incidents: what seemed two events may turn out to be one with the next post."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import regroup, same_event
from pipeline.model import Mention
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task

ALIKE = 0.58  # the least likeness of two incidents; docs/finding.md has the trial
COMPARED = 12  # posts of each, the latest


def look_again(session: Session, mentions: Iterable[Mention], now: datetime) -> int:
    """Merge incidents that mentions have just joined with those they are like; how many."""
    joined = [one for one in mentions if (one.joined or "").startswith(same_event.SAME)]
    return sum(_look_again(session, mention, now) for mention in joined)


def _look_again(session: Session, mention: Mention, now: datetime) -> bool:
    around = same_event.look_around(session, mention)
    if around is None or mention.incident_id is None:
        return False
    groups: dict[int, list[int]] = defaultdict(list, {mention.incident_id: [0]})
    for number, one in enumerate(around.near, 1):  # the latest come first
        groups[one.incident_id].append(number)
    ours = groups.pop(mention.incident_id)[:COMPARED]
    ranks = {
        there: same_event.compare(
            around.wording, around.rows, around.said, ours, numbers[:COMPARED]
        )
        for there, numbers in groups.items()
    }
    best = max(ranks, key=lambda there: (ranks[there], there), default=None)
    if best is None or ranks[best] < ALIKE:
        return False
    tasks = [_read_task(session, incident) for incident in sorted((mention.incident_id, best))]
    return _merge(
        session, tasks, same_event.tell(best, ranks[best], around.near, around.spoken), now
    )


def _merge(session: Session, tasks: list[Task], event: same_event.Event, now: datetime) -> bool:
    """Let one task answer for both: the later one goes if untouched, else the other one."""
    for into, task in (tasks, reversed(tasks)):
        if is_untouched(task) and may_take(into):
            moved = session.scalars(select(Mention).filter_by(incident_id=task.incident_id)).all()
            for one in moved:
                one.joined = one.joined or event.why
            regroup.merge(session, task, into, None, now)
            return True
    return False


def _read_task(session: Session, incident_id: int) -> Task:
    """As it stands now, and nobody takes it until this is over."""
    asked = select(Task).filter_by(incident_id=incident_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def is_untouched(task: Task) -> bool:
    """Whether no person did anything with a task, and it was never merged nor split."""
    moved = (regroup.MERGED, regroup.SPLIT)
    by_program = all(one.person_id is None and one.what not in moved for one in task.changes)
    return by_program and task.status is TaskStatus.NEW


def may_take(task: Task) -> bool:
    """Whether a task may answer for another: not one whose merger a person took back."""
    gave = any(one.what == regroup.MERGED and one.before for one in task.changes)
    return task.status in OPEN and not gave
