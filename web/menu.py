"""What the menu and the inbox count: asked beside who visits, for those who may act on it."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case

from alerts.given_up import count_given_up
from pipeline.answering import asked_drafts
from pipeline.calls import unread_calls
from pipeline.people import by_cookie
from pipeline.people_model import Person
from pipeline.search import TaskFilter, newer_tasks
from pipeline.sharing import left_in_hand
from pipeline.states import TaskStatus
from web.access import RIGHTS, Right

PERSON = Person.__table__.c
NEW_ONES = TaskFilter((TaskStatus.NEW,))
NO_COUNTS = dict.fromkeys(("fresh", "called", "to_approve", "left", "given_up"), 0)


@cache
def ask_visit() -> Select[*tuple[Any, ...]]:
    """The login behind a cookie and these counts, each of nothing for a role that does not act."""
    return by_cookie().add_columns(*(asked.label(name) for name, asked in _count().items()))


def _count() -> dict[str, ColumnElement[int]]:
    """New tasks, calls, drafts to approve, tasks of absent people, messages that were given up."""
    lost = case(
        (_may(Right.COLLEAGUES), count_given_up(colleagues=True).scalar_subquery()),
        else_=count_given_up(colleagues=False).scalar_subquery(),
    )
    return {
        "fresh": newer_tasks(NEW_ONES, newest=0).scalar_subquery(),
        "called": unread_calls(PERSON.id).scalar_subquery(),
        "to_approve": _for(Right.APPROVE, asked_drafts()),
        "left": _for(Right.ANSWER, left_in_hand(bindparam("now"))),
        "given_up": case((_may(Right.WATCH), lost), else_=0),
    }


def _for(right: Right, asked: Select[int]) -> ColumnElement[int]:
    return case((_may(right), asked.scalar_subquery()), else_=0)


def _may(right: Right) -> ColumnElement[bool]:
    """Whether the role of who visits has a right."""
    return PERSON.role.in_([role for role, rights in RIGHTS.items() if right in rights])
