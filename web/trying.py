"""Trying a source before it is kept: what one look at it yields, with its options and selectors."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from pipeline.errors import OtklikError
from pipeline.watch import Source, Watch
from web.entries import checked, must_be_free
from web.errands import Errand
from web.fields import Text, Word
from web.source_form import SourceForm, show_form
from web.sources import source_names
from web.visit import NotFound, Visit, WatchChanger, Watcher, desk_of

router = APIRouter(prefix="/sources/try")
SHOWN = 30  # posts of a look


@dataclass(frozen=True)
class Tried:
    """One post of a look."""

    url: str
    text: str
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    stars: float | None = None


@router.post("")
def begin(visit: WatchChanger, form: SourceForm, kept: Text = "", seen: Text = "") -> Response:
    """Look at a source as the form describes it; nothing is kept."""
    must_be_free("source", form.name, source_names(visit), kept)
    errands = desk_of(visit.request).errands
    if errands is None:
        raise OtklikError("this desk runs nothing itself; use otklik source preview")
    named = replace(form, name=form.name or "new")
    checked(Watch(sources=(named,)))
    errands.look(visit.person.id, form, visit.now)
    return visit.go("/sources/try?" + urlencode({"seen": seen}))


@router.get("")
def show(visit: Watcher, seen: Annotated[Word, Query()] = "") -> HTMLResponse:
    """What a look has found so far, below the form that it was made from."""
    errand, source = _find(visit)
    posts = list(read_posts(errand.lines()))
    return visit.page(
        "source_try.html",
        errand=errand,
        posts=posts[:SHOWN],
        found=len(posts),
        **show_form(source, seen, tries=True, kept=source.name in source_names(visit)),
    )


def _find(visit: Visit) -> tuple[Errand, Source]:
    errands = desk_of(visit.request).errands
    found = errands.looked(visit.person.id) if errands else None
    if found is None or found[0].what != "look":
        raise NotFound
    return found


def read_posts(lines: list[str]) -> Iterator[Tried]:
    """The posts that `otklik source preview --json` printed."""
    for line in lines:
        if not line.startswith("{"):
            continue
        try:
            facts = json.loads(line)
        except ValueError:
            continue  # it is being written
        moment = facts.get("published")
        yield Tried(
            facts["url"],
            facts["text"],
            facts.get("title"),
            facts.get("author"),
            datetime.fromisoformat(moment) if moment else None,
            facts.get("stars"),
        )
