"""Who did what when: tasks, verdicts and the desk's set-up in one list, the latest first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from pipeline.audit import OTHERS, THINGS
from pipeline.database import Database
from pipeline.model import Assessment
from pipeline.reports.table import Cell
from pipeline.task_model import TaskChange
from pipeline.team_model import AuditEntry

PAGE = 100
BATCH = 1_000  # lines in memory, where all of them are read
TASK, VERDICT = "task", "verdict"
KINDS = (TASK, VERDICT, *sorted({thing for thing, _ in THINGS.values()} | set(OTHERS)))
COLUMNS = ("when", "who", "thing", "name", "what", "before", "after")
_CHANGE, _GIVEN, _ENTRY = TaskChange.__table__.c, Assessment.__table__.c, AuditEntry.__table__.c


@dataclass(frozen=True)
class Place:
    """Where a page ended; of several lines of one moment the source and its number tell."""

    at: datetime
    source: int
    id: int


@dataclass(frozen=True)
class Line:
    """One thing somebody did."""

    place: Place
    who: str | None  # None: nobody was logged in, or a command did it
    thing: str
    name: str
    what: str
    before: str
    after: str

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.place.at, self.place.source, self.place.id


@dataclass(frozen=True)
class AuditFilter:
    """Which lines; without a person all people's, but not what the program did to tasks."""

    person: int | None = None
    thing: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def read_log(
    session: Session, wanted: AuditFilter, after: Place | None = None, limit: int = PAGE
) -> list[Line]:
    """A page of lines, the latest first."""
    sources = [
        source(session, wanted, after, limit) for source in (_of_tasks, _of_verdicts, _of_set_up)
    ]
    return list(islice(merge(*sources, key=lambda line: line.order, reverse=True), limit))


def read_rows(database: Database, wanted: AuditFilter) -> Iterator[tuple[Cell, ...]]:
    """All lines in the order of COLUMNS, some in memory at a time."""
    return (_to_row(line) for line in _read_all(database, wanted))


def _to_row(one: Line) -> tuple[Cell, ...]:
    return one.place.at, one.who, one.thing, one.name, one.what, one.before, one.after


def _read_all(database: Database, wanted: AuditFilter) -> Iterator[Line]:
    place: Place | None = None
    while True:
        with database.reading() as session:
            lines = read_log(session, wanted, place, BATCH)
        yield from lines
        if len(lines) < BATCH:
            return
        place = lines[-1].place


def _of_tasks(
    session: Session, wanted: AuditFilter, after: Place | None, limit: int
) -> Iterator[Line]:
    asked = (
        select(TaskChange)
        .where(*_conditions(wanted, TASK, after, 0, _CHANGE.at, _CHANGE.id, _CHANGE.person_id))
        .where(_CHANGE.person_id.is_not(None))
        .order_by(_CHANGE.at.desc(), _CHANGE.id.desc())
        .limit(limit)
        .options(joinedload(TaskChange.person))
    )
    for change in session.scalars(asked):
        yield Line(
            Place(change.at, 0, change.id),
            _who(change),
            TASK,
            str(change.task_id),
            change.what,
            change.before or "",
            change.after or "",
        )


def _who(change: TaskChange) -> str | None:
    if change.person is None:
        return None
    return f"{change.person.name} ({change.via})" if change.via else change.person.name


def _of_verdicts(
    session: Session, wanted: AuditFilter, after: Place | None, limit: int
) -> Iterator[Line]:
    columns = (_GIVEN.given, _GIVEN.id, _GIVEN.person_id)
    asked = (
        select(Assessment)
        .where(*_conditions(wanted, VERDICT, after, 1, *columns))
        .where(_GIVEN.person_id.is_not(None))
        .order_by(_GIVEN.given.desc(), _GIVEN.id.desc())
        .limit(limit)
        .options(joinedload(Assessment.person))
    )
    for given in session.scalars(asked):
        verdict = given.verdict
        said = f"{verdict.sentiment}, {'complaint' if verdict.complaint else 'no complaint'}"
        yield Line(
            Place(given.given, 1, given.id),
            given.person.name if given.person else None,
            VERDICT,
            str(given.mention_id),
            "corrected",
            "",
            f"{said}, {verdict.theme}" if verdict.theme else said,
        )


def _of_set_up(
    session: Session, wanted: AuditFilter, after: Place | None, limit: int
) -> Iterator[Line]:
    columns = (_ENTRY.at, _ENTRY.id, _ENTRY.person_id)
    own = wanted.thing if wanted.thing not in (TASK, VERDICT, None) else None
    asked = select(AuditEntry).where(*_conditions(wanted, own, after, 2, *columns))
    if own is not None:
        asked = asked.where(_ENTRY.thing == own)
    asked = asked.order_by(_ENTRY.at.desc(), _ENTRY.id.desc()).limit(limit)
    for entry in session.scalars(asked.options(joinedload(AuditEntry.person))):
        yield Line(
            Place(entry.at, 2, entry.id),
            entry.person.name if entry.person else None,
            entry.thing,
            entry.name,
            entry.what,
            _shown(entry.before),
            _shown(entry.after),
        )


def _conditions(
    wanted: AuditFilter,
    thing: str | None,
    after: Place | None,
    source: int,
    at: ColumnElement[datetime],
    number: ColumnElement[int],
    person: ColumnElement[int | None],
) -> Iterator[ColumnElement[bool]]:
    """What the lines of one source must meet; the columns are those of its table."""
    if wanted.thing is not None and wanted.thing != thing:
        yield false()
    if wanted.person is not None:
        yield person == wanted.person
    if wanted.since is not None:
        yield at >= wanted.since
    if wanted.until is not None:
        yield at < wanted.until
    if after is not None:
        same = at == after.at
        here = false() if source > after.source else same
        yield or_(at < after.at, and_(here, number < after.id) if source == after.source else here)


def _shown(values: dict[str, Any] | None) -> str:
    """Columns and their values, one on a line."""
    if not values:
        return ""
    texts = {name: as_text(value) for name, value in values.items()}
    return "\n".join(f"{name}: {text}" for name, text in texts.items() if text)


def as_text(value: Any) -> str:
    """The value of a column; "" for none."""
    if value in (None, "", [], {}):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
