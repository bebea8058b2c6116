"""How sources do, told from their visits alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crawlers.states import all_sources, recent_fetches
from pipeline.errors import OtklikError, unknown
from pipeline.model import Fetch, Outcome, SourceRow

BROKEN_AFTER = 3  # failed visits in a row; fewer are a hiccup
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Health:
    """What a person wants to know of a source."""

    name: str
    state: str  # off, new, ok, hiccup, broken
    good: datetime | None  # when the last good visit ended
    error: str | None  # the last error, when it is not over
    failures: int  # in a row
    per_day: float  # new posts in the last week
    visits: int
    due: datetime | None


def look_at(session: Session, names: Sequence[str], now: datetime) -> list[Health]:
    """The health of these sources, of all when none is named."""
    rows = {row.source.name: row for row in all_sources(session)}
    for name in names:
        if name not in rows:
            raise OtklikError(unknown("source", name, rows))
    return [
        tell_health(row, recent_fetches(session, name), now)
        for name, row in rows.items()
        if not names or name in names
    ]


def tell_health(row: SourceRow, fetches: Sequence[Fetch], now: datetime) -> Health:
    """A source's health from its visits, newest first."""
    failures = next(
        (n for n, fetch in enumerate(fetches) if fetch.outcome is not Outcome.FAILED),
        len(fetches),
    )
    good = fetches[failures].finished if failures < len(fetches) else None
    week = [fetch for fetch in fetches if now - fetch.started <= WEEK]
    days = max((now - week[-1].started) / timedelta(days=1), 1.0) if week else 1.0
    return Health(
        row.source.name,
        _state(row, fetches, failures),
        good,
        fetches[0].error if fetches else None,
        failures,
        sum(fetch.posts_new for fetch in week) / days,
        len(week),
        row.due,
    )


def _state(row: SourceRow, fetches: Sequence[Fetch], failures: int) -> str:
    if not row.source.enabled:
        return "off"
    if not fetches:
        return "new"
    if failures == 0:
        return "ok"
    return "broken" if failures >= BROKEN_AFTER else "hiccup"


def shown(health: Health) -> str:
    """A health in a line or two for people."""
    good = f"{health.good:%Y-%m-%d %H:%M}" if health.good else "never"
    due = f"{health.due:%Y-%m-%d %H:%M}" if health.due else "at once"
    line = (
        f"{health.name}: {health.state}; last good visit {good}; {health.per_day:.1f} new posts "
        f"a day; next visit {due}"
    )
    failed = f" ({health.failures} in a row)" if health.failures > 1 else ""
    return f"{line}\n  last error: {health.error}{failed}" if health.error else line


def plain(health: Health) -> dict[str, Any]:  # JSON's own loose dictionary
    """A health as JSON holds it, times as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in vars(health).items()
    }
