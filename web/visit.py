"""One request of one logged-in person: who asks, what they may do, how a page is made for them."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from secrets import compare_digest
from typing import Annotated, cast
from urllib.parse import SplitResult, quote, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from pipeline import audit
from pipeline.desk_model import BrandCorrection
from pipeline.model import BrandRow, Mention
from pipeline.moving import find_move
from pipeline.people import digest
from pipeline.people_model import LoginSession, Person
from pipeline.task_model import Task
from pipeline.views import seen_by
from web.access import Right, may
from web.choices import Choices
from web.desk import COOKIE, KEYS, THEME, Desk
from web.fields import Secret
from web.menu import NO_COUNTS, ask_visit
from web.pages import Facts, render
from web.words import THEMES

IN_PLACE = "x-in-place"  # says that the page of the form stays when it is refused
# Of what every page knows, what one page may tell itself.
TOLD_BY_PAGES = {"said", "undo", "views", "view_counts", "here", *NO_COUNTS}


class NotLoggedIn(Exception):  # noqa: N818  (a fact about the visitor, not a failure)
    """Nobody is logged in with this browser."""


class NotAllowed(Exception):  # noqa: N818
    """This person's role has not the right that the page needs."""


class StaleForm(NotAllowed):
    """The form's token is not the one of this login."""


class NotFound(Exception):  # noqa: N818
    """There is no such thing, or no longer."""


@dataclass(frozen=True)
class Visit:
    """What a route needs to know and to do."""

    request: Request
    session: Session
    login: LoginSession
    now: datetime
    counts: Facts  # what the menu counts, as the visit began

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.login.person

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of who asks."""
        return ZoneInfo(self.person.time_zone)

    @property
    def quick(self) -> bool:
        """Does htmx ask, for a part of a page?"""
        return "hx-request" in self.request.headers

    def may(self, right: str) -> bool:
        """May this person do that? (Templates pass the right's name.)"""
        return may(self.person.role, Right(right))

    @cached_property
    def choices(self) -> Choices:
        """What filters and forms offer."""
        return desk_of(self.request).choices.read(self.session)

    def brands(self) -> Sequence[BrandRow]:
        """All brands, for templates that offer them."""
        return self.choices.brands

    def brand_of(self, mention: Mention) -> str:
        """The name of a mention's brand."""
        kept = self._brand_names.get(mention.brand_id)
        return mention.brand.brand.name if kept is None else kept

    def assignee_of(self, task: Task) -> Person | None:
        """Who has a task."""
        kept = self._everybody.get(task.assignee_id)
        return task.assignee if kept is None else kept

    @cached_property
    def _brand_names(self) -> dict[int, str]:
        return {row.id: row.brand.name for row in self.choices.brands}

    @cached_property
    def _everybody(self) -> dict[int | None, Person]:
        return {person.id: person for person in self.choices.everybody}

    def themes(self, held: str | None) -> list[str]:
        """The themes a person may choose, and the one that holds; merged ones go by another."""
        merged = self.choices.themes.roots
        known = [key for key in THEMES if key not in merged]
        return list(dict.fromkeys([*known, *([held] if held else [])]))

    def every_theme(self) -> list[str]:
        """The themes one may look for, found ones included."""
        names = self.choices.themes
        return [key for key in dict.fromkeys([*THEMES, *names.names]) if key not in names.roots]

    def move_of(self, mention: Mention) -> BrandCorrection | None:
        """How a mention came to its brand, if a person moved it there."""
        return find_move(self.session, mention)

    def page(self, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
        """A template as this person should see it."""
        shared = self._facts()
        if clash := (shared.keys() & facts.keys()) - TOLD_BY_PAGES:
            raise TypeError(f"{template}: {', '.join(clash)} means another thing on every page")
        return HTMLResponse(render(self.person.language, template, shared | facts), status)

    def go(self, address: str) -> Response:
        """Send the browser on after a change."""
        answer = RedirectResponse(address, 303)
        if IN_PLACE in self.request.headers:
            answer.status_code = 200  # the page goes on by itself
        return answer

    def _facts(self) -> Facts:
        return {
            "visit": self,
            "person": self.person,
            "csrf": self.login.csrf,
            "zone": self.person.time_zone,
            "now": self.now,
            "theme": self.request.cookies.get(THEME, ""),
            **(NO_COUNTS if self.quick else self.counts),
            "views": [] if self.quick else seen_by(self.person, self.choices.views),
            "view_counts": {},
            "said": "",
            "undo": 0,
            "keys": self.request.cookies.get(KEYS, "on"),
            "path": self.request.url.path,
            "here": f"{self.request.url.path}?{self.request.url.query}",
        }


class Needs:
    """Opens a visit that only reads, for people with a right."""

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(self, request: Request) -> AsyncIterator[Visit]:
        async with self._in_turn(request, "") as visit:
            yield visit

    @asynccontextmanager
    async def _in_turn(self, request: Request, csrf: str) -> AsyncIterator[Visit]:
        """Waits outside of any thread: visits that wait in one for a connection would take the
        threads that those who hold a connection need to go on.
        """
        visiting = contextmanager(self.visiting)(request, csrf)
        async with desk_of(request).room, contextmanager_in_threadpool(visiting) as visit:
            yield visit

    def visiting(self, request: Request, csrf: str) -> Iterator[Visit]:
        """The visit and the transaction around it."""
        del csrf  # who only reads sends no form
        with desk_of(request).database.reading() as session:
            yield self.open(request, session)

    def open(self, request: Request, session: Session) -> Visit:
        """The visit; raises NotLoggedIn or NotAllowed."""
        desk = desk_of(request)
        now = desk.clock()
        who = {"digest": digest(request.cookies.get(COOKIE, "")), "now": now}
        found = session.execute(ask_visit(), who).mappings().one_or_none()
        if found is None:
            raise NotLoggedIn
        login, counts = found["LoginSession"], {name: found[name] for name in NO_COUNTS}
        request.state.language = login.person.language
        if not may(login.person.role, self.right):
            raise NotAllowed
        return Visit(request, session, login, now, counts)


class Changes(Needs):
    """Opens a visit that writes: commits when the route returns, rolls back when it raises."""

    async def __call__(self, request: Request, csrf: Secret = "") -> AsyncIterator[Visit]:
        async with self._in_turn(request, csrf) as visit:
            yield visit

    def visiting(self, request: Request, csrf: str) -> Iterator[Visit]:
        """The visit and the transaction around it."""
        with desk_of(request).database.writing() as session:
            visit = self.open(request, session)
            check_token(visit, csrf)
            audit.acting(session, visit.person, visit.now)
            yield visit


class Drafts(Changes):
    """Opens a visit for a form that is only looked at: it waits for no other writer."""

    def visiting(self, request: Request, csrf: str) -> Iterator[Visit]:
        """The visit and the transaction around it."""
        with desk_of(request).database.reading() as session:
            visit = self.open(request, session)
            check_token(visit, csrf)
            yield visit


def check_token(visit: Visit, csrf: str) -> None:
    """Raise StaleForm for a form that our own pages did not make for this login."""
    if not compare_digest(csrf.encode(), visit.login.csrf.encode()):
        raise StaleForm


def desk_of(request: Request) -> Desk:
    """What the app was made with."""
    return cast(Desk, request.app.state.desk)


def take_apart(address: str) -> SplitResult:
    """The parts of an address that a browser told; empty ones for what is none."""
    try:
        return urlsplit(address[:2000])
    except ValueError:
        return urlsplit("")


def local(address: str, fallback: str) -> str:
    """An address within the desk that a form asked to return to, or the fallback."""
    harmless = address.startswith("/") and not address.startswith(("//", "/\\"))
    plain = address.isprintable() and "\\" not in address and len(address) < 2000
    return quote(address, safe="/?&=%+:,-._~") if harmless and plain else fallback


# scope="function": the transaction ends before the answer is sent, so a failing commit is a 500.
Reader = Annotated[Visit, Depends(Needs(Right.READ), scope="function")]
Answerer = Annotated[Visit, Depends(Changes(Right.ANSWER), scope="function")]
Drafter = Annotated[Visit, Depends(Drafts(Right.ANSWER), scope="function")]
Corrector = Annotated[Visit, Depends(Changes(Right.JUDGE), scope="function")]
Judger = Annotated[Visit, Depends(Needs(Right.JUDGE), scope="function")]
TemplateWriter = Annotated[Visit, Depends(Needs(Right.TEMPLATES), scope="function")]
TemplateDrafter = Annotated[Visit, Depends(Drafts(Right.TEMPLATES), scope="function")]
TemplateKeeper = Annotated[Visit, Depends(Changes(Right.TEMPLATES), scope="function")]
Approver = Annotated[Visit, Depends(Changes(Right.APPROVE), scope="function")]
ApprovalReader = Annotated[Visit, Depends(Needs(Right.APPROVE), scope="function")]
Eraser = Annotated[Visit, Depends(Changes(Right.ERASE), scope="function")]
ErasureReader = Annotated[Visit, Depends(Needs(Right.ERASE), scope="function")]
Watcher = Annotated[Visit, Depends(Needs(Right.WATCH), scope="function")]
WatchChanger = Annotated[Visit, Depends(Changes(Right.WATCH), scope="function")]
Manager = Annotated[Visit, Depends(Needs(Right.PEOPLE), scope="function")]
PeopleChanger = Annotated[Visit, Depends(Changes(Right.PEOPLE), scope="function")]
Self = Annotated[Visit, Depends(Changes(Right.READ), scope="function")]  # one's own things
