"""Reasons for complaint: how often, how it changed, how it stands, in whose words."""

from collections import Counter
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from pipeline.finding_model import MentionVector, Theme
from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Table
from pipeline.states import OPEN
from pipeline.theme_names import ThemeNames, read_theme_names
from pipeline.themes import NO_THEME, has_theme

COLUMNS = ("theme", "complaints", "share", "earlier", "open tasks", "mean severity", "example")
EXAMPLE_LENGTH = 160
Counts = Counter[str | None]
_VECTOR, _THEME = MentionVector.__table__.c, Theme.__table__.c


def by_theme(session: Session, asked: Asked) -> Table:
    """Complaints by theme, against the same length of time before, with an example of each."""
    scope, names = Scope.of(session, asked), read_theme_names(session)
    counts, total = _complaints(session, scope, names)
    before = asked.before
    earlier = _complaints(session, Scope.of(session, before), names)[0] if before else None
    still_open = _open_tasks(session, scope, names)
    rows = tuple(
        (
            names.name(theme) if theme else None,
            count,
            share(count, total),
            None if earlier is None else earlier[theme],
            still_open[theme],
            _severity(session, scope, theme),
            _example(session, scope, theme),
        )
        for theme, count in sorted(counts.items(), key=lambda it: (-it[1], it[0] or ""))
    )
    return Table("by-theme", COLUMNS, rows)


def _complaints(session: Session, scope: Scope, names: ThemeNames) -> tuple[Counts, int]:
    """How many there are of each theme, and in all: some are of two."""
    complaints = scope.mentions(MENTION.theme, _THEME.key, func.count())
    return _add_up(session, complaints.where(MENTION.complaint.is_(True)), names)


def _open_tasks(session: Session, scope: Scope, names: ThemeNames) -> Counts:
    tasks = scope.tasks(MENTION.theme, _THEME.key, func.count())
    return _add_up(session, tasks.where(TASK.status.in_(OPEN)), names)[0]


def _add_up(session: Session, asked: Select[Any], names: ThemeNames) -> tuple[Counts, int]:
    """By the themes that count for each: the judge's, and the one its words were found to be of."""
    counts: Counts = Counter()
    total = 0
    near = MentionVector.__table__.outerjoin(Theme.__table__, _THEME.id == _VECTOR.theme_id)
    asked = asked.outerjoin(near, _VECTOR.mention_id == MENTION.id)
    for judged, found, count in session.execute(asked.group_by(MENTION.theme, _THEME.key)):
        total += count
        for theme in {names.root(key) for key in (judged, found) if key} or {None}:
            counts[theme] += count
    return counts, total


def _severity(session: Session, scope: Scope, theme: str | None) -> float | None:
    question = scope.mentions(func.avg(MENTION.severity)).where(has_theme(theme or NO_THEME))
    mean = session.scalar(question.where(MENTION.complaint.is_(True)))
    return None if mean is None else round(float(mean), 2)


def _example(session: Session, scope: Scope, theme: str | None) -> str | None:
    """The beginning of the complaint the judge was surest of."""
    of_it = (MENTION.complaint.is_(True), has_theme(theme or NO_THEME))
    question = scope.mentions(POST.text).where(*of_it, POST.erased.is_(None))
    text = session.scalar(question.order_by(MENTION.p_complaint.desc(), MENTION.id).limit(1))
    return " ".join(text.split())[:EXAMPLE_LENGTH] if text else None
