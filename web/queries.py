"""A brand's query: what a change would gain and lose, spellings, examples, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import querying, trial
from pipeline.errors import OtklikError, Said
from pipeline.forms import Form as Spelling
from pipeline.forms import propose
from pipeline.model import BrandRow
from pipeline.query import parse
from pipeline.trial import Example, Hits, Trial
from web.fields import Id, RowId, Text
from web.visit import NotFound, Reader, Visit, WatchChanger

router = APIRouter(prefix="/brands/{brand_id}/query")
LOOKED_BACK = timedelta(days=30)
TRIED = 10_000  # posts; a page must not take longer
Asked = Annotated[str, Query(max_length=20_000)]


@dataclass(frozen=True)
class Tried:
    """What a query would do, or why it cannot be read."""

    trial: Trial | None = None
    wrong: tuple[Example, ...] = ()
    trouble: str | Said = ""


@router.get("")
def show(visit: Reader, brand_id: RowId, text: Asked = "", forms: Asked = "") -> HTMLResponse:
    """The query; with another one in the address, the difference it would make."""
    row = find_brand(visit, brand_id)
    asked = text or row.brand.query
    return visit.page(
        "query.html",
        row=row,
        text=asked,
        changed=asked != row.brand.query,
        tried=try_query(visit, row, asked),
        forms=count_forms(visit, row) if forms else None,
        examples=querying.example_rows(visit.session, row),
        history=querying.history(visit.session, row),
        looked_back=LOOKED_BACK.days,
    )


@router.post("")
def keep(visit: WatchChanger, brand_id: RowId, text: Text = "", anyway: Text = "") -> Response:
    """Keep the query; one that gets an example wrong only when that is said to be right."""
    row = find_brand(visit, brand_id)
    querying.change(visit.session, row, text, visit.person, visit.now, anyway=bool(anyway))
    return visit.go(f"/brands/{brand_id}/query")


@router.post("/forms")
def accept(
    visit: WatchChanger, brand_id: RowId, term: Annotated[list[str], Form(max_length=200)]
) -> Response:
    """Add spellings to the query."""
    row = find_brand(visit, brand_id)
    text = querying.with_terms(row.brand.query, term)
    querying.change(visit.session, row, text, visit.person, visit.now)
    return visit.go(f"/brands/{brand_id}/query?forms=yes")


@router.post("/restore")
def restore(visit: WatchChanger, brand_id: RowId, change: Annotated[Id, Form()]) -> Response:
    """Let the brand have an earlier query again."""
    row = find_brand(visit, brand_id)
    querying.restore(visit.session, row, change, visit.person, visit.now)
    return visit.go(f"/brands/{brand_id}/query")


@router.post("/examples")
def add_example(
    visit: WatchChanger, brand_id: RowId, example: Text = "", must_match: Text = ""
) -> Response:
    """Keep a text that the query must match, or must not."""
    row = find_brand(visit, brand_id)
    querying.add_example(visit.session, row, example, must_match=must_match == "yes")
    return visit.go(f"/brands/{brand_id}/query")


@router.post("/examples/{example_id}/remove")
def remove_example(visit: WatchChanger, brand_id: RowId, example_id: RowId) -> Response:
    """Forget an example."""
    querying.remove_example(visit.session, find_brand(visit, brand_id), example_id)
    return visit.go(f"/brands/{brand_id}/query")


def find_brand(visit: Visit, brand_id: int) -> BrandRow:
    """The brand, or NotFound."""
    row = visit.session.get(BrandRow, brand_id)
    if row is None:
        raise NotFound
    return row


def try_query(visit: Visit, row: BrandRow, text: str) -> Tried:
    """What a query would find, gain and lose, and the examples it gets wrong."""
    try:
        query = parse(text)
        posts = trial.stored(visit.session, visit.now - LOOKED_BACK, TRIED)
        found = trial.compare(posts, row.brand.query, text)
    except OtklikError as error:
        return Tried(trouble=error.said)
    wrong = trial.failing(query, querying.examples(visit.session, row))
    return Tried(found, tuple(wrong))


def count_forms(visit: Visit, row: BrandRow) -> Sequence[tuple[Spelling, Hits, bool]]:
    """Spellings of the brand's name with their hits, and whether the query has them already."""
    forms = propose(row.brand.name)
    posts = trial.stored(visit.session, visit.now - LOOKED_BACK, TRIED)
    held = row.brand.query
    return [(form, hits, form.term in held) for form, hits in trial.count_forms(posts, forms)]
