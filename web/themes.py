"""Themes: why people complain, how that changes, in whose words, and what help is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from pipeline import theme_desk
from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from pipeline.reports.coverage import read_blind
from pipeline.reports.scope import Asked
from pipeline.themes import Reason, blind_parts, read_reasons
from web.fields import Text, Word, read_id
from web.languages import LANGUAGES, translations
from web.pages import Facts
from web.visit import Corrector, NotFound, Reader, Visit
from web.words import THEMES, listed

router = APIRouter(prefix="/themes")
PERIODS = {"7": 7, "30": 30, "90": 90}  # days


class Filters(BaseModel):
    """What stands in the address of the themes."""

    period: Word = "30"
    brand: Word = ""

    def since(self, now: datetime) -> datetime:
        """When the period begins."""
        return now - timedelta(days=PERIODS.get(self.period, 30))


@router.get("")
def show(visit: Reader, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """All themes of a period."""
    reasons = _read(visit, filters)
    return visit.page(
        "themes.html",
        reasons=reasons,
        own=_own_names(visit),
        lacking=[reason for reason in reasons if reason.needs_article],
        filters=filters,
        periods=list(PERIODS),
        choices=visit.choices,
        **_behind(visit, filters),
    )


@router.get("/{key}")
def edit(visit: Reader, key: Word, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """One theme: its name, what is merged with it, its page of help, its history."""
    if not theme_desk.is_theme(visit.session, key):
        raise NotFound
    reasons = _read(visit, filters)
    return visit.page(
        "theme.html",
        key=key,
        own=_own_names(visit),
        row=theme_desk.find_theme(visit.session, key),
        reason=next((one for one in reasons if one.key == key), None),
        others=[one for one in reasons if one.key != key],
        names={one.id: one for one in theme_desk.list_themes(visit.session)},
        filters=filters,
        **_behind(visit, filters),
    )


@router.post("/{key}/name")
def rename(visit: Corrector, key: Word, name: Text = "") -> Response:
    """Call a theme otherwise, and not as another one is called in any of the desk's languages."""
    for other in visit.every_theme():
        if other != key and name.strip().casefold() in _called(visit, other):
            raise OtklikError(
                'another theme is called "%(name)s"; merge the two, or choose another name',
                name=name.strip(),
            ).at("name")
    theme_desk.rename(visit.session, key, name, visit.person, visit.now)
    return visit.go(f"/themes/{key}")


@router.post("/{key}/help")
def set_help(visit: Corrector, key: Word, url: Text = "") -> Response:
    """Say which page helps."""
    theme_desk.set_help(visit.session, key, url, visit.person, visit.now)
    return visit.go(f"/themes/{key}")


@router.post("/{key}/merge")
def merge(visit: Corrector, key: Word, into: Text = "") -> Response:
    """Count it with another one."""
    theme_desk.merge(visit.session, key, into, visit.person, visit.now)
    return visit.go(f"/themes/{key}")


@router.post("/{key}/unmerge")
def unmerge(visit: Corrector, key: Word) -> Response:
    """Let it stand by itself again."""
    theme_desk.unmerge(visit.session, key, visit.person, visit.now)
    return visit.go(f"/themes/{key}")


def _own_names(visit: Visit) -> Callable[[str], str]:
    """What a theme is called by itself, whichever it counts with."""
    names = visit.choices.themes.names
    words = translations(visit.person.language)
    return lambda key: words.gettext(listed(THEMES, names.get(key, key)))


def _called(visit: Visit, key: str) -> set[str]:
    """What people read where a theme is named."""
    name = visit.choices.themes.name(key)
    word = THEMES.get(name, name)
    return {translations(code).gettext(word).casefold() for code in LANGUAGES}


def _read(visit: Visit, filters: Filters) -> list[Reason]:
    return read_reasons(visit.session, _asked(visit, filters))


def _asked(visit: Visit, filters: Filters) -> Asked:
    row = visit.session.get(BrandRow, read_id(filters.brand) or 0)
    return Asked(filters.since(visit.now), visit.now, row.brand.name if row else None)


def _blind(visit: Visit, filters: Filters) -> frozenset[int]:
    """The parts of the drawings in which some source was not seen."""
    asked = _asked(visit, filters)
    since = asked.before.since if asked.before else asked.since
    days = read_blind(visit.session, replace(asked, since=since))
    return blind_parts((day for day, _ in days), asked)


def _behind(visit: Visit, filters: Filters) -> Facts:
    """What links to the mentions behind a figure carry."""
    since = filters.since(visit.now).astimezone(visit.zone).date().isoformat()
    behind = {"brand": filters.brand or "ours", "since": since, "act": "complaint"}
    chosen = filters.model_dump(exclude_defaults=True)
    return {"behind": behind, "chosen": chosen, "blind": _blind(visit, filters)}
