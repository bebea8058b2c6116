"""What each trigger is worth: how often it fired, and how often people agreed."""

import json
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Text, cast, func, select
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
    """The same by the trigger's name, the most frequent first, then by name."""
    fired: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    scope = Scope.of(session, asked)
    # As text: PostgreSQL does not group by JSON, and what is equal needs to be read only once.
    why = cast(TASK.why, Text).label("why")
    tasks = scope.tasks(why, TASK.status).subquery().c
    counts = select(tasks.why, tasks.status, func.count()).group_by(tasks.why, tasks.status)
    for said, status, count in session.execute(counts):
        for sign in json.loads(said) or ["none"]:
            name = sign.partition(":")[0]
            fired[name] += count
            closed[name] += count * (status not in OPEN)
            confirmed[name] += count * (status == TaskStatus.RESOLVED)
    return {
        name: Yield(tasks, closed[name], wilson(confirmed[name], closed[name]))
        for name, tasks in sorted(fired.items(), key=lambda one: (-one[1], one[0]))
    }
