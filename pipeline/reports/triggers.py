"""What each trigger is worth: how often it fired, and how often people agreed."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pipeline.quality import Share, wilson
from pipeline.reports.scope import TASK, Asked, Scope
from pipeline.reports.table import Table
from pipeline.states import OPEN, TaskStatus

COLUMNS = ("trigger", "tasks", "closed", "confirmed share", "at least share", "at most share")


@dataclass(frozen=True)
class Yield:
    """How often a trigger fired, and how often people agreed."""

    tasks: int
    closed: int
    confirmed: Share


def triggers(session: Session, asked: Asked) -> Table:
    """The yield of each trigger: the share of its closed tasks that were not dismissed."""
    rows = []
    for name, one in count_yields(session, asked).items():
        seen = one.confirmed
        rows.append((name, one.tasks, one.closed, seen.share, seen.low, seen.high))
    return Table("triggers", COLUMNS, tuple(rows))


def count_yields(session: Session, asked: Asked) -> dict[str, Yield]:
    """The same by the trigger's name, the most frequent first."""
    fired: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    scope = Scope.of(session, asked)
    for why, status in session.execute(scope.tasks(TASK.why, TASK.status)):
        for sign in why or ["none"]:
            name = sign.partition(":")[0]
            fired[name] += 1
            closed[name] += status not in OPEN
            confirmed[name] += status == TaskStatus.RESOLVED
    return {
        name: Yield(tasks, closed[name], wilson(confirmed[name], closed[name]))
        for name, tasks in fired.most_common()
    }
