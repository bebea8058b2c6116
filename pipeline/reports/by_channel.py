"""Mentions, complaints and answers of each channel."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.orm import Session

from pipeline.model import OPEN
from pipeline.reports.scope import (
    COMPLAINTS,
    JUDGED,
    MENTIONS,
    NEGATIVE,
    POST,
    TASK,
    Scope,
    quantile,
    share,
    spoken_at,
)
from pipeline.reports.table import Table

COLUMNS = (
    "channel",
    "mentions",
    "negative share",
    "complaints",
    "open tasks",
    "median time to first answer",
)


def by_channel(
    session: Session, since: datetime | None, until: datetime | None, brand: str | None
) -> Table:
    """Mentions, negative share, complaints, open tasks and answering time of each channel."""
    scope = Scope.of(session, since, until, brand)
    counts = scope.mentions(POST.channel, MENTIONS, JUDGED, NEGATIVE, COMPLAINTS)
    still_open = _open_tasks(session, scope)
    waited = answer_times(session, scope)
    rows = tuple(
        (
            str(channel),
            mentions,
            share(negative, judged),
            complaints,
            still_open.get(channel, 0),
            quantile(waited[channel], 0.5),
        )
        for channel, mentions, judged, negative, complaints in session.execute(
            counts.group_by(POST.channel).order_by(MENTIONS.desc(), POST.channel)
        )
    )
    return Table("by-channel", COLUMNS, rows)


def _open_tasks(session: Session, scope: Scope) -> dict[str, int]:
    question = scope.tasks(POST.channel, func.count()).where(TASK.status.in_(OPEN))
    return dict(session.execute(question.group_by(POST.channel)).all())


def answer_times(session: Session, scope: Scope) -> dict[str, list[timedelta]]:
    """By channel, how long people waited from their post to our first answer."""
    question = scope.tasks(POST.channel, spoken_at, TASK.answered).where(TASK.answered.is_not(None))
    waited: dict[str, list[timedelta]] = defaultdict(list)
    for channel, said, answered in session.execute(question):
        waited[channel].append(max(answered - said, timedelta()))
    return waited
