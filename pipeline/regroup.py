"""Incidents put right: tasks merged, mentions split off; either can be undone."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pipeline import desk, followup
from pipeline.claiming import claim
from pipeline.errors import OtklikError
from pipeline.insertion import insert_new
from pipeline.model import Incident, Mention
from pipeline.people_model import Person
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task, TaskChange

MERGED = "merged"  # in the history of a task: with which, and which mentions it gave away
UNMERGED = "unmerged"  # which task it answers for no longer
SPLIT = "split"  # which mention it gave away and the task of that; or which task it comes from


def claim_around(session: Session, numbers: Collection[int], mention_id: int | None = None) -> None:
    """Claim tasks that are to be merged or split with all that answer for them.

    With those that answered for a mention before. Raises OtklikError where somebody merged or split
    one of them meanwhile.
    """
    wanted = _around(session, numbers, mention_id)
    claim(session, wanted)
    if not _around(session, numbers, mention_id) <= wanted:
        raise OtklikError("somebody merges or splits one of these tasks just now; look at it again")


def _around(session: Session, numbers: Collection[int], mention_id: int | None) -> set[int]:
    found: set[int] = set()
    waiting = [*numbers]
    if mention_id is not None:
        waiting += session.scalars(select(Task.id).filter_by(mention_id=mention_id))
    while waiting:
        task = session.get(Task, waiting.pop())
        if task is not None and task.id not in found:
            found.add(task.id)
            merger = find_merger(session, task)
            waiting += [int(merger.after)] if merger and merger.after else []
    return found


def merge(session: Session, task: Task, into: Task, person: Person | None, now: datetime) -> None:
    """Let another task answer for this one, too: its mentions move, and it is closed.

    Nobody as the person means that the program did.
    """
    if task.id == into.id:
        raise OtklikError(
            "task %(task)s cannot be merged with itself; choose another", task=task.id
        ).at("into")
    if task.incident.brand_id != into.incident.brand_id:
        raise OtklikError(
            "tasks %(task)s and %(into)s are about different brands", task=task.id, into=into.id
        ).at("into")
    if into.status not in OPEN:
        raise OtklikError(
            "task %(into)s is %(status)s; reopen it before merging into it",
            into=into.id,
            status=into.status,
        ).at("into")
    desk.close_merged(session, task, into, person, now)
    moved = list(session.scalars(select(Mention.id).filter_by(incident_id=task.incident_id)))
    _move(session, moved, into.incident_id)
    _tell(session, task, person, now, json.dumps(moved), str(into.id))
    _tell(session, into, person, now, None, f"task {task.id}")


def unmerge(session: Session, task: Task, person: Person, now: datetime) -> None:
    """Take a merger back: the task gets its mentions again and is open."""
    merged = find_merger(session, task)
    answers = _find_answering(session, merged) if merged else task
    gone = _still_there(session, merged, answers) if merged else []
    if merged is None or not gone:
        raise OtklikError(
            "task %(task)s was not merged; there is nothing to take back", task=task.id
        )
    _move(session, gone, task.incident_id)
    why = f"no longer merged into task {merged.after}"
    desk.reopen(session, task, person, why, now, anew=False)
    _tell(session, answers, person, now, None, f"task {task.id}", what=UNMERGED)


def find_merger(session: Session, task: Task) -> TaskChange | None:
    """The merger that holds for a task: its mentions are with the task that `after` names."""
    merged = [change for change in task.changes if change.what == MERGED and change.before]
    if not merged or merged[-1].before == "[]":
        return None
    here = select(func.count()).select_from(Mention).filter_by(incident_id=task.incident_id)
    return None if session.scalars(here).one() else merged[-1]


def _find_answering(session: Session, merged: TaskChange) -> Task:
    """The task that answers now for what a merger moved: its task may have been merged since."""
    answers, seen = session.get_one(Task, int(merged.after or 0)), {merged.task_id}
    while answers.id not in seen and (further := find_merger(session, answers)):
        seen.add(answers.id)
        answers = session.get_one(Task, int(further.after or 0))
    return answers


def _still_there(session: Session, merged: TaskChange, answers: Task) -> list[int]:
    """What a merger moved and nobody split off since."""
    moved = Mention.id.in_(json.loads(merged.before or "[]"))
    there = select(Mention.id).where(moved, Mention.incident_id == answers.incident_id)
    return list(session.scalars(there))


def find_origin(task: Task) -> int | None:
    """The task that this one was split off from."""
    split_off = [one.after for one in task.changes if one.what == SPLIT and not one.before]
    return int(split_off[-1]) if split_off and split_off[-1] else None


def split(session: Session, mention: Mention, person: Person, now: datetime) -> Task:
    """Give a mention a task of its own: the one that was merged, or a new incident and task."""
    task = session.scalars(select(Task).filter_by(incident_id=mention.incident_id)).one_or_none()
    if task is None:
        raise OtklikError("this mention has no task to be split from")
    others = select(Mention).filter_by(incident_id=mention.incident_id).order_by(Mention.id)
    rest = [other for other in session.scalars(others) if other.id != mention.id]
    if not rest:
        raise OtklikError(
            "task %(task)s is about this mention alone; nothing to split", task=task.id
        )
    if task.mention_id == mention.id:
        task.mention = rest[0]
    opened = _open_merged(session, mention, now) or _open_own(session, mention, now)
    _tell(session, task, person, now, mention.post.post.url, str(opened.id), what=SPLIT)
    _tell(session, opened, person, now, None, str(task.id), what=SPLIT)
    return opened


def _open_merged(session: Session, mention: Mention, now: datetime) -> Task | None:
    """The task that was about this mention until it was merged, open again; None without one."""
    asked = select(Task).filter_by(mention_id=mention.id, status=TaskStatus.MERGED)
    merged = session.scalars(asked.order_by(Task.id.desc()).limit(1)).one_or_none()
    if merged is not None:
        mention.incident_id = merged.incident_id
        session.flush()
        desk.reopen(session, merged, None, "split off again", now, anew=False)
    return merged


def _open_own(session: Session, mention: Mention, now: datetime) -> Task:
    facts = {"brand_id": mention.brand_id, "key": f"split:{mention.id}"}
    made = insert_new(session, Incident, {**facts, "opened": now})
    own = made or session.scalars(select(Incident.id).filter_by(**facts)).one()
    mention.incident_id = own
    session.flush()
    opened = followup.open_task(session, own, mention, now)
    if opened is None:  # it was split off before and merged back
        opened = session.scalars(select(Task).filter_by(incident_id=own)).one()
        if opened.status not in OPEN:
            desk.reopen(session, opened, None, "split off again", now)
    return opened


def _move(session: Session, mention_ids: list[int], incident_id: int) -> None:
    moved = update(Mention).where(Mention.id.in_(mention_ids)).values(incident_id=incident_id)
    session.execute(moved)


def _tell(
    session: Session,
    task: Task,
    person: Person | None,
    now: datetime,
    before: str | None,
    after: str | None,
    what: str = MERGED,
) -> None:
    session.add(TaskChange(task=task, person=person, at=now, what=what, before=before, after=after))
