"""Brands: the names we watch for, and trying a query on what is stored."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import store
from pipeline.errors import OtklikError, Said
from pipeline.model import BrandRow, PostRow
from pipeline.post import Channel
from pipeline.query import parse
from pipeline.tone_text import LISTS, SWITCHES
from pipeline.triage import BANDS
from pipeline.watch import Brand, Watch
from pipeline.watching import apply
from web.brand_tone import spoken_by
from web.entries import checked, must_be_free
from web.errands import SIFT, Errand
from web.fields import RowId, Text
from web.meanwhile import mark, must_be_as_seen
from web.sources import errands_of
from web.visit import NotFound, Reader, Visit, WatchChanger, Watcher

router = APIRouter(prefix="/brands")
TRIED = 2000  # posts that a query is tried on
SHOWN = 20
Asked = Annotated[str, Query(max_length=20_000)]


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """All brands and how often they were named."""
    counts = store.count_named(visit.session)
    brands = store.brands(visit.session)
    return visit.page("brands.html", brands=brands, counts=counts, errand=_sifting(visit))


@router.get("/sift")
def show_sifting(visit: Reader) -> HTMLResponse:
    """How far the classing is, to be put into the page."""
    return visit.page("sift_work.html", errand=_sifting(visit))


@router.post("/sift")
def sift(visit: WatchChanger) -> Response:
    """Class the noise and relevance of stored mentions again."""
    errands = errands_of(visit)
    if errands is None:
        raise OtklikError("this desk runs nothing itself; use otklik sift")
    errands.sift(visit.now)
    return visit.go("/brands#sift")


def _sifting(visit: Visit) -> Errand | None:
    errands = errands_of(visit)
    return errands.of(SIFT) if errands else None


@router.get("/new")
def begin(
    visit: Watcher, name: Asked = "", text: Asked = "", competitor: Asked = ""
) -> HTMLResponse:
    """The form for a new brand."""
    return _form(visit, None, Brand(name, text, bool(competitor)))


@router.get("/{brand_id}")
def edit(
    visit: Reader,
    brand_id: RowId,
    text: Asked | None = None,
    competitor: Asked = "",
    seen: Asked = "",
) -> HTMLResponse:
    """One brand; with another query in the address, what that one would find."""
    row = visit.session.get(BrandRow, brand_id)
    if row is None:
        raise NotFound
    brand = row.brand
    tried = replace(brand, query=text, competitor=bool(competitor)) if text is not None else brand
    return _form(visit, row, tried, seen)


@router.post("")
def save(
    visit: WatchChanger,
    name: Text,
    text: Text = "",
    competitor: Text = "",
    kept: Text = "",
    seen: Text = "",
) -> Response:
    """Add a brand, or change the one that the form was opened for."""
    must_be_free("brand", name, (row.brand.name for row in store.brands(visit.session)), kept)
    must_be_as_seen(visit, "brand", name, lambda: _shown(visit, name), seen, ("competitor",))
    brand = _read_form(visit, name, text, competitor=bool(competitor))
    apply(visit.session, checked(Watch(brands=(brand,))), visit.now)
    return visit.go("/brands")


def _read_form(visit: Visit, name: str, text: str, *, competitor: bool) -> Brand:
    """The brand that a form says; the query of one we have is changed on a page of its own."""
    known = {row.brand.name: row.brand for row in store.brands(visit.session)}
    return replace(known.get(name, Brand(name, text)), competitor=competitor)


def _shown(visit: Visit, name: str) -> bool | None:
    """What the form shows of the brand we have; None where it is gone."""
    known = {row.brand.name: row.brand.competitor for row in store.brands(visit.session)}
    return known.get(name)


def try_query(session: Session, text: str) -> tuple[int, int, list[PostRow]]:
    """On how many posts a query was tried, how many it finds, and the first of them."""
    query = parse(text)
    latest = session.scalars(select(PostRow).order_by(PostRow.id.desc()).limit(TRIED)).all()
    found = [row for row in latest if query.matches(row.post)]
    return len(latest), len(found), found[:SHOWN]


def _form(visit: Visit, row: BrandRow | None, brand: Brand, seen: str = "") -> HTMLResponse:
    trouble: str | Said = ""
    tried, count, found = 0, 0, list[PostRow]()
    if brand.query:
        try:
            tried, count, found = try_query(visit.session, brand.query)
        except OtklikError as error:
            trouble = error.said
    return visit.page(
        "brand.html",
        row=row,
        brand=brand,
        seen=seen or mark(row.brand.competitor if row else None),
        seen_tone=mark(spoken_by(row.brand) if row else None),
        trouble=trouble,
        count=count,
        found=found,
        tried=tried,
        switches=SWITCHES,
        word_lists=LISTS,
        bands=BANDS,
        channels=list(Channel),
        longest=dict(brand.tone.longest),
    )
