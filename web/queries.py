"""A brand's query: what a change would gain and lose, spellings, examples, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import querying, rematch_step, trial
from pipeline.desk_model import QueryChange
from pipeline.errors import OtklikError, Said
from pipeline.forms import Form as Spelling
from pipeline.lexer import small_operators
from pipeline.model import BrandRow
from pipeline.query import parse
from pipeline.trial import Example, Hits, Trial
from web.fields import Id, RowId, Text, Word
from web.meanwhile import mark, must_be_as_seen
from web.sources import errands_of
from web.visit import NotFound, Reader, Visit, WatchChanger, desk_of

router = APIRouter(prefix="/brands/{brand_id}/query")
Terms = Annotated[list[Word], Form(max_length=200, default_factory=list)]
TRIED = 10_000  # posts; a page must not take longer
Asked = Annotated[str, Query(max_length=20_000)]


@dataclass(frozen=True)
class Tried:
    """What a query would do, or why it cannot be read."""

    trial: Trial | None = None
    wrong: tuple[Example, ...] = ()
    trouble: str | Said = ""
    small: tuple[str, ...] = ()  # words that look like operators


@dataclass(frozen=True)
class Proposed:
    """Spellings that the query does not find yet, and how many it finds."""

    met: Sequence[tuple[Spelling, Hits]]
    unmet: Sequence[tuple[Spelling, Hits]]
    found: int


@dataclass(frozen=True)
class Work:
    """Stored posts being matched with a changed query, or the last time that they were."""

    change: QueryChange
    posts: int  # to be looked at in all
    here: bool  # the desk does it itself, and not the next run of the line

    @property
    def going_on(self) -> bool:
        """Is there more to look at?"""
        return self.change.applied is None


@router.get("")
def show(
    visit: Reader, brand_id: RowId, text: Asked = "", forms: Asked = "", seen: Asked = ""
) -> HTMLResponse:
    """The query; with another one in the address, the difference it would make."""
    row = find_brand(visit, brand_id)
    asked = text or row.brand.query
    history = querying.history(visit.session, row)
    return visit.page(
        "query.html",
        row=row,
        text=asked,
        changed=asked != row.brand.query,
        tried=try_query(visit, row, asked),
        forms=count_forms(visit, row) if forms else None,
        examples=querying.example_rows(visit.session, row),
        history=history,
        seen=seen if seen and text else mark(row.brand.query),
        looked_back=_days(visit),
        work=find_work(visit, row),
    )


@router.get("/work")
def show_work(visit: Reader, brand_id: RowId) -> HTMLResponse:
    """How far the stored posts are matched, to be put into the page."""
    row = find_brand(visit, brand_id)
    return visit.page("query_work.html", row=row, work=find_work(visit, row))


@router.post("")
def keep(
    visit: WatchChanger, brand_id: RowId, text: Text = "", anyway: Text = "", seen: Text = ""
) -> Response:
    """Keep the query; one that gets an example wrong only when that is said to be right."""
    row = find_brand(visit, brand_id)
    must_be_as_seen(visit, "brand", row.brand.name, lambda: row.brand.query, seen, ("query",))
    querying.change(visit.session, row, text, visit.person, visit.now, anyway=bool(anyway))
    return _go_on(visit, row)


@router.post("/forms")
def accept(visit: WatchChanger, brand_id: RowId, term: Terms) -> Response:
    """Add spellings to the query."""
    row = find_brand(visit, brand_id)
    if not term:
        raise OtklikError("no spelling is ticked; tick at least one")
    text = querying.with_terms(row.brand.query, term)
    querying.change(visit.session, row, text, visit.person, visit.now)
    return _go_on(visit, row)


@router.post("/restore")
def restore(visit: WatchChanger, brand_id: RowId, change: Annotated[Id, Form()]) -> Response:
    """Let the brand have an earlier query again."""
    row = find_brand(visit, brand_id)
    querying.restore(visit.session, row, change, visit.person, visit.now)
    return _go_on(visit, row)


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


def find_work(visit: Visit, row: BrandRow) -> Work | None:
    """The matching of stored posts that the brand's latest change asks for; None without one."""
    latest = querying.history(visit.session, row, most=1)
    if not latest:
        return None
    posts = rematch_step.count_posts(visit.session, latest[0], _days(visit))
    return Work(latest[0], posts, errands_of(visit) is not None)


def _go_on(visit: Visit, row: BrandRow) -> Response:
    """Let stored posts be matched with a changed query, and show how far that is."""
    if errands := errands_of(visit):
        errands.match(visit.now)
    return visit.go(f"/brands/{row.id}/query#work")


def _days(visit: Visit) -> int:
    return desk_of(visit.request).settings.rematch_days


def try_query(visit: Visit, row: BrandRow, text: str) -> Tried:
    """What a query would find, gain and lose, and the examples it gets wrong."""
    try:
        query = parse(text)
        since = visit.now - timedelta(days=_days(visit))
        found = trial.rehearse(visit.session, row, text, since, TRIED)
    except OtklikError as error:
        return Tried(trouble=error.said)
    wrong = trial.failing(query, querying.examples(visit.session, row))
    return Tried(found, tuple(wrong), small=tuple(small_operators(text)))


def count_forms(visit: Visit, row: BrandRow) -> Proposed:
    """Spellings of the brand's name with their hits, by whether the query finds them already."""
    posts = list(trial.stored(visit.session, visit.now - timedelta(days=_days(visit)), TRIED))
    forms = trial.propose_forms(posts, row.brand.name)
    query = parse(row.brand.query)
    fresh = [form for form in forms if not query.matches(form.text)]
    counted = trial.count_forms(posts, fresh)
    return Proposed(
        [(form, hits) for form, hits in counted if hits.posts],
        [(form, hits) for form, hits in counted if not hits.posts],
        len(forms) - len(fresh),
    )
