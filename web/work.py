"""How somebody works: languages they read, how much they take, when they are away."""

from collections.abc import Sequence
from typing import Annotated

from babel.core import Locale
from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from pipeline.absences import absences_of, add_absence
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.team_model import Absence
from web.choices import COMMON
from web.fields import RowId, Text, Word, read_day, read_id
from web.pages import Facts
from web.telegram_account import telegram_facts
from web.times import days
from web.visit import Manager, NotFound, PeopleChanger, Self, Visit

router = APIRouter()
Languages = Annotated[list[Word], Form(max_length=100, default_factory=list)]


@router.get("/people/{person_id}")
def show(visit: Manager, person_id: RowId) -> HTMLResponse:
    """One person's page, for managers."""
    person = find_person(visit, person_id)
    facts = work_facts(visit, person) | telegram_facts(visit, person)
    return visit.page("person.html", one=person, **facts)


@router.post("/people/{person_id}/work")
def change(
    visit: PeopleChanger, person_id: RowId, reads: Languages, capacity: Text = ""
) -> Response:
    """Keep which languages somebody reads, and how many tasks rules may give them."""
    person = find_person(visit, person_id)
    if capacity and read_id(capacity) is None:
        raise OtklikError("the most tasks in hand must be a number, or nothing for no limit").at(
            "capacity"
        )
    person.reads, person.capacity = known(reads), read_id(capacity)
    return visit.go(f"/people/{person_id}")


@router.post("/people/{person_id}/absences")
def send_away(
    visit: PeopleChanger, person_id: RowId, since: Text = "", until: Text = ""
) -> Response:
    """Keep when somebody is away."""
    keep_absence(visit, find_person(visit, person_id), since, until)
    return visit.go(f"/people/{person_id}")


@router.post("/people/{person_id}/absences/{absence_id}/remove")
def bring_back(visit: PeopleChanger, person_id: RowId, absence_id: RowId) -> Response:
    """Take an absence away."""
    forget_absence(visit, find_person(visit, person_id), absence_id)
    return visit.go(f"/people/{person_id}")


@router.post("/me/work")
def change_mine(visit: Self, reads: Languages) -> Response:
    """Keep which languages one reads."""
    visit.person.reads = known(reads)
    return visit.go("/me")


@router.post("/me/absences")
def go_away(visit: Self, since: Text = "", until: Text = "") -> Response:
    """Keep when one is away."""
    keep_absence(visit, visit.person, since, until)
    return visit.go("/me")


@router.post("/me/absences/{absence_id}/remove")
def come_back(visit: Self, absence_id: RowId) -> Response:
    """Take one's absence away."""
    forget_absence(visit, visit.person, absence_id)
    return visit.go("/me")


def work_facts(visit: Visit, person: Person) -> Facts:
    """What the form of somebody's work shows."""
    others = [code for code in person.reads if code not in COMMON]
    held = absences_of(visit.session, person, visit.now)
    told = (days(one.since, one.until, person.time_zone, visit.person.language) for one in held)
    return {
        "absences": list(zip(held, told, strict=True)),
        "tongues": [*COMMON, *others],
    }


def keep_absence(visit: Visit, person: Person, since: str, until: str) -> None:
    """Keep an absence from the first day to the last, both whole in the person's zone."""
    zone = person.time_zone
    first, last = read_day(since, zone), read_day(until, zone, later=1)
    add_absence(visit.session, person, first, last, visit.now)


def forget_absence(visit: Visit, person: Person, absence_id: int) -> None:
    """Forget an absence of somebody, or NotFound."""
    absence = visit.session.get(Absence, absence_id)
    if absence is None or absence.person_id != person.id:
        raise NotFound
    visit.session.delete(absence)


def known(codes: Sequence[str]) -> list[str]:
    """The languages among these codes, each once."""
    names = Locale.parse("en").languages
    return [code for code in dict.fromkeys(codes) if code in names]


def find_person(visit: Visit, person_id: int) -> Person:
    """The person, or NotFound."""
    person = visit.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person
