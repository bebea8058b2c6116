"""What came of answers: by the channel, the theme and the template they were given with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Came, Seen, came_of, facts_of, see_answers
from pipeline.reply_model import Reply
from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, share
from pipeline.reports.table import Cell, Table
from pipeline.store import every_template
from pipeline.theme_names import read_theme_names

_REPLY = Reply.__table__.c
COUNTED = (Came.BETTER, Came.WORSE, Came.EDITED, Came.DELETED, Came.RETURNED, Came.SILENT)
NAMES = ("more stars", "fewer stars", "post changed", "post deleted", "wrote again", "silent")
COLUMNS = ("answers", "looked at", *NAMES, "seen at its place share")
NO_TEMPLATE, OTHER = "—", "other"


def outcomes_by_channel(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by channel."""
    return _table("outcomes-by-channel", "channel", _count(session, asked, POST.channel, str))


def outcomes_by_theme(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by theme."""
    names = read_theme_names(session)
    counts = _count(session, asked, MENTION.theme, lambda theme: names.name(theme or OTHER))
    return _table("outcomes-by-theme", "theme", counts)


def outcomes_by_template(session: Session, asked: Asked) -> Table:
    """What authors did after our answers, by the template they began with."""
    names = {row.id: row.template.name for row in every_template(session)}
    counts = _count(session, asked, None, lambda number: names.get(number, NO_TEMPLATE))
    return _table("outcomes-by-template", "template", counts)


@dataclass
class _Counts:
    """What came of the answers of a group, and how many were seen at their place."""

    came: Counter[Came] = field(default_factory=Counter)
    seen: int = 0


def _count(
    session: Session,
    asked: Asked,
    group: ColumnElement[Any] | None,
    name: Callable[[Any], str],
) -> dict[str, _Counts]:
    """The answers that were given to the tasks of a scope, by a fact of the task or by template."""
    fact = literal(None) if group is None else group
    tasks = Scope.of(session, asked).tasks(TASK.id.label("id"), fact.label("fact"), merged=True)
    of = tasks.where(TASK.answered.is_not(None)).subquery()
    # Those of these tasks alone: else PostgreSQL makes all that were given anew for each task.
    answers = see_answers().where(_REPLY.task_id.in_(select(of.c.id))).subquery()
    key = answers.c.template_id if group is None else of.c.fact
    facts = facts_of(answers)
    question = select(key, *facts, func.count(), func.count(answers.c.seen))
    question = question.join_from(of, answers, answers.c.task_id == of.c.id)
    found: dict[str, _Counts] = {}
    for told, *shown, count, seen in session.execute(question.group_by(key, *facts)):
        counts = found.setdefault(name(told), _Counts())
        counts.came[came_of(Seen(*shown))] += count
        counts.seen += seen
    return found


def _table(name: str, first: str, groups: dict[str, _Counts]) -> Table:
    ordered = sorted(groups.items(), key=lambda group: (-group[1].came.total(), group[0]))
    rows = tuple((key, *_figures(counts)) for key, counts in ordered)
    return Table(name, (first, *COLUMNS), rows)


def _figures(counts: _Counts) -> tuple[Cell, ...]:
    whole = counts.came.total()
    looked = whole - counts.came[Came.UNSEEN]
    return (whole, looked, *(counts.came[it] for it in COUNTED), share(counts.seen, whole))
