"""One row for each task with all its times: for whoever wants to count by themselves."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.desk_model import Survey
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.reports.scope import BRAND, MENTION, POST, TASK, Asked, Scope, spoken_at
from pipeline.reports.table import Cell, Table
from pipeline.theme_names import read_theme_names

COLUMNS = (
    "task",
    "brand",
    "channel",
    "source",
    "language",
    "theme",
    "priority",
    "status",
    "posts",
    "published at",
    "found at",
    "flagged at",
    "taken at",
    "answered at",
    "closed at",
    "reopened at",
    "time to first answer",
    "person",
    "reason",
    "outcome",
    "satisfied",
    "address",
)
_OTHER = Mention.__table__.alias("other")
_POSTS = select(func.count()).where(_OTHER.c.incident_id == TASK.incident_id).scalar_subquery()
_SATISFIED = select(Survey.satisfaction).where(Survey.task_id == TASK.id).scalar_subquery()


def tasks(session: Session, asked: Asked) -> Table:
    """Each task with its five clocks, who had it, and how it ended."""
    question = Scope.of(session, asked).tasks(
        *(TASK.id, BRAND.name, POST.channel, POST.source, POST.language, MENTION.theme),
        *(TASK.priority, TASK.status, _POSTS, POST.published, MENTION.found, TASK.opened),
        *(TASK.taken, TASK.answered, TASK.closed, TASK.reopened, spoken_at, TASK.assignee_id),
        *(TASK.reason, TASK.outcome, _SATISFIED, POST.url),
        merged=True,
    )
    people = {person.id: person.name for person in session.query(Person)}
    themes = read_theme_names(session)
    rows: list[tuple[Cell, ...]] = []
    for number, brand, channel, source, language, theme, *more in session.execute(
        question.order_by(TASK.id.desc())
    ):
        priority, status, posts, *times, said, person, reason, outcome, satisfied, url = more
        answered = times[4]
        rows.append(
            (
                *(number, brand, str(channel), source, language),
                *(themes.name(theme) if theme else None, priority, str(status), posts, *times),
                max(answered - said, timedelta()) if answered else None,
                *(people.get(person), reason, outcome, satisfied, url),
            )
        )
    return Table("tasks", COLUMNS, tuple(rows))
