"""Sources and how they are: when they were read, what they yielded, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from pipeline import store
from pipeline.model import Fetch, Outcome, SourceRow
from pipeline.post import Channel
from pipeline.watch import KINDS, Source, Watch
from pipeline.watching import apply
from web.entries import checked, read_options, write_options
from web.fields import RowId, Text
from web.languages import LANGUAGES
from web.visit import NotFound, Reader, Visit, WatchChanger, Watcher

router = APIRouter(prefix="/sources")
WEEK = timedelta(days=7)
GOOD = (Outcome.OK, Outcome.UNCHANGED)
FETCH = Fetch.__table__.c


@dataclass(frozen=True)
class Health:
    """A source and what its visits say of it."""

    row: SourceRow
    last: Fetch | None
    last_good: datetime | None
    posts: int  # new ones of the last week
    mentions: int

    @property
    def state(self) -> str:
        """One word for it: off, new, bad, empty or good."""
        if not self.row.source.enabled:
            return "off"
        if self.last is None:
            return "new"
        return {Outcome.FAILED: "bad", Outcome.EMPTY: "empty"}.get(self.last.outcome, "good")


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """All sources, those in trouble first."""
    order = ("bad", "empty", "new", "good", "off")
    healths = read_healths(visit.session, store.sources(visit.session), visit.now)
    healths.sort(key=lambda health: (order.index(health.state), health.row.source.name))
    return visit.page("sources.html", healths=healths)


@router.get("/new")
def begin(visit: Watcher) -> HTMLResponse:
    """The form for a new source."""
    return _form(visit, None)


@router.get("/{source_id}")
def edit(visit: Reader, source_id: RowId) -> HTMLResponse:
    """One source: its settings and its latest visits."""
    return _form(visit, find_source(visit, source_id))


@router.post("")
def save(
    visit: WatchChanger,
    name: Text,
    kind: Text,
    channel: Text,
    url: Text,
    language: Text = "",
    options: Text = "",
    enabled: Text = "",
) -> Response:
    """Add a source, or change the one with this name."""
    source = Source(
        name=name,
        kind=kind,
        channel=Channel(channel) if channel in list(Channel) else Channel.NEWS,
        url=url,
        language=language or None,
        options=read_options(options),
        enabled=bool(enabled),
    )
    apply(visit.session, checked(Watch(sources=(source,))), visit.now)
    return visit.go("/sources")


@router.post("/{source_id}/due")
def visit_now(visit: WatchChanger, source_id: RowId) -> Response:
    """Make the source due, so that the next run of the line visits it."""
    find_source(visit, source_id).due = None
    return visit.go("/sources")


def read_healths(session: Session, rows: Sequence[SourceRow], now: datetime) -> list[Health]:
    """What the visits say of each source."""
    last = store.last_fetches(session)
    week = _read_week(session, now)
    return [
        Health(row, last.get(row.source.name), *week.get(row.source.name, (None, 0, 0)))
        for row in rows
    ]


def find_source(visit: Visit, source_id: int) -> SourceRow:
    """The source, or NotFound."""
    row = visit.session.get(SourceRow, source_id)
    if row is None:
        raise NotFound
    return row


def _read_week(session: Session, now: datetime) -> dict[str, tuple[datetime | None, int, int]]:
    """By source: the last good visit of all, new posts and new mentions of the last week."""
    recent = FETCH.started >= now - WEEK
    asked = select(
        FETCH.source,
        func.max(case((FETCH.outcome.in_(GOOD), FETCH.id))),
        func.sum(case((recent, FETCH.posts_new), else_=0)),
        func.sum(case((recent, FETCH.mentions_new), else_=0)),
    ).group_by(FETCH.source)
    found = session.execute(asked).all()
    good = [fetch_id for _, fetch_id, _, _ in found if fetch_id is not None]
    times = dict(session.execute(select(FETCH.id, FETCH.finished).where(FETCH.id.in_(good))).all())
    return {
        source: (times.get(fetch_id), posts, mentions)
        for source, fetch_id, posts, mentions in found
    }


def _form(visit: Visit, row: SourceRow | None) -> HTMLResponse:
    fetches = []
    if row is not None:
        asked = select(Fetch).where(FETCH.source == row.source.name)
        fetches = list(visit.session.scalars(asked.order_by(FETCH.id.desc()).limit(20)))
    return visit.page(
        "source.html",
        row=row,
        options=write_options(row.source.options) if row else "",
        kinds=KINDS,
        channels=list(Channel),
        fetches=fetches,
        common=[*LANGUAGES],
    )
