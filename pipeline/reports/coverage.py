"""How well the sources were seen: where the other reports' figures are blind."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.filled import Filled
from pipeline.ledger import is_blind
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


def coverage(session: Session, asked: Asked) -> Table:
    """How well each source was seen; every brand's figures rest on the same sources."""
    sources: dict[str, list[LedgerDay]] = {}
    for row in read_ledger(session, asked):
        sources.setdefault(row.source, []).append(row)
    rows = [
        (source, len(days), sum(is_blind(day) for day in days), *_figures(days))
        for source, days in sorted(sources.items())
    ]
    return Table("coverage", ("source", "days", "days not seen", *COUNTS), tuple(rows))


def coverage_by_day(session: Session, asked: Asked) -> Table:
    """What was expected of each source on each day (UTC), and what came."""
    days = read_ledger(session, asked)
    rows = [(day.day, day.source, _seen(day), *_figures([day])) for day in days]
    return Table("coverage-by-day", ("day", "source", "seen", *COUNTS), tuple(rows))


def read_ledger(session: Session, asked: Asked) -> Sequence[LedgerDay]:
    """The days of the period, earliest first."""
    question = select(LedgerDay).order_by(DAYS.day, DAYS.source)
    if asked.since is not None:
        question = question.where(DAYS.day >= asked.since.astimezone(UTC).date())
    if asked.until is not None:
        last = (asked.until.astimezone(UTC) - timedelta(seconds=1)).date()
        question = question.where(DAYS.day <= last)
    return session.scalars(question).all()


def read_blind(session: Session, asked: Asked) -> Iterable[tuple[date, str]]:
    """Days of the period on which a source was not seen, and which."""
    return [(row.day, row.source) for row in read_ledger(session, asked) if is_blind(row)]


def _seen(day: LedgerDay) -> str:
    if is_blind(day):
        return "no"
    return "yes" if day.good or not day.reread else "read again"


def _figures(days: Sequence[LedgerDay]) -> Iterable[Cell]:
    filled = sum((day.filled for day in days), Filled())
    yield round(sum(day.expected for day in days), 1)
    yield sum(day.visits for day in days)
    yield sum(day.good for day in days)
    yield sum(day.pages for day in days)
    yield filled.parsed
    yield sum(day.posts_new for day in days)
    yield sum(day.mentions_new for day in days)
    for field in ("author", "published", "text"):
        yield share(filled.count(field), filled.parsed)
    yield sum(day.past_posts for day in days)
