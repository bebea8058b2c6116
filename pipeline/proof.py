"""What else is known of a source that went quiet: its page, and who else writes there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from pipeline import store
from pipeline.states import LOST, Outcome
from pipeline.visit_model import Fetch, LedgerDay
from pipeline.watch import Source

BEFORE = timedelta(days=7)  # what is usual for its page
AT_ONCE = 500  # sources in one question: a database takes so many parameters and no more
FEWER = 0.5  # of the posts that the page had: less is another page
_FETCH, _DAYS = Fetch.__table__.c, LedgerDay.__table__.c


@dataclass(frozen=True)
class Proof:
    """What speaks for a silence of the source, and what for one of ours."""

    visits: int = 0  # good ones since the last new post
    unchanged: int = 0  # of these, where the server said that nothing changed
    posts: float = 0.0  # a visit read since then, where it read the page
    usual: float = 0.0  # before
    others: int = 0  # sources of the same host; where there are none, of the same channel
    writing: int = 0  # of these, those with a new post since then
    near: bool = False  # the others are of the same host

    @property
    def read(self) -> bool:
        """Was the page read since, so that its posts can be compared?"""
        return self.usual > 0 and self.visits > self.unchanged

    @property
    def fewer(self) -> bool:
        """Does the page give fewer posts than it did, old ones included?"""
        return self.read and self.posts < self.usual * FEWER


def read_proofs(session: Session, quiet: Mapping[str, datetime]) -> dict[str, Proof]:
    """What is known of quiet sources, by the moment each fell silent."""
    if not quiet:
        return {}
    pages = _read_pages(session, quiet)
    sources = [row.source for row in store.sources(session) if row.source.enabled]
    latest = select(_DAYS.source, func.max(_DAYS.last_new)).group_by(_DAYS.source)
    last = {source: at for source, at in session.execute(latest) if at}
    found = {}
    for source in sources:
        if source.name in quiet:
            since, late = quiet[source.name], pages.get((source.name, True), (0, 0, 0.0))
            near, others = find_others(source, sources)
            writing = sum(name in last and last[name] > since for name in others)
            usual = pages.get((source.name, False), (0, 0, 0.0))[2]
            found[source.name] = Proof(*late, usual, len(others), writing, near)
    return found


def find_others(source: Source, sources: list[Source]) -> tuple[bool, list[str]]:
    """Other sources of its host, or else of its channel.  (pure)"""
    rest = [other for other in sources if other.name != source.name]
    host = urlsplit(source.url).hostname
    near = [other.name for other in rest if urlsplit(other.url).hostname == host]
    return bool(near), near or [one.name for one in rest if one.channel is source.channel]


def _read_pages(
    session: Session, quiet: Mapping[str, datetime]
) -> dict[tuple[str, bool], tuple[int, int, float]]:
    """Good visits before and since, how many found nothing changed, posts on the page."""
    names = sorted(quiet)
    parts = (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
    return {
        key: pages
        for part in parts
        for key, pages in _read_some(session, {name: quiet[name] for name in part}).items()
    }


def _read_some(
    session: Session, quiet: Mapping[str, datetime]
) -> dict[tuple[str, bool], tuple[int, int, float]]:
    fell = {name: _FETCH.source == name for name in quiet}
    since = case(*((fell[name], _FETCH.started > at) for name, at in quiet.items())).label("late")
    still = case((_FETCH.outcome == Outcome.UNCHANGED, 1), else_=0)
    read = case((_FETCH.outcome != Outcome.UNCHANGED, _FETCH.posts_seen))
    rows = (
        select(_FETCH.source, since, func.count(), func.sum(still), func.avg(read))
        .where(_FETCH.source.in_(quiet), _FETCH.outcome.not_in(LOST))
        .where(_FETCH.started >= min(quiet.values()) - BEFORE)
        .group_by(_FETCH.source, since)
    )
    return {
        (source, bool(late)): (visits, unchanged, float(posts or 0))
        for source, late, visits, unchanged, posts in session.execute(rows)
    }
