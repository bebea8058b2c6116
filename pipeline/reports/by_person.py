"""What each person of the desk has in hand and has done."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from pipeline.people_model import Person
from pipeline.reports.scope import TASK, Asked, Scope, quantile, spoken_at
from pipeline.reports.table import Cell, Table
from pipeline.states import OPEN, TaskStatus
from pipeline.task_deeds import ANSWERED_BY, CLOSED_BY

COLUMNS = (
    "person",
    "open tasks",
    "answered",
    "resolved",
    "dismissed",
    "median from taken to answered",
    "median time to first answer",
)


@dataclass
class _Work:
    """What somebody has in hand and did; to hand a task over is no deed."""

    open: int = 0
    closed: dict[TaskStatus, int] = field(default_factory=lambda: defaultdict(int))
    worked: list[timedelta] = field(default_factory=list)
    waited: list[timedelta] = field(default_factory=list)

    def figures(self) -> tuple[Cell, ...]:
        return (
            self.open,
            len(self.waited),
            self.closed[TaskStatus.RESOLVED],
            self.closed[TaskStatus.DISMISSED],
            quantile(self.worked, 0.5),
            quantile(self.waited, 0.5),
        )


def by_person(session: Session, asked: Asked) -> Table:
    """The open tasks of each person, and those that they answered and closed, with their times."""
    scope = Scope.of(session, replace(asked, person=None))
    columns = (TASK.assignee_id, TASK.status, TASK.taken, TASK.answered, spoken_at)
    people: dict[int | None, _Work] = defaultdict(_Work)
    for assignee, status, taken, answered, said, answerer, closer in session.execute(
        scope.tasks(*columns, ANSWERED_BY, CLOSED_BY)
    ):
        if status in OPEN:
            people[assignee].open += 1
        else:
            people[closer].closed[status] += 1
        if answered is not None:
            people[answerer].waited.append(max(answered - said, timedelta()))
            since = taken or answered
            people[answerer].worked.append(max(answered - since, timedelta()))
    names = {person.id: person.name for person in session.query(Person)}
    rows = [
        (names.get(person or 0, "nobody"), *work.figures())
        for person, work in people.items()
        if asked.person in (None, person)
    ]
    return Table("by-person", COLUMNS, tuple(sorted(rows, key=lambda row: str(row[0]))))
