"""One row for each task with all its times: for whoever wants to count by themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.database import Database
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


BATCH = 1_000  # tasks in memory, where all of them are read
Row = tuple[Cell, ...]


def tasks(session: Session, asked: Asked) -> Table:
    """Each task with its five clocks, who had it, and how it ended."""
    return Table("tasks", COLUMNS, tuple(_read(session, asked)))


def read_all(database: Database, asked: Asked) -> Iterator[Row]:
    """The rows of the same report; each batch has a session of its own."""
    last: int | None = None
    while True:
        with database.reading() as session:
            rows = list(_read(session, asked, last, BATCH))
        yield from rows
        if len(rows) < BATCH:
            return
        last = cast("int", rows[-1][0])


def _read(
    session: Session, asked: Asked, below: int | None = None, limit: int | None = None
) -> Iterator[Row]:
    question = Scope.of(session, asked).tasks(
        *(TASK.id, BRAND.name, POST.channel, POST.source, POST.language, MENTION.theme),
        *(TASK.priority, TASK.status, _POSTS, POST.published, MENTION.found, TASK.opened),
        *(TASK.taken, TASK.answered, TASK.closed, TASK.reopened, spoken_at, TASK.assignee_id),
        *(TASK.reason, TASK.outcome, _SATISFIED, POST.url),
        merged=True,
    )
    if below is not None:
        question = question.where(TASK.id < below)
    people = {person.id: person.name for person in session.query(Person)}
    themes = read_theme_names(session)
    for number, brand, channel, source, language, theme, *more in session.execute(
        question.order_by(TASK.id.desc()).limit(limit)
    ):
        priority, status, posts, *times, said, person, reason, outcome, satisfied, url = more
        answered = times[4]
        yield (
            *(number, brand, str(channel), source, language),
            *(themes.name(theme) if theme else None, priority, str(status), posts, *times),
            max(answered - said, timedelta()) if answered else None,
            *(people.get(person), reason, outcome, satisfied, url),
        )
