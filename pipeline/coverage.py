"""What we see and where we are blind: each source, when it was last read and what it gave."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline import store
from pipeline.model import Fetch, Outcome
from pipeline.watch import Source

WINDOW = timedelta(days=30)
QUIET_AFTER = 5  # times the usual gap between new posts
SHORTEST_SILENCE = timedelta(days=1)  # nothing is called quiet before


class Sight(StrEnum):
    """How well a source is seen."""

    SEEN = "seen"
    NEVER = "never visited"
    FAILING = "failing"
    QUIET = "quiet"
    OFF = "switched off"


@dataclass(frozen=True)
class Coverage:
    """One source over the window."""

    source: Source
    sight: Sight
    last_read: datetime | None  # the last visit that did not fail
    last_new: datetime | None
    posts_new: int
    mentions_new: int
    error: str | None  # of the last visit


@dataclass(frozen=True)
class Visits:
    """What is known of a source's visits in the window."""

    last: Outcome | None = None
    last_read: datetime | None = None
    last_new: datetime | None = None
    posts_new: int = 0
    error: str | None = None


def judge_sight(source: Source, visits: Visits, now: datetime) -> Sight:
    """How well a source is seen.  (pure)"""
    if not source.enabled:
        return Sight.OFF
    if visits.last is None:
        return Sight.NEVER
    if visits.last is Outcome.FAILED:
        return Sight.FAILING
    return Sight.QUIET if is_quiet(visits, now) else Sight.SEEN


def is_quiet(visits: Visits, now: datetime) -> bool:
    """Whether a source that used to give posts has given none for much longer than usual."""
    if visits.last_new is None:
        return False
    usual_gap = WINDOW / max(visits.posts_new, 1)
    return now - visits.last_new > max(QUIET_AFTER * usual_gap, SHORTEST_SILENCE)


def look(session: Session, now: datetime) -> list[Coverage]:
    """The coverage of every source, those we do not see first."""
    visits, mentions = _visits(session, now)
    rows = [row.source for row in store.sources(session)]
    seen = [_coverage(source, visits.get(source.name, Visits()), mentions, now) for source in rows]
    return sorted(seen, key=lambda it: (it.sight is Sight.SEEN, it.source.name))


def _coverage(source: Source, visits: Visits, mentions: dict[str, int], now: datetime) -> Coverage:
    return Coverage(
        source=source,
        sight=judge_sight(source, visits, now),
        last_read=visits.last_read,
        last_new=visits.last_new,
        posts_new=visits.posts_new,
        mentions_new=mentions.get(source.name, 0),
        error=visits.error,
    )


def _visits(session: Session, now: datetime) -> tuple[dict[str, Visits], dict[str, int]]:
    fetches = Fetch.__table__.c
    read = func.max(fetches.finished).filter(fetches.outcome != Outcome.FAILED)
    new = func.max(fetches.finished).filter(fetches.posts_new > 0)
    sums = (func.sum(fetches.posts_new), func.sum(fetches.mentions_new))
    question = select(fetches.source, read, new, *sums).where(fetches.started >= now - WINDOW)
    last = store.last_fetches(session)
    visits, mentions = {}, {}
    for name, last_read, last_new, posts, named in session.execute(question.group_by("source")):
        latest = last[name]
        visits[name] = Visits(latest.outcome, last_read, last_new, posts, latest.error)
        mentions[name] = named
    return visits, mentions
