"""What is remembered of sources and their pages between visits, in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from crawlers.rhythm import LONGEST_WAIT, Past
from crawlers.visit import Ending, State, Visit
from pipeline.model import SourceRow
from pipeline.states import LOST
from pipeline.visit_model import Fetch, PageState
from pipeline.watch import Source

LOOKS = 10  # old pages that a visit looks at again, beside what is new
REMEMBERED = 60  # visits a source's rhythm is learnt from
FURTHEST = 2 * LONGEST_WAIT  # a visit due later was planned by a clock that went wrong
_AT_ONCE = 500  # addresses in one question; SQLite takes 32,766 parameters, older ones 999

_CHANGED = ("visited", "etag", "modified", "resume", "brought", "again", "missed", "shown")
_sources, _fetches, _pages = SourceRow.__table__.c, Fetch.__table__.c, PageState.__table__.c

# Statements that every visit runs are built once: to build one costs more than running it.
_RECENT = (
    select(*(_fetches[field.name] for field in fields(Past)))
    .where(_fetches.source == bindparam("source"))
    .order_by(_fetches.started.desc(), _fetches.id.desc())
    .limit(bindparam("limit"))
)
_GOOD_BEFORE = _RECENT.where(_fetches.outcome.not_in(LOST), _fetches.started < bindparam("before"))
_STATES = select(*(_pages[field.name] for field in fields(State))).where(
    _pages.source == bindparam("source"), _pages.url.in_(bindparam("urls", expanding=True))
)
_STATE = select(*(_pages[field.name] for field in fields(State))).where(
    _pages.source == bindparam("source"), _pages.url == bindparam("url")
)
_DUE = (
    update(cast(Table, SourceRow.__table__))
    .where(_sources.name == bindparam("name_"))
    .values(due=bindparam("due_"))
)


def due_sources(session: Session, now: datetime) -> list[Source]:
    """The sources a visit is due for, those that waited longest first."""
    waited = or_(_sources.due.is_(None), _sources.due <= now, _sources.due > now + FURTHEST)
    rows = session.scalars(
        select(SourceRow)
        .where(_sources.enabled, waited)
        .order_by(_sources.due.nulls_first(), _sources.id)
    )
    return [row.source for row in rows]


def all_sources(session: Session) -> list[SourceRow]:
    """Every source with when it is due."""
    return list(session.scalars(select(SourceRow).order_by(_sources.name)))


def recent_fetches(session: Session, source: str, limit: int = REMEMBERED) -> list[Past]:
    """A source's last visits, newest first; behind a long row of failures good ones, too."""
    asked = {"source": source, "limit": limit}
    found = [Past(*row) for row in session.execute(_RECENT, asked)]
    good = sum(past.outcome not in LOST for past in found)
    if len(found) == limit and good < limit // 2:
        before = asked | {"before": found[-1].started}
        found += [Past(*row) for row in session.execute(_GOOD_BEFORE, before)]
    return found


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
    if len(urls) == 1:  # a question for a list takes twice as long
        row = session.execute(_STATE, {"source": source, "url": urls[0]}).one_or_none()
        return {row[0]: State(*row)} if row else {}
    states: dict[str, State] = {}
    for start in range(0, len(urls), _AT_ONCE):
        asked = {"source": source, "urls": urls[start : start + _AT_ONCE]}
        states |= {row[0]: State(*row) for row in session.execute(_STATES, asked)}
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


def write_states(session: Session, pages: Mapping[str, Iterable[State]]) -> None:
    """Remember pages of sources, those known before included."""
    rows = [{"source": name, **vars(state)} for name, states in pages.items() for state in states]
    if rows:
        session.execute(_remembering(session.get_bind().dialect.name), rows)


@cache
def _remembering(dialect: str) -> Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    insert = make(cast(Table, PageState.__table__))
    changed = {name: insert.excluded[name] for name in _CHANGED}
    return insert.on_conflict_do_update(index_elements=["source", "url"], set_=changed)


def look_for(session: Session, source: str, urls: Sequence[str], now: datetime) -> None:
    """See to it that this visit asks for posts by their own addresses, at its end."""
    states = [State(url, now, now, again=now) for url in urls]
    known = read_states(session, source, urls)
    write_states(session, {source: [state for state in states if state.url not in known]})


def write_fetches(session: Session, fetches: Iterable[Fetch]) -> None:
    """Keep the rows that visits leave."""
    names = [name for name in _fetches.keys() if name != "id"]  # noqa: SIM118  (no dictionary)
    rows = [{name: getattr(fetch, name) for name in names} for fetch in fetches]
    session.execute(insert(cast(Table, Fetch.__table__)), rows)


def set_due(session: Session, dues: Mapping[str, datetime]) -> None:
    """Say when sources are to be visited again."""
    rows = [{"name_": name, "due_": due} for name, due in dues.items()]
    session.execute(_DUE, rows)
