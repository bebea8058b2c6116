"""One's own Telegram account: linked by a code, what comes there, unlinked."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy import select

from alerts.receivers import set_quiet
from pipeline.people_model import Person
from pipeline.telegram_links import code_of, make_code, unlink
from pipeline.telegram_model import TelegramBot, TelegramLink
from web.alerts import LEVELS
from web.fields import RowId, Text, Word
from web.pages import Facts
from web.visit import NotFound, PeopleChanger, Self, Visit, desk_of

router = APIRouter()
HERE = "/me#telegram"
Brands = Annotated[list[Word], Form(max_length=1_000, default_factory=list)]


@router.post("/me/telegram")
def ask_code(visit: Self) -> Response:
    """Make a code to link an account with."""
    if desk_of(visit.request).settings.telegram_bot is None:
        raise NotFound
    make_code(visit.session, visit.person, visit.now)
    return visit.go(HERE)


@router.post("/me/telegram/keep")
def keep(
    visit: Self, brands: Brands, unassigned: Text = "", quiet: Text = "", wake: Text = "3"
) -> Response:
    """Keep what comes there, and when."""
    link = visit.session.get(TelegramLink, visit.person.id)
    if link is None:
        raise NotFound
    known = {row.brand.name for row in visit.brands()}
    link.unassigned, link.brands = bool(unassigned), [one for one in brands if one in known]
    set_quiet(link, quiet, float(wake if wake in LEVELS else "3"))
    return visit.go(HERE)


@router.post("/me/telegram/unlink")
def unlink_mine(visit: Self) -> Response:
    """Forget one's account."""
    unlink(visit.session, visit.person)
    return visit.go(HERE)


@router.post("/people/{person_id}/telegram/unlink")
def unlink_theirs(visit: PeopleChanger, person_id: RowId) -> Response:
    """Forget somebody's account."""
    person = visit.session.get(Person, person_id)
    if person is None:
        raise NotFound
    unlink(visit.session, person)
    return visit.go(f"/people/{person_id}#telegram")


def telegram_facts(visit: Visit, person: Person) -> Facts:
    """What the form of somebody's account shows; no code but one's own."""
    token = desk_of(visit.request).settings.telegram_bot
    if token is None:
        return {"telegram": None}
    link = visit.session.get(TelegramLink, person.id)
    number = int(token.get_secret_value().partition(":")[0])
    own = person.id == visit.person.id
    return {
        "telegram": link if link is not None and link.user_id is not None else False,
        "telegram_bot": visit.session.scalar(select(TelegramBot).where(TelegramBot.id == number)),
        "telegram_code": code_of(visit.session, link, visit.now) if own else None,
        "telegram_wakes": LEVELS,
    }
