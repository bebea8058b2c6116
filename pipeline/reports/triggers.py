"""What each trigger is worth: how often it fired, and how often people agreed."""

from collections import Counter

from sqlalchemy.orm import Session

from pipeline.model import OPEN, TaskStatus
from pipeline.quality import wilson
from pipeline.reports.scope import TASK, Asked, Scope
from pipeline.reports.table import Table

COLUMNS = ("trigger", "tasks", "closed", "confirmed share", "at least share", "at most share")


def triggers(session: Session, asked: Asked) -> Table:
    """The yield of each trigger: the share of its closed tasks that were not dismissed."""
    fired: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    scope = Scope.of(session, asked)
    unmerged = scope.tasks(TASK.why, TASK.status).where(TASK.status != TaskStatus.MERGED)
    for why, status in session.execute(unmerged):
        for sign in why or ["none"]:
            name = sign.partition(":")[0]
            fired[name] += 1
            closed[name] += status not in OPEN
            confirmed[name] += status == TaskStatus.RESOLVED
    rows = []
    for name, tasks in fired.most_common():
        seen = wilson(confirmed[name], closed[name])
        rows.append((name, tasks, closed[name], seen.share, seen.low, seen.high))
    return Table("triggers", COLUMNS, tuple(rows))
