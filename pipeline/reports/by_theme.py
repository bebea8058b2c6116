"""Reasons for complaint: how often, how it changed, how it stands, in whose words."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session

from pipeline.model import OPEN
from pipeline.reports.scope import MENTION, POST, TASK, Scope, share
from pipeline.reports.table import Table

COLUMNS = ("theme", "complaints", "share", "earlier", "open tasks", "mean severity", "example")
EXAMPLE_LENGTH = 160


def by_theme(
    session: Session, since: datetime | None, until: datetime | None, brand: str | None
) -> Table:
    """Complaints by theme, against the same length of time before, with an example of each."""
    scope = Scope.of(session, since, until, brand)
    counts = _complaints(session, scope)
    total = sum(counts.values())
    earlier = _earlier(session, since, until, brand)
    still_open = _open_tasks(session, scope)
    severity = _severity(session, scope)
    rows = tuple(
        (
            theme,
            count,
            share(count, total),
            None if earlier is None else earlier.get(theme, 0),
            still_open.get(theme, 0),
            severity.get(theme),
            _example(session, scope, theme),
        )
        for theme, count in sorted(counts.items(), key=lambda it: (-it[1], it[0] or ""))
    )
    return Table("by-theme", COLUMNS, rows)


def _complaints(session: Session, scope: Scope) -> dict[str | None, int]:
    question = scope.mentions(MENTION.theme, func.count()).where(MENTION.complaint.is_(True))
    return dict(session.execute(question.group_by(MENTION.theme)).all())


def _earlier(
    session: Session, since: datetime | None, until: datetime | None, brand: str | None
) -> dict[str | None, int] | None:
    """The counts of the period before of the same length; None when the period has no ends."""
    if since is None or until is None:
        return None
    return _complaints(session, Scope.of(session, since - (until - since), since, brand))


def _open_tasks(session: Session, scope: Scope) -> dict[str | None, int]:
    question = scope.tasks(MENTION.theme, func.count()).where(TASK.status.in_(OPEN))
    return dict(session.execute(question.group_by(MENTION.theme)).all())


def _severity(session: Session, scope: Scope) -> dict[str | None, float]:
    question = scope.mentions(MENTION.theme, func.avg(MENTION.severity))
    question = question.where(MENTION.complaint.is_(True), MENTION.severity.is_not(None))
    found = session.execute(question.group_by(MENTION.theme))
    return {theme: round(float(mean), 2) for theme, mean in found}


def _example(session: Session, scope: Scope, theme: str | None) -> str | None:
    """The beginning of the complaint the judge was surest of."""
    question = scope.mentions(POST.text).where(
        MENTION.complaint.is_(True), MENTION.theme.is_not_distinct_from(theme)
    )
    text = session.scalar(question.order_by(MENTION.p_complaint.desc(), MENTION.id).limit(1))
    return " ".join(text.split())[:EXAMPLE_LENGTH] if text else None
