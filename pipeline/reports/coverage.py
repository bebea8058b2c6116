"""How well the sources were seen: where the other reports' figures are blind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from pipeline.reports.scope import Asked, share
from pipeline.reports.table import Cell, Table
from pipeline.visit_model import LedgerDay

COUNTS = (
    "visits expected",
    "visits",
    "good visits",
    "pages",
    "posts read",
    "new posts",
    "mentions",
    "author share",
    "date share",
    "text share",
    "posts of the past",
)
DAYS = LedgerDay.__table__.c
# In the order of COUNTS; the shares are of the posts read.
FIGURES = (
    *(DAYS.expected, DAYS.visits, DAYS.good, DAYS.pages, DAYS.parsed, DAYS.posts_new),
    *(DAYS.mentions_new, DAYS.authors, DAYS.dates, DAYS.texts, DAYS.past_posts),
)
BLIND = and_(DAYS.expected >= 1, DAYS.good == 0, DAYS.reread == 0)  # as pipeline.ledger.is_blind


def coverage(session: Session, asked: Asked) -> Table:
    """How well each source was seen; every brand's figures rest on the same sources."""
    blind = func.sum(case((BLIND, 1), else_=0))
    columns = (DAYS.source, func.count(), blind, *(func.sum(figure) for figure in FIGURES))
    sources = _ask(asked, *columns).group_by(DAYS.source).order_by(DAYS.source)
    rows = [
        (source, days, unseen, *_figures(*figures))
        for source, days, unseen, *figures in session.execute(sources)
    ]
    return Table("coverage", ("source", "days", "days not seen", *COUNTS), tuple(rows))


def coverage_by_day(session: Session, asked: Asked) -> Table:
    """What was expected of each source on each day (UTC), and what came."""
    seen = case((BLIND, "no"), (or_(DAYS.good > 0, DAYS.reread == 0), "yes"), else_="read again")
    days = _ask(asked, DAYS.day, DAYS.source, seen, *FIGURES).order_by(DAYS.day, DAYS.source)
    rows = [
        (day, source, told, *_figures(*figures))
        for day, source, told, *figures in session.execute(days)
    ]
    return Table("coverage-by-day", ("day", "source", "seen", *COUNTS), tuple(rows))


def read_blind(session: Session, asked: Asked) -> Iterable[tuple[date, str]]:
    """Days of the period on which a source was not seen, and which."""
    rows = session.execute(_ask(asked, DAYS.day, DAYS.source).where(BLIND))
    return [(day, source) for day, source in rows]


@dataclass(frozen=True)
class Seen:
    """How many days of sources the ledger has of a period, and which were not seen on how many."""

    days: int
    lost: tuple[tuple[str, int], ...]  # those that were not seen longest come first


def sum_up(session: Session, asked: Asked) -> Seen:
    """How well the sources of a period were seen, all together."""
    blind = func.sum(case((BLIND, 1), else_=0))
    sources = _ask(asked, DAYS.source, func.count(), blind).group_by(DAYS.source)
    rows = session.execute(sources.order_by(DAYS.source)).all()
    lost = sorted(((source, unseen) for source, _, unseen in rows if unseen), key=lambda it: -it[1])
    return Seen(sum(days for _, days, _ in rows), tuple(lost))


def _ask(asked: Asked, *columns: ColumnElement[Any]) -> Select[Any]:
    """A question about the days of the period; the ledger's are UTC, and go by their names."""
    question = select(*columns)
    if asked.since is not None:
        question = question.where(DAYS.day >= asked.day_of(asked.since))
    if asked.until is not None:
        question = question.where(DAYS.day <= asked.day_of(asked.until - timedelta(seconds=1)))
    return question


def _figures(expected: float, *counts: int) -> Iterable[Cell]:
    *before, parsed, new, mentions, authors, dates, texts, past = counts
    yield round(expected, 1)
    yield from (*before, parsed, new, mentions)
    yield from (share(having, parsed) for having in (authors, dates, texts))
    yield past
