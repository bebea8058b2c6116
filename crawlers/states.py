"""What is remembered of sources and their pages between visits, in the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawlers.visit import Ending, State, Visit
from pipeline.model import Fetch, PageState, SourceRow
from pipeline.watch import Source

LOOKS = 10  # old pages that a visit looks at again, beside what is new
REMEMBERED = 60  # visits a source's rhythm is learnt from
_AT_ONCE = 500  # addresses in one question; SQLite takes 32,766 parameters, older ones 999

_CHANGED = ("visited", "etag", "modified", "resume", "brought", "again")
_sources = SourceRow.__table__.c


def due_sources(session: Session, now: datetime) -> list[Source]:
    """The sources a visit is due for, those that waited longest first."""
    rows = session.scalars(
        select(SourceRow)
        .where(_sources.enabled, or_(_sources.due.is_(None), _sources.due <= now))
        .order_by(_sources.due.nulls_first(), _sources.id)
    )
    return [row.source for row in rows]


def all_sources(session: Session) -> list[SourceRow]:
    """Every source with when it is due."""
    return list(session.scalars(select(SourceRow).order_by(_sources.name)))


def recent_fetches(session: Session, source: str, limit: int = REMEMBERED) -> list[Fetch]:
    """A source's last visits, newest first."""
    return list(
        session.scalars(
            select(Fetch)
            .where(Fetch.source == source)
            .order_by(Fetch.started.desc(), Fetch.id.desc())
            .limit(limit)
        )
    )


def new_fetch(visit: Visit, ending: Ending, now: datetime) -> Fetch:
    """The row a visit leaves."""
    return Fetch(
        source=visit.source.name,
        started=visit.started,
        finished=now,
        outcome=ending.outcome,
        pages=visit.pages,
        posts_seen=visit.posts_seen + visit.known,
        posts_new=visit.posts_new,
        mentions_new=visit.mentions_new,
        weight=ending.weight,
        error=ending.error,
        changed=ending.changed,
        filled=visit.filled,
    )


def read_states(session: Session, source: str, urls: Sequence[str]) -> dict[str, State]:
    """What is remembered of these pages of a source."""
    states: dict[str, State] = {}
    for start in range(0, len(urls), _AT_ONCE):
        rows = session.scalars(
            select(PageState).where(
                PageState.source == source, PageState.url.in_(urls[start : start + _AT_ONCE])
            )
        )
        for row in rows:
            states[row.url] = State(
                row.url,
                row.first,
                row.visited,
                row.etag,
                row.modified,
                row.resume,
                row.brought,
                row.again,
            )
    return states


def worth_another_look(session: Session, source: str, now: datetime) -> dict[str, State]:
    """Pages of a source to look at again, those that waited longest first."""
    due = (
        select(PageState.url)
        .where(PageState.source == source, PageState.again <= now)
        .order_by(PageState.again)
        .limit(LOOKS)
    )
    return read_states(session, source, list(session.scalars(due)))


def write_states(session: Session, source: str, states: Iterable[State]) -> None:
    """Remember pages, those known before included."""
    rows = [{"source": source, **vars(state)} for state in states]
    if not rows:
        return
    on = session.get_bind().dialect.name
    insert = (postgresql.insert if on == "postgresql" else sqlite.insert)(PageState)
    changed = {name: insert.excluded[name] for name in _CHANGED}
    session.execute(
        insert.on_conflict_do_update(index_elements=["source", "url"], set_=changed), rows
    )
