"""What is promised to customers: each promise, what it means in words, and the form of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import promises, store, team_watch
from pipeline.desk_model import PromiseRow
from pipeline.errors import OtklikError, Said
from pipeline.escalation import ASSIGNEE, MANAGERS, Stage
from pipeline.hours import Hours, last_call
from pipeline.sla import Example, Promise, Start, by_exactness, exemplify
from pipeline.triage import BANDS
from pipeline.watch_entry import Entry
from pipeline.watch_read import read_promise
from web.fields import Id, RowId, Text, Word, read_id
from web.meanwhile import mark, must_be_as_seen
from web.pages import Facts
from web.times import known_zones
from web.visit import NotFound, PeopleChanger, Reader, Visit

router = APIRouter(prefix="/promises")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIRST_YEAR, LAST_YEAR = 1970, 2100  # of moments that a promise is tried at
SHARES = ("0.5", "0.75", "0.9", "1.0")  # of the time, after which people are warned
FIRST = Promise(4 * HOUR)  # what the form of a new one begins with


@dataclass(frozen=True)
class Typed:
    """The form of a promise as it stands, right or wrong."""

    brand: Word = ""
    channel: Word = ""
    urgency: Word = ""
    amount: Word = ""
    unit: Word = "h"
    start: Word = Start.FOUND
    warn_at: Word = "0.75"
    zone: Word = ""

    @classmethod
    def of(cls, promise: Promise) -> "Typed":
        """The form that says a promise."""
        whole = promise.within % HOUR == timedelta()
        return cls(
            brand=promise.brand or "",
            channel=promise.channel or "",
            urgency=promise.band or "",
            amount=str(promise.within // (HOUR if whole else MINUTE)),
            unit="h" if whole else "min",
            start=promise.start,
            warn_at=str(promise.warn_at),
            zone=promise.zone or "",
        )

    def read(self) -> Promise:
        """The promise as a watch file would say it; raises OtklikError that names the field."""
        said = {"brand": self.brand, "channel": self.channel, "urgency": self.urgency}
        said |= {"zone": self.zone, "start": self.start, "within": self.amount + self.unit}
        values: dict[str, Any] = {name: text for name, text in said.items() if text}
        try:
            values["warn_at"] = float(self.warn_at)
        except ValueError:
            values["warn_at"] = self.warn_at  # the reader says what is wrong with it
        return read_promise(Entry("promise", 0, values, "", Said("form")))


def read_form(
    brand: Text = "",
    channel: Text = "",
    urgency: Text = "",
    amount: Text = "",
    unit: Text = "h",
    start: Text = Start.FOUND,
    warn_at: Text = "0.75",
    zone: Text = "",
) -> Typed:
    """The form that is to be kept."""
    return Typed(brand, channel, urgency, amount, unit, start, warn_at, zone)


@dataclass(frozen=True)
class Shown:
    """A promise, and what it means for something that is found at a moment."""

    promise: Promise
    example: Example
    zone: str  # by whose clock the example is told
    row_id: int | None = None


@router.get("")
def show(
    visit: Reader,
    asked: Annotated[Typed, Depends()],
    promise: Annotated[Id | None, Query()] = None,
    found: Word = "",
) -> HTMLResponse:
    """All promises with an example of each; the form of one, and what it would mean as typed."""
    book = promises.read_book(visit.session)
    moment = read_moment(found, book.hours) or last_call(book.hours, visit.now)
    rows = {row.promise: row.id for row in store.promises(visit.session)}
    shown = [show_one(one, book.hours, moment, rows[one]) for one in by_exactness(book.promises)]
    facts = _form_facts(visit, asked, promise, book.hours, moment)
    return visit.page(
        "promises.html",
        shown=shown,
        hours=book.hours,
        moment_local=f"{moment.astimezone(ZoneInfo(book.hours.zone)):%Y-%m-%dT%H:%M}",
        covers_all=any(not any(one.exactness) for one in book.promises),
        brands=[row.brand.name for row in visit.choices.brands if not row.brand.competitor],
        channels=visit.choices.channels,
        people=visit.choices.people,
        answerers=visit.choices.answerers,
        bands=BANDS,
        starts=list(Start),
        shares=list(dict.fromkeys((*SHARES, facts["typed"].warn_at))),
        zones=known_zones(),
        escalations=team_watch.escalations(visit.session),
        stages=list(Stage),
        groups=(MANAGERS, ASSIGNEE),
        names={one.login: one.name for one in visit.choices.everybody},
        **facts,
    )


@router.post("")
def save(
    visit: PeopleChanger,
    typed: Annotated[Typed, Depends(read_form)],
    promise: Text = "",
    seen: Text = "",
) -> Response:
    """Add a promise, or change one."""
    kept, wanted = visit.session.get(PromiseRow, read_id(promise) or 0), typed.read()
    name = (kept.promise if kept else wanted).to_whom
    must_be_as_seen(visit, "promise", name, lambda: kept.promise if kept else None, seen)
    if wanted.brand:
        store.brand_named(visit.session, wanted.brand)
    promises.keep_promise(visit.session, wanted, kept)
    return visit.go("/promises")


@router.post("/{promise_id}/remove")
def remove(visit: PeopleChanger, promise_id: RowId) -> Response:
    """Promise it no longer; tasks that are open keep the times they were given."""
    visit.session.delete(find_promise(visit, promise_id))
    return visit.go("/promises")


def find_promise(visit: Visit, promise_id: int) -> PromiseRow:
    """The promise, or NotFound."""
    row = visit.session.get(PromiseRow, promise_id)
    if row is None:
        raise NotFound
    return row


def read_moment(text: str, hours: Hours) -> datetime | None:
    """A moment by the team's clock; None for what is none, or where no calendar reaches."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(hours.zone))
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year < LAST_YEAR else None


def show_one(promise: Promise, hours: Hours, moment: datetime, row_id: int | None = None) -> Shown:
    """A promise with its example, told by the clock that it is counted by."""
    example = exemplify(promise, hours, moment)
    return Shown(promise, example, promise.zone or hours.zone, row_id)


def _form_facts(
    visit: Visit, asked: Typed, promise: int | None, hours: Hours, moment: datetime
) -> Facts:
    """The form: as typed where something was, else of the promise that is to be changed."""
    row = find_promise(visit, promise) if promise else None
    typed = asked if asked.amount else Typed.of(row.promise if row else FIRST)
    facts: Facts = {"edited": row, "typed": typed, "meant": None, "trouble": ""}
    facts["seen"] = mark(row.promise if row else None)
    try:
        return facts | {"meant": show_one(typed.read(), hours, moment)}
    except OtklikError as error:
        return facts | {"trouble": error.said}
