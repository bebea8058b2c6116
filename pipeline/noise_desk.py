"""Noise put right by people: what is marked loses its task, what is brought back is followed up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, followup, sifting
from pipeline.model import OPEN, Mention, Person, Task, TaskStatus
from pipeline.noise import Noise

REASON = "spam"  # of the dismissals


def mark(session: Session, mention: Mention, noise: Noise, person: Person, now: datetime) -> None:
    """Let a mention be noise of this sort, or none; doing it again changes nothing."""
    if mention.noise is noise:
        return
    sifting.decide(session, mention, noise, person, now)
    task = session.scalars(select(Task).filter_by(incident_id=mention.incident_id)).one_or_none()
    if noise is Noise.NONE:
        _bring_back(session, mention, task, person, now)
    elif task is not None and task.status in OPEN and not _others_speak(session, mention):
        desk.dismiss(session, task, person, REASON, now)


def _bring_back(
    session: Session, mention: Mention, task: Task | None, person: Person, now: datetime
) -> None:
    if task is None:
        followup.open_tasks_for(session, [mention] if mention.judge else [], now)
    elif task.status is TaskStatus.DISMISSED and task.reason == REASON:
        desk.reopen(session, task, person, "not noise", now)


def _others_speak(session: Session, mention: Mention) -> bool:
    """Whether something in the mention's incident is no noise."""
    spoken = select(Mention.id).where(
        Mention.incident_id == mention.incident_id, Mention.noise == Noise.NONE
    )
    return session.scalar(spoken.limit(1)) is not None
