"""What people say when they are asked afterwards."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.desk_model import Survey
from pipeline.reports.scope import POST, TASK, Scope
from pipeline.reports.table import Table
from pipeline.surveys import Opinion, scores

COLUMNS = ("channel", "asked", "answered", "CSAT share", "CES", "NPS share")
SURVEY = Survey.__table__.c


def satisfaction(
    session: Session, since: datetime | None, until: datetime | None, brand: str | None
) -> Table:
    """CSAT, CES and NPS by channel, from the surveys people answered."""
    scope = Scope.of(session, since, until, brand)
    opinions: dict[str, list[Opinion | None]] = defaultdict(list)
    tasks = scope.tasks(TASK.id.label("id"), POST.channel.label("channel")).subquery()
    question = select(
        tasks.c.channel, SURVEY.answered, SURVEY.satisfaction, SURVEY.effort, SURVEY.recommend
    ).join(tasks, tasks.c.id == SURVEY.task_id)
    for channel, answered, *numbers in session.execute(question):
        opinions[str(channel)].append(Opinion(*numbers) if answered else None)
    rows = []
    for channel in sorted(opinions):
        told = scores([opinion for opinion in opinions[channel] if opinion is not None])
        asked = len(opinions[channel])
        rows.append((channel, asked, told.answers, told.csat, told.ces, told.nps))
    return Table("satisfaction", COLUMNS, tuple(rows))
