"""Reasons for complaint: how often, how it changed, how it stands, in whose words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Table
from pipeline.states import OPEN
from pipeline.theme_names import ThemeNames, read_theme_names

COLUMNS = ("theme", "complaints", "share", "earlier", "open tasks", "mean severity", "example")
EXAMPLE_LENGTH = 160
Counts = Counter[str | None]


def by_theme(session: Session, asked: Asked) -> Table:
    """Complaints by theme, against the same length of time before, with an example of each."""
    scope, names = Scope.of(session, asked), read_theme_names(session)
    counts = _complaints(session, scope, names)
    total = counts.total()
    earlier = _complaints(session, Scope.of(session, asked.before), names) if asked.before else None
    still_open = _open_tasks(session, scope, names)
    rows = tuple(
        (
            names.name(theme) if theme else None,
            count,
            share(count, total),
            None if earlier is None else earlier[theme],
            still_open[theme],
            _severity(session, scope, names.parts(theme)),
            _example(session, scope, names.parts(theme)),
        )
        for theme, count in sorted(counts.items(), key=lambda it: (-it[1], it[0] or ""))
    )
    return Table("by-theme", COLUMNS, rows)


def _complaints(session: Session, scope: Scope, names: ThemeNames) -> Counts:
    question = scope.mentions(MENTION.theme, func.count()).where(MENTION.complaint.is_(True))
    return _add_up(session.execute(question.group_by(MENTION.theme)), names)


def _open_tasks(session: Session, scope: Scope, names: ThemeNames) -> Counts:
    question = scope.tasks(MENTION.theme, func.count()).where(TASK.status.in_(OPEN))
    return _add_up(session.execute(question.group_by(MENTION.theme)), names)


def _add_up(found: Iterable[Any], names: ThemeNames) -> Counts:
    """By the theme that counts for each."""
    counts: Counts = Counter()
    for theme, count in found:
        counts[names.root(theme)] += count
    return counts


def _is_one_of(themes: Sequence[str] | None) -> ColumnElement[bool]:
    return MENTION.theme.is_(None) if themes is None else MENTION.theme.in_(themes)


def _severity(session: Session, scope: Scope, themes: Sequence[str] | None) -> float | None:
    question = scope.mentions(func.avg(MENTION.severity)).where(_is_one_of(themes))
    mean = session.scalar(question.where(MENTION.complaint.is_(True)))
    return None if mean is None else round(float(mean), 2)


def _example(session: Session, scope: Scope, themes: Sequence[str] | None) -> str | None:
    """The beginning of the complaint the judge was surest of."""
    question = scope.mentions(POST.text).where(MENTION.complaint.is_(True), _is_one_of(themes))
    question = question.where(POST.erased.is_(None))
    text = session.scalar(question.order_by(MENTION.p_complaint.desc(), MENTION.id).limit(1))
    return " ".join(text.split())[:EXAMPLE_LENGTH] if text else None
