"""When somebody spoke: the conditions of a period, and the numbers between which its posts lie."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import Session

from pipeline.cleaning import CLOCK_SKEW
from pipeline.model import PostRow

NOWHERE = 2**31 - 1  # the number of no post: the last that PostgreSQL would give
Numbers = tuple[int | None, int | None]  # the first and the last, as far as they are known
POST = PostRow.__table__.c

spoken_at = func.coalesce(POST.published, POST.found)  # when somebody spoke, as far as we know


def find_numbers(session: Session, since: datetime | None, until: datetime | None) -> Numbers:
    """The numbers between which the posts of a period lie.

    Posts are numbered as they are found, so a short period is a short walk. It is looked for by
    both dates; of an open one only the first number is known.
    """
    if since is None:
        return None, None
    number = POST.id + 0  # of the plain number PostgreSQL would try all from its first to its last
    if until is None:  # a post may be dated a day ahead, by a clock that is wrong
        asked = select(func.min(number)).where(POST.found >= since - CLOCK_SKEW)
        first, last = session.scalar(asked), None
    else:
        dated = (POST.published >= since, POST.published < until)
        undated = (POST.published.is_(None), POST.found >= since, POST.found < until)
        ends = select(func.min(number).label("first"), func.max(number).label("last"))
        both = union_all(ends.where(*dated), ends.where(*undated)).subquery().c
        first, last = session.execute(select(func.min(both.first), func.max(both.last))).one()
    return first or NOWHERE, last or (NOWHERE if until else None)


def between(post: ColumnElement[int], ends: Numbers) -> list[ColumnElement[bool]]:
    """The conditions that a post's number lies between those two, as far as they are known."""
    first, last = ends
    limits = [] if first is None else [post >= first]
    return limits if last is None else [*limits, post <= last]


def spoken_between(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    """The conditions that a post was written, or at least found, within a period."""
    limits = [] if since is None else [spoken_at >= since]
    return limits if until is None else [*limits, spoken_at < until]
