"""Noise put right by people: what is marked loses its task, what is brought back is followed up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, followup, rematching, sifting
from pipeline.model import Mention
from pipeline.noise import Noise
from pipeline.people_model import Person
from pipeline.states import OPEN, TaskStatus
from pipeline.task_model import Task

REASON = "spam"  # of the dismissals


def mark(session: Session, mention: Mention, noise: Noise, person: Person, now: datetime) -> None:
    """Let a mention be noise of this sort, or none; doing it again changes nothing."""
    if mention.noise is noise:
        return
    sifting.decide(session, mention, noise, person, now)
    task = session.scalars(select(Task).filter_by(incident_id=mention.incident_id)).one_or_none()
    if noise is Noise.NONE:
        _bring_back(session, mention, task, person, now)
    elif task is not None and task.status in OPEN and not sifting.others_speak(session, mention):
        desk.dismiss(session, task, person, REASON, now)


def _bring_back(
    session: Session, mention: Mention, task: Task | None, person: Person, now: datetime
) -> None:
    if task is None:
        followup.open_tasks_for(session, [mention] if mention.judge else [], now)
    elif task.status is TaskStatus.DISMISSED and task.reason in (REASON, rematching.REASON):
        desk.reopen(session, task, person, "not noise", now, anew=False)  # its author waited on
