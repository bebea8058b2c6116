"""What people say when they are asked afterwards, beside what we say ourselves."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from pipeline.desk_model import Survey
from pipeline.opinions import Opinion, Score, scores
from pipeline.people_model import Person
from pipeline.reports.scope import BRAND, MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Cell, Table
from pipeline.states import TaskStatus
from pipeline.task_deeds import CREDITED
from pipeline.theme_names import ThemeNames, read_theme_names

SCORES = (
    "CSAT share",
    "CSAT at least share",
    "CSAT at most share",
    "CES",
    "CES at least",
    "CES at most",
    "NPS share",
    "NPS at least share",
    "NPS at most share",
)
COUNTS = ("asked", "answered", "resolved share")
SURVEY = Survey.__table__.c


def satisfaction(session: Session, asked: Asked) -> Table:
    """CSAT, CES and NPS by channel, with their intervals, beside our own share of resolved."""
    return _count(session, Scope.of(session, asked), "channel", POST.channel)


def satisfaction_by_brand(session: Session, asked: Asked) -> Table:
    """CSAT, CES and NPS by brand."""
    return _count(session, Scope.of(session, asked), "brand", BRAND.name)


def satisfaction_by_theme(session: Session, asked: Asked) -> Table:
    """CSAT, CES and NPS by theme."""
    theme = _counted_with(read_theme_names(session))
    return _count(session, Scope.of(session, asked), "theme", theme)


def satisfaction_by_person(session: Session, asked: Asked) -> Table:
    """CSAT, CES and NPS by who answered; where nobody did, by who closed or has the task."""
    scope = Scope.of(session, replace(asked, person=None))
    name = select(Person.name).where(Person.id == CREDITED).scalar_subquery()
    table = _count(session, scope, "person", func.coalesce(name, "nobody"))
    if asked.person is None:
        return table
    own = session.get_one(Person, asked.person).name
    return replace(table, rows=tuple(row for row in table.rows if row[0] == own))


def _counted_with(names: ThemeNames) -> ColumnElement[Any]:
    """The name of a mention's theme, or of the one that counts for it."""
    theme = func.coalesce(MENTION.theme, "other")
    called = {key: names.name(key) for key in (*names.roots, *names.names)}
    return case(called, value=theme, else_=theme) if called else theme


def _count(session: Session, scope: Scope, group: str, column: ColumnElement[Any]) -> Table:
    """The scores of each group of tasks about which somebody was asked."""
    opinions: dict[str, list[Opinion | None]] = defaultdict(list)
    tasks = scope.tasks(TASK.id.label("id"), column.label("name")).subquery()
    question = select(
        tasks.c.name, SURVEY.answered, SURVEY.satisfaction, SURVEY.effort, SURVEY.recommend
    ).join(tasks, tasks.c.id == SURVEY.task_id)
    for name, answered, *numbers in session.execute(question):
        opinions[str(name)].append(Opinion(*numbers) if answered else None)
    ours = _resolved(session, scope, column)
    rows = tuple(_row(name, ours.get(name), opinions[name]) for name in sorted(opinions))
    columns = (group, *COUNTS, *SCORES)
    named = "satisfaction" if group == "channel" else f"satisfaction-by-{group}"
    return Table(named, columns, rows)


def _resolved(
    session: Session, scope: Scope, column: ColumnElement[Any]
) -> dict[str, float | None]:
    """What share of its closed tasks we call resolved, by group."""
    closed = TASK.status.in_((TaskStatus.RESOLVED, TaskStatus.DISMISSED))
    good = func.sum(case((TASK.status == TaskStatus.RESOLVED, 1), else_=0))
    question = scope.tasks(column, good, func.count()).where(closed).group_by(column)
    return {str(name): share(part, whole) for name, part, whole in session.execute(question)}


def _row(name: str, ours: float | None, given: list[Opinion | None]) -> tuple[Cell, ...]:
    told = scores([opinion for opinion in given if opinion is not None])
    cells = [cell for score in (told.csat, told.ces, told.nps) for cell in _cells(score)]
    return (name, len(given), told.answers, ours, *cells)


def _cells(score: Score) -> tuple[Cell, ...]:
    return (score.value, score.low, score.high)
