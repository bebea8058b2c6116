"""Sources and how well each is seen: what it gave, what went wrong, what can be done about it."""

from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.raw import RawStore
from pipeline import store
from pipeline.coverage import Coverage, Sight, count_sights, look
from pipeline.errors import OtklikError
from pipeline.filled import FIELDS
from pipeline.ledger import is_blind
from pipeline.model import SourceRow
from pipeline.visit_model import Fetch
from pipeline.watch import Source, Watch
from pipeline.watching import apply
from web.entries import checked, must_be_free
from web.errands import Errand, Errands
from web.fields import RowId, Text
from web.meanwhile import mark, must_be_as_seen
from web.source_form import SourceForm, show_form
from web.visit import NotFound, Reader, Visit, WatchChanger, Watcher, desk_of
from web.yields import draw

router = APIRouter(prefix="/sources")
SHOWN = 20  # visits on a source's page
FETCH = Fetch.__table__.c


@dataclass(frozen=True)
class Work:
    """What is being done for a source right now, or was done last."""

    errand: Errand | None = None
    fetch: Fetch | None = None  # the visit that the errand made
    waiting: bool = False  # for the next run of the line

    @property
    def going_on(self) -> bool:
        """Is there something to wait for?"""
        return self.waiting or (self.errand is not None and self.errand.running)


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """All sources, those in trouble first."""
    seen = look(visit.session, visit.now)
    drawings = {one.source_id: draw(one.days, visit.now.date()) for one in seen}
    return visit.page("sources.html", seen=seen, sights=count_sights(seen), drawings=drawings)


@router.get("/new")
def begin(visit: Watcher) -> HTMLResponse:
    """The form for a new source."""
    return visit.page("source_new.html", **show_form(None, tries=errands_of(visit) is not None))


@router.get("/{source_id}")
def show_one(visit: Reader, source_id: RowId) -> HTMLResponse:
    """One source: how well it is seen, its ledger, its visits, its settings."""
    row = find_source(visit, source_id)
    (one,) = look(visit.session, visit.now, [row.source.name])
    kept = RawStore(desk_of(visit.request).settings.data / "pages").days(row.source.name)
    return visit.page(
        "source.html",
        one=one,
        drawing=draw(one.days, visit.now.date()),
        fetches=read_fetches(visit.session, row.source.name),
        work=find_work(visit, row),
        errands=errands_of(visit) is not None,
        kept=kept[::-1],
        gap=find_gap(one, kept),
        fields=[name for name in FIELDS if any(day.filled.count(name) for day in one.days)],
        row=row,
        **show_form(row.source, mark(row.source), tries=errands_of(visit) is not None, kept=True),
    )


@router.get("/{source_id}/work")
def show_work(visit: Reader, source_id: RowId) -> HTMLResponse:
    """What is being done for a source; when it is done, the page is to be loaded anew."""
    row = find_source(visit, source_id)
    work = find_work(visit, row)
    page = visit.page("source_work.html", work=work, source_id=row.id)
    if not work.going_on and visit.quick:
        page.headers["HX-Refresh"] = "true"
    return page


@router.post("")
def save(visit: WatchChanger, form: SourceForm, kept: Text = "", seen: Text = "") -> Response:
    """Add a source, or change the one that the form was opened for."""
    must_be_free("source", form.name, source_names(visit), kept)
    must_be_as_seen(visit, "source", form.name, lambda: named(visit, form.name), seen)
    apply(visit.session, checked(Watch(sources=(form,))), visit.now)
    return visit.go("/sources")


@router.post("/{source_id}/due")
def visit_now(visit: WatchChanger, source_id: RowId) -> Response:
    """Visit the source now, or with the next run of the line where the desk runs nothing."""
    row = find_source(visit, source_id)
    if errands := errands_of(visit):
        errands.visit(row.source.name, visit.now)
    else:
        row.due = None
    return visit.go(f"/sources/{source_id}#work")


@router.post("/{source_id}/move")
def move(visit: WatchChanger, source_id: RowId, to: Text) -> Response:
    """Give the source the address that its site names for good; it is checked as any."""
    source = find_source(visit, source_id).source
    (one,) = look(visit.session, visit.now, [source.name])
    if one.move is None or one.move.to != to:
        raise OtklikError(
            'the site of "%(source)s" names another address by now; load the page anew',
            source=source.name,
        )
    apply(visit.session, checked(Watch(sources=(replace(source, url=to),))), visit.now)
    return visit.go(f"/sources/{source_id}")


@router.post("/{source_id}/off")
def switch_off(visit: WatchChanger, source_id: RowId) -> Response:
    """Visit the source no more; what it said stays."""
    source = find_source(visit, source_id).source
    apply(visit.session, Watch(sources=(replace(source, enabled=False),)), visit.now)
    return visit.go(f"/sources/{source_id}")


@router.post("/{source_id}/reread")
def reread(visit: WatchChanger, source_id: RowId, since: Text) -> Response:
    """Read the source's kept pages since a day again."""
    row, errands = find_source(visit, source_id), errands_of(visit)
    if errands is None:
        raise OtklikError("this desk runs nothing itself; use otklik source reread")
    try:
        day = date.fromisoformat(since)
    except ValueError as error:
        raise OtklikError('"%(day)s" is no day; one looks like 2026-03-31', day=since[:20]).at(
            "since"
        ) from error
    errands.reread(row.source.name, day.isoformat(), visit.now)
    return visit.go(f"/sources/{source_id}#work")


def find_source(visit: Visit, source_id: int) -> SourceRow:
    """The source, or NotFound."""
    row = visit.session.get(SourceRow, source_id)
    if row is None:
        raise NotFound
    return row


def named(visit: Visit, name: str) -> Source | None:
    """The source of a name as it stands, if there is one."""
    return next(
        (row.source for row in store.sources(visit.session) if row.source.name == name), None
    )


def source_names(visit: Visit) -> set[str]:
    """What the sources are called."""
    return {row.source.name for row in store.sources(visit.session)}


def errands_of(visit: Visit) -> Errands | None:
    """What runs commands for this desk, if it runs any."""
    return desk_of(visit.request).errands


def find_work(visit: Visit, row: SourceRow) -> Work:
    """What is being done for a source."""
    errands, name = errands_of(visit), row.source.name
    errand = errands.of(name) if errands else None
    waiting = errands is None and row.due is None and row.source.enabled
    if errand is None or errand.what != "visit" or errand.running:
        return Work(errand, waiting=waiting)
    fetches = read_fetches(visit.session, name)
    made = (fetch for fetch in fetches if fetch.started >= errand.started)
    return Work(errand, next(made, None), waiting)


def read_fetches(session: Session, source: str) -> list[Fetch]:
    """The latest visits, newest first."""
    asked = select(Fetch).where(FETCH.source == source)
    return list(session.scalars(asked.order_by(FETCH.id.desc()).limit(SHOWN)))


def find_gap(one: Coverage, kept: list[date]) -> date | None:
    """The first day whose kept pages a mended reader should read again; None: no trouble then."""
    blind = [row.day for row in one.days if is_blind(row)]
    wrong = one.sight in (Sight.CHANGED, Sight.PARTLY) and one.since
    days = blind + ([one.since.date()] if wrong and one.since else [])
    return next((day for day in kept if days and day >= min(days)), None)
