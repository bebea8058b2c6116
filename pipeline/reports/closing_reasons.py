"""Why tasks were closed."""

from sqlalchemy import func
from sqlalchemy.orm import Session

from pipeline.reports.scope import TASK, Asked, Scope, share
from pipeline.reports.table import Table
from pipeline.states import OPEN

COLUMNS = ("status", "reason", "tasks", "share")


def closing_reasons(session: Session, asked: Asked) -> Table:
    """How many tasks were resolved and dismissed for each reason."""
    scope = Scope.of(session, asked)
    closed = scope.tasks(TASK.status, TASK.reason, func.count()).where(TASK.status.not_in(OPEN))
    grouped = closed.group_by(TASK.status, TASK.reason).order_by(func.count().desc(), TASK.reason)
    found = session.execute(grouped).all()
    total = sum(count for _, _, count in found)
    rows = tuple(
        (str(status), reason, count, share(count, total)) for status, reason, count in found
    )
    return Table("closing-reasons", COLUMNS, rows)
