"""People: who works in the desk and what they may do; for managers."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from pipeline.people import add_person, change_person, list_people, set_password
from pipeline.people_model import Person
from pipeline.states import Role
from web.fields import RowId, Secret, Text
from web.languages import LANGUAGES
from web.visit import Manager, NotFound, PeopleChanger, Visit

router = APIRouter(prefix="/people")


@router.get("")
def show(visit: Manager) -> HTMLResponse:
    """Everybody."""
    return visit.page("people.html", people=list_people(visit.session), roles=list(Role))


@router.post("")
def add(
    visit: PeopleChanger,
    login: Text,
    name: Text,
    password: Secret,
    role: Text = Role.AGENT,
    language: Text = "ru",
) -> Response:
    """Add somebody."""
    add_person(
        visit.session,
        login,
        name,
        password,
        _role(role),
        language=language if language in LANGUAGES else visit.person.language,
        time_zone=visit.person.time_zone,
    )
    return visit.go("/people")


@router.post("/{person_id}")
def change(visit: PeopleChanger, person_id: RowId, role: Text = "", active: Text = "") -> Response:
    """Change somebody's role, or switch them on or off."""
    change_person(visit.session, _find(visit, person_id), _role(role), bool(active))
    return visit.go("/people")


@router.post("/{person_id}/password")
def change_password(visit: PeopleChanger, person_id: RowId, password: Secret) -> Response:
    """Give somebody a new password."""
    set_password(visit.session, _find(visit, person_id), password)
    return visit.go("/people")


def _find(visit: Visit, person_id: int) -> Person:
    person = visit.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def _role(text: str) -> Role:
    return Role(text) if text in list(Role) else Role.VIEWER
