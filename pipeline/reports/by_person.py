"""What each person of the desk has in hand and has done."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy.orm import Session

from pipeline.people_model import Person
from pipeline.reports.scope import TASK, Asked, Scope, quantile, spoken_at
from pipeline.reports.table import Cell, Table
from pipeline.states import OPEN, TaskStatus

COLUMNS = (
    "person",
    "open tasks",
    "answered",
    "resolved",
    "dismissed",
    "median from taken to answered",
    "median time to first answer",
)


def by_person(session: Session, asked: Asked) -> Table:
    """Open, answered and closed tasks of each person, with their times."""
    scope = Scope.of(session, asked)
    columns = (TASK.assignee_id, TASK.status, TASK.taken, TASK.answered, spoken_at)
    counts: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    worked: dict[int | None, list[timedelta]] = defaultdict(list)
    waited: dict[int | None, list[timedelta]] = defaultdict(list)
    for person, status, taken, answered, said in session.execute(scope.tasks(*columns)):
        counts[person]["open" if status in OPEN else status] += 1
        if answered is not None:
            counts[person]["answered"] += 1
            waited[person].append(max(answered - said, timedelta()))
            worked[person].append(max(answered - taken, timedelta()) if taken else timedelta())
    names = {person.id: person.name for person in session.query(Person)}
    rows: list[tuple[Cell, ...]] = [
        (
            names.get(person, "nobody") if person else "nobody",
            told["open"],
            told["answered"],
            told[TaskStatus.RESOLVED],
            told[TaskStatus.DISMISSED],
            quantile(worked[person], 0.5),
            quantile(waited[person], 0.5),
        )
        for person, told in counts.items()
    ]
    return Table("by-person", COLUMNS, tuple(sorted(rows, key=lambda row: str(row[0]))))
