"""What each selector of a source finds on its page, tried from the form before it is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from pipeline.addresses import check_web_address
from pipeline.errors import OtklikError, Said
from pipeline.selectors import list_problems
from pipeline.watch import Source
from web.errands import Errand
from web.fields import Text, Word
from web.source_form import SourceForm, show_form
from web.sources import errands_of, named, source_names
from web.visit import NotFound, WatchChanger, Watcher

router = APIRouter(prefix="/sources/fields")


@dataclass(frozen=True)
class Hit:
    """One selector and what it finds."""

    name: str
    query: str
    problem: Said | None = None
    blocks: int = 0
    hits: int = 0
    read: int = 0
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """The page that was looked at, and the selectors."""

    hits: tuple[Hit, ...] = ()
    url: str = ""
    fetched: datetime | None = None


@router.post("")
def begin(visit: WatchChanger, form: SourceForm, seen: Text = "") -> Response:
    """Try the selectors as the form has them on the latest page kept, or a new one."""
    errands = errands_of(visit)
    if errands is None:
        raise OtklikError("this desk runs nothing itself; use otklik source fields")
    if not queries_of(form):
        raise OtklikError(
            "selectors need lines like: %(example)s", example='selectors.item = ".review"'
        ).at("options")
    check_web_address(form.url)
    stored = named(visit, form.name)
    same = stored is not None and stored.kind == "review" and stored.url == form.url
    errands.fields(visit.person.id, form, form.name if same else form.url, visit.now)
    return visit.go("/sources/fields?" + urlencode({"seen": seen}))


@router.get("")
def show(visit: Watcher, seen: Annotated[Word, Query()] = "") -> HTMLResponse:
    """What the selectors found, below the form that they were tried from."""
    errands = errands_of(visit)
    found = errands.looked(visit.person.id) if errands else None
    if found is None or found[0].what != "fields":
        raise NotFound
    errand, source = found
    kept = source.name in source_names(visit)
    return visit.page(
        "source_fields.html",
        errand=errand,
        looked=read_hits(errand, queries_of(source)),
        **show_form(source, seen, tries=True, kept=kept),
    )


def queries_of(source: Source) -> Mapping[str, object]:
    """The selectors of a source, checked or not."""
    given = source.options.get("selectors")
    return given if isinstance(given, dict) else {}


def read_hits(errand: Errand, queries: Mapping[str, object]) -> Looked:
    """What `otklik source fields --json` printed, and what is wrong with selectors in our words."""
    problems = list_problems(queries)
    hits, url, fetched = list[Hit](), "", None
    for line in errand.lines():
        if not line.startswith("{"):
            continue  # an error in words
        try:
            facts = json.loads(line)
        except ValueError:
            continue  # it is being written
        if "page" in facts:
            url, fetched = facts["page"], datetime.fromisoformat(facts["fetched"])
        elif "name" in facts:
            name, counts = facts["name"], (facts["blocks"], facts["hits"], facts["read"])
            problem = problems.pop(name, None)
            hits.append(Hit(name, facts["query"], problem, *counts, tuple(facts["shown"])))
    left = (Hit(name, str(queries.get(name, "")), told) for name, told in problems.items())
    return Looked((*hits, *left), url, fetched)
