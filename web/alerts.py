"""Alerts: what was told to whom, what did not go out, and whether it was worth it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from alerts import given_up, receivers
from alerts.ledger import State, find_title, read_told, state_of
from alerts.mutes import list_mutes, mute_message
from alerts.people_figures import delivery_tells_of_people, is_mute_of_people, tells_of_people
from alerts.usefulness import precision, read_link, say_useful
from pipeline import store
from pipeline.alert_model import Alert, Delivery, Mute, Receiver
from pipeline.errors import OtklikError
from pipeline.people import list_people
from pipeline.people_model import Person
from pipeline.task_model import Task
from web.access import Right
from web.desk import THEME
from web.fields import Id, RowId, Text, Word, read_id
from web.languages import N_, choose_language
from web.pages import render
from web.visit import (
    Corrector,
    NotFound,
    PeopleChanger,
    Reader,
    Self,
    Visit,
    WatchChanger,
    desk_of,
    local,
)

router = APIRouter()
DEEDS = {"again": given_up.send_again, "aside": given_up.put_aside}
ANSWERS = {"yes": True, "no": False}
LEVELS = {"2": N_("serious or worse"), "3": N_("critical"), "9": N_("nothing")}  # what wakes


@router.get("/alerts")
def show(
    visit: Reader,
    rule: Annotated[Word, Query()] = "",
    state: Annotated[Word, Query()] = "",
    before: Annotated[Id | None, Query()] = None,
) -> HTMLResponse:
    """The latest messages with their deliveries, and how often each rule was right."""
    wanted = State(state) if state in list(State) else None
    colleagues = visit.may(Right.COLLEAGUES)
    told, more = read_told(
        visit.session, rule=rule or None, state=wanted, before=before, colleagues=colleagues
    )
    mutes = [one for one in list_mutes(visit.session) if colleagues or not is_mute_of_people(one)]
    return visit.page(
        "alerts.html",
        told=told,
        more=more,
        state_of=state_of,
        states=list(State),
        rules=[row.rule.name for row in store.rules(visit.session)],
        precision=precision(visit.session),
        mutes=mutes,
        tasks_of=_find_tasks(visit, mutes),
        lost=given_up.read_lost(visit.session, colleagues=colleagues),
        chosen={"rule": rule, "state": state},
    )


def _find_tasks(visit: Visit, mutes: list[Mute]) -> dict[str, int]:
    """The tasks of muted incidents, by the incident's number: people know nothing of incidents."""
    numbers = {one.subject.split("|")[1] for one in mutes if "|" in one.subject}
    incidents = [int(number) for number in numbers if number.isdecimal()]
    asked = select(Task.incident_id, Task.id).where(Task.incident_id.in_(incidents))
    return {str(incident): task for incident, task in visit.session.execute(asked)}


@router.post("/alerts/{key}/useful")
def judge(visit: Corrector, key: Word, answer: Text = "", back: Text = "") -> Response:
    """Say whether a message was worth it."""
    if answer not in ANSWERS:
        raise NotFound
    _must_see(visit, key)
    say_useful(visit.session, key, useful=ANSWERS[answer])
    return visit.go(local(back, "/alerts"))


@router.post("/alerts/{key}/mute")
def mute(visit: Corrector, key: Word, back: Text = "") -> Response:
    """Hear no more of what a message told until it is worse."""
    _must_see(visit, key)
    if not mute_message(visit.session, key, visit.person, visit.now):
        raise OtklikError("this is muted already, or there is no such message")
    return visit.go(local(back, "/alerts"))


@router.post("/alerts/mutes/{mute_id}/end")
def end_mute(visit: Corrector, mute_id: RowId) -> Response:
    """Hear of it again."""
    found = visit.session.get(Mute, mute_id)
    if found is None or (is_mute_of_people(found) and not visit.may(Right.COLLEAGUES)):
        raise NotFound
    visit.session.delete(found)
    return visit.go("/alerts")


@router.get("/alerts/receivers")
def show_receivers(visit: Reader) -> HTMLResponse:
    """Whom each notifier reaches, and when these people want to be left alone."""
    reached = receivers.read_receivers(visit.session)
    notifiers = set(desk_of(visit.request).settings.notifiers) | set(reached)
    return visit.page(
        "receivers.html",
        notifiers=sorted(notifiers),
        receivers=reached,
        people=[one for one in list_people(visit.session) if one.active],
        own=next((one for one in reached.values() if one.person_id == visit.person.id), None),
        levels=LEVELS,
    )


@router.post("/alerts/receivers")
def assign_receiver(visit: PeopleChanger, notifier: Text, person: Text = "") -> Response:
    """Say whom a notifier reaches."""
    if notifier not in desk_of(visit.request).settings.notifiers:
        raise NotFound
    chosen = visit.session.get(Person, read_id(person) or 0)
    receivers.assign(visit.session, notifier, chosen)
    return visit.go("/alerts/receivers")


@router.post("/alerts/quiet")
def keep_quiet(visit: Self, quiet: Text = "", wake: Text = "3") -> Response:
    """Keep one's own quiet hours."""
    own = visit.session.scalar(select(Receiver).filter_by(person_id=visit.person.id))
    if own is None:
        raise NotFound
    receivers.set_quiet(own, quiet, float(wake if wake in LEVELS else "3"))
    return visit.go("/alerts/receivers")


@router.post("/alerts/deliveries/{delivery_id}/again")
def try_again(visit: WatchChanger, delivery_id: RowId, back: Text = "") -> Response:
    """Give a message that was given up another try, with the next round of the line."""
    delivery = _find_delivery(visit, delivery_id)
    given_up.send_again(visit.session, delivery, visit.now, visit.person)
    return visit.go(local(back, "/alerts"))


@router.post("/alerts/deliveries/{delivery_id}/aside")
def put_aside(visit: WatchChanger, delivery_id: RowId, back: Text = "") -> Response:
    """Count a message that was given up no more."""
    delivery = _find_delivery(visit, delivery_id)
    given_up.put_aside(visit.session, delivery, visit.now, visit.person)
    return visit.go(local(back, "/alerts"))


@router.post("/alerts/deliveries")
def treat_all(visit: WatchChanger, notifier: Text, do: Text = "") -> Response:
    """The same for all that a notifier did not bring out."""
    if do not in DEEDS:
        raise NotFound
    colleagues = visit.may(Right.COLLEAGUES)
    for delivery in given_up.find_lost(visit.session, notifier, colleagues=colleagues):
        DEEDS[do](visit.session, delivery, visit.now, visit.person)
    return visit.go("/alerts")


def _must_see(visit: Visit, key: str) -> None:
    """Raise NotFound for a message about colleagues to whom it is not shown."""
    about_people = select(Alert.id).where(
        Alert.batch == key, tells_of_people(Alert.__table__.c.key)
    )
    if not visit.may(Right.COLLEAGUES) and visit.session.scalar(about_people.limit(1)):
        raise NotFound


def _find_delivery(visit: Visit, delivery_id: int) -> Delivery:
    asked = select(Delivery).where(Delivery.id == delivery_id)
    if not visit.may(Right.COLLEAGUES):
        asked = asked.where(~delivery_tells_of_people())
    delivery = visit.session.scalar(asked)
    if delivery is None:
        raise NotFound
    return delivery


@router.get("/u/{token}")
def ask(request: Request, token: str) -> HTMLResponse:
    """Was it useful? For whoever got the message; looking at the link answers nothing."""
    return _page(request, token, None)


@router.post("/u/{token}")
def answer(request: Request, token: str, answer: Text = "") -> HTMLResponse:
    """Keep what whoever got the message says of it."""
    return _page(request, token, ANSWERS.get(answer))


def _page(request: Request, token: str, useful: bool | None) -> HTMLResponse:
    desk = desk_of(request)
    title, status = None, 429
    if desk.meter.admits(request.client.host if request.client else "", desk.clock()):
        opened = desk.database.reading if useful is None else desk.database.writing
        with opened() as session:
            key = read_link(session, token)
            title = find_title(session, key) if key else None
            if key and title is not None and useful is not None:
                say_useful(session, key, useful=useful)
        status = 200 if title is not None else 404
    language = choose_language(request.headers.get("accept-language", ""))
    facts = {"title": title, "status": status, "useful": useful, "token": token}
    theme = request.cookies.get(THEME, "")
    return HTMLResponse(render(language, "useful.html", {**facts, "theme": theme}), status)
