"""When the team works: the week, the days that differ, and what that makes of the promises."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from pipeline import promises
from pipeline.errors import OtklikError, Said
from pipeline.hours import Hours, last_call
from pipeline.hours_text import WEEKDAYS, read_days, read_hours, write_days, write_hours
from pipeline.sla import by_exactness
from pipeline.watch import Watch
from pipeline.watching import apply
from web.fields import Text, Word
from web.meanwhile import mark, must_be_as_seen
from web.promises import show_one
from web.times import known_zones
from web.visit import PeopleChanger, Reader

router = APIRouter(prefix="/promises/hours")
Lines = Annotated[str, Query(max_length=20_000)]


@dataclass(frozen=True)
class Typed:
    """The form of the hours as it stands, right or wrong."""

    zone: Word = ""
    mon: Word = ""
    tue: Word = ""
    wed: Word = ""
    thu: Word = ""
    fri: Word = ""
    sat: Word = ""
    sun: Word = ""
    days: Lines = ""

    @classmethod
    def of(cls, hours: Hours) -> "Typed":
        """The form that says these hours."""
        week = {day: text for day, text in write_hours(hours).items() if day in WEEKDAYS}
        return cls(zone=hours.zone, **week, days=write_days(hours))

    @property
    def week(self) -> dict[str, str]:
        """What is said of each day, Monday first."""
        return {day: getattr(self, day) for day in WEEKDAYS}

    def read(self) -> Hours:
        """The hours as a watch file would say them; raises OtklikError that names the field."""
        return read_hours({"zone": self.zone, **self.week, "days": read_days(self.days)})


def read_form(
    zone: Text = "",
    mon: Text = "",
    tue: Text = "",
    wed: Text = "",
    thu: Text = "",
    fri: Text = "",
    sat: Text = "",
    sun: Text = "",
    days: Text = "",
) -> Typed:
    """The form that is to be kept."""
    return Typed(zone, mon, tue, wed, thu, fri, sat, sun, days)


@router.get("")
def show(
    visit: Reader, asked: Annotated[Typed, Depends()], seen: Annotated[Word, Query()] = ""
) -> HTMLResponse:
    """The hours that hold; with others in the address, what those would make of the promises."""
    book = promises.read_book(visit.session)
    typed = asked if asked.zone else Typed.of(book.hours)
    trouble: str | Said = ""
    try:
        hours = typed.read()
    except OtklikError as error:
        hours, trouble = book.hours, error.said
    moment = last_call(hours, visit.now)
    return visit.page(
        "work_hours.html",
        typed=typed,
        seen=seen or mark(book.hours),
        trouble=trouble,
        hours=hours,
        moment=moment,
        shown=[show_one(one, hours, moment) for one in by_exactness(book.promises)],
        zones=known_zones(),
    )


@router.post("")
def save(
    visit: PeopleChanger, typed: Annotated[Typed, Depends(read_form)], seen: Text = ""
) -> Response:
    """Work at these hours from now on."""
    must_be_as_seen(visit, "hours", "", lambda: promises.read_book(visit.session).hours, seen)
    apply(visit.session, Watch(hours=typed.read()), visit.now)
    return visit.go("/promises")
