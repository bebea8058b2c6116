"""Mentions, complaints and answers of each channel, brand, source and language."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from pipeline.reports.scope import (
    BRAND,
    COMPLAINTS,
    JUDGED,
    MENTIONS,
    NEGATIVE,
    POSITIVE,
    POST,
    TASK,
    Asked,
    Scope,
    quantile,
    share,
    spoken_at,
)
from pipeline.reports.table import Table
from pipeline.states import OPEN
from pipeline.task_deeds import UNANSWERED

FIGURES = (
    "mentions",
    "negative share",
    "complaints",
    "open tasks",
    "unanswered",
    "median time to first answer",
    "positive share",
)


def by_channel(session: Session, asked: Asked) -> Table:
    """Mentions, negative share, complaints, open tasks and answering time of each channel."""
    return _by(session, asked, "channel", POST.channel)


def by_brand(session: Session, asked: Asked) -> Table:
    """The same of each of our brands."""
    return _by(session, asked, "brand", BRAND.name)


def by_source(session: Session, asked: Asked) -> Table:
    """The same of each source."""
    return _by(session, asked, "source", POST.source)


def by_language(session: Session, asked: Asked) -> Table:
    """The same of each language that people write in."""
    return _by(session, asked, "language", func.coalesce(POST.language, ""))


def _by(session: Session, asked: Asked, name: str, place: ColumnElement[Any]) -> Table:
    scope = Scope.of(session, asked)
    counts = scope.mentions(place, MENTIONS, JUDGED, NEGATIVE, COMPLAINTS, POSITIVE)
    still_open = _count_tasks(session, scope, place, TASK.status.in_(OPEN))
    unanswered = _count_tasks(session, scope, place, UNANSWERED)
    waited = _answer_times(session, scope, place)
    rows = tuple(
        (
            str(where),
            mentions,
            share(negative, judged),
            complaints,
            still_open.get(where, 0),
            unanswered.get(where, 0),
            quantile(waited[where], 0.5),
            share(positive, judged),
        )
        for where, mentions, judged, negative, complaints, positive in session.execute(
            counts.group_by(place).order_by(MENTIONS.desc(), place)
        )
    )
    return Table(f"by-{name}", (name, *FIGURES), rows)


def _count_tasks(
    session: Session, scope: Scope, place: ColumnElement[Any], which: ColumnElement[bool]
) -> dict[str, int]:
    question = scope.tasks(place, func.count()).where(which)
    return dict(session.execute(question.group_by(place)).all())


def _answer_times(
    session: Session, scope: Scope, place: ColumnElement[Any]
) -> dict[str, list[timedelta]]:
    """By place, how long people waited from their post to our first answer."""
    question = scope.tasks(place, spoken_at, TASK.answered).where(TASK.answered.is_not(None))
    waited: dict[str, list[timedelta]] = defaultdict(list)
    for where, said, answered in session.execute(question):
        waited[where].append(max(answered - said, timedelta()))
    return waited
