"""How well the sources were seen: where the other reports' figures are blind."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.filled import Filled
from pipeline.ledger import is_blind
from pipeline.model import LedgerDay
from pipeline.reports.scope import share
from pipeline.reports.table import Cell, Table

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
)
DAYS = LedgerDay.__table__.c


def coverage(
    session: Session, since: datetime | None, until: datetime | None, _brand: str | None
) -> Table:
    """How well each source was seen; every brand's figures rest on the same sources."""
    sources: dict[str, list[LedgerDay]] = {}
    for row in read_ledger(session, since, until):
        sources.setdefault(row.source, []).append(row)
    rows = [
        (source, len(days), sum(is_blind(day) for day in days), *_figures(days))
        for source, days in sorted(sources.items())
    ]
    return Table("coverage", ("source", "days", "days not seen", *COUNTS), tuple(rows))


def coverage_by_day(
    session: Session, since: datetime | None, until: datetime | None, _brand: str | None
) -> Table:
    """What was expected of each source on each day (UTC), and what came."""
    days = read_ledger(session, since, until)
    rows = [(day.day.isoformat(), day.source, _seen(day), *_figures([day])) for day in days]
    return Table("coverage-by-day", ("day", "source", "seen", *COUNTS), tuple(rows))


def read_ledger(
    session: Session, since: datetime | None, until: datetime | None
) -> Sequence[LedgerDay]:
    """The days of the period, earliest first."""
    asked = select(LedgerDay).order_by(DAYS.day, DAYS.source)
    if since is not None:
        asked = asked.where(DAYS.day >= since.astimezone(UTC).date())
    if until is not None:
        asked = asked.where(DAYS.day <= (until.astimezone(UTC) - timedelta(seconds=1)).date())
    return session.scalars(asked).all()


def read_blind(
    session: Session, since: datetime | None, until: datetime | None
) -> Iterable[tuple[date, str]]:
    """Days of the period on which a source was not seen, and which."""
    return [(row.day, row.source) for row in read_ledger(session, since, until) if is_blind(row)]


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
