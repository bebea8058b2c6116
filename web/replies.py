"""The reply to one task: drafted, filled in, checked, approved, recorded."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from pipeline import answering, publishing, store, withdrawal
from pipeline.errors import OtklikError
from pipeline.people_model import Person
from pipeline.posting.door import Door
from web.deed import Answer, Approving, Doing, Drafting
from web.drafts import By, Draft, check, written_draft
from web.fields import Text, read_id
from web.tasks import task_facts
from web.visit import ApprovalReader, desk_of, local

router = APIRouter()
TASK = "/tasks/{task_id}"


def by_hand(
    name: Text = "",
    brand: Text = "",
    link: Text = "",
    order: Text = "",
    product: Text = "",
    signature: Text = "",
) -> By:
    """The values of variables, as the form gives them."""
    values = {"name": name, "brand": brand, "link": link, "order": order}
    return values | {"product": product, "signature": signature}


ByHand = Annotated[By, Depends(by_hand)]


@router.post(f"{TASK}/answer")
def answer(deed: Doing, said: Answer, url: Text = "") -> Response:
    """Record what was answered and where."""
    session, task, person = deed.session, deed.task, deed.person
    answering.must_know(session, task, person, said.known)
    answering.record(session, task, person, said.text, url or None, said.used, deed.now)
    return deed.done("answered", can_undo=True)


@router.post(f"{TASK}/draft")
def draft(
    deed: Drafting,
    said: Answer,
    values: ByHand,
    url: Text = "",
    template: Text = "",
    fill: Text = "",
) -> Response:
    """Fill in a template or what the person knows, and check the draft; nothing is kept."""
    visit, task, chosen = deed.visit, deed.task, read_id(template)
    facts = written_draft(visit, task, Draft(said.text, said.used), chosen, values if fill else {})
    if visit.quick:
        part = "draft_part.html" if fill or chosen is not None else "remarks_part.html"
        return visit.page(part, task=task, post=task.mention.post.post, **facts)
    facts |= {"reply_url": url, "back": local(deed.back, f"/tasks/{task.id}")}
    return visit.page("task.html", **task_facts(visit, task) | facts)


@router.post(f"{TASK}/ask")
def ask(deed: Doing, said: Answer) -> Response:
    """Ask a second person to approve the draft."""
    answering.must_know(deed.session, deed.task, deed.person, said.known)
    answering.ask(deed.session, deed.task, deed.person, said.text, said.used, deed.now)
    return deed.done("to approve")


@router.post(f"{TASK}/approve")
def approve(deed: Approving, reply: Text = "") -> Response:
    """Let a colleague's draft go out."""
    asked = answering.find_reply(deed.session, deed.task, read_id(reply))
    answering.approve(deed.session, asked, deed.person, deed.now)
    return deed.done("approved")


@router.post(f"{TASK}/send-back")
def send_back(deed: Approving, reply: Text = "", remark: Text = "") -> Response:
    """Give a draft back to its author, and say why."""
    asked = answering.find_reply(deed.session, deed.task, read_id(reply))
    answering.send_back(deed.session, asked, deed.person, remark, deed.now)
    return deed.done("sent back")


@router.post(f"{TASK}/post")
def post(deed: Drafting, said: Answer) -> Response:
    """Post the answer through the platform: stored, asked, and kept how it ended, each by itself.

    The visit only reads, so that no transaction is open while the platform is asked.
    """
    desk = desk_of(deed.visit.request)
    with desk.database.writing() as session:
        task, person = store.task(session, deed.task.id), session.get_one(Person, deed.person.id)
        answering.must_know(session, task, person, said.known)
        way = publishing.way_for(session, task, desk.accounts)
        if way is None:
            raise OtklikError("no account of ours can answer there; copy the text and post it")
        begun = publishing.begin(session, task, person, said.text, said.used, way, deed.now)
        reply_id, text, key = begun.id, begun.text, begun.key
    came = publishing.ask_platform(way, Door(desk.settings.allow), text, key)
    with desk.database.writing() as session:
        person = session.get_one(Person, deed.person.id)
        state = publishing.finish(session, reply_id, came, person, desk.clock())
    return deed.done(str(state))


@router.post(f"{TASK}/settle")
def settle(deed: Doing, reply: Text = "", stands: Text = "", url: Text = "") -> Response:
    """Say whether an answer that nobody is sure of stands at its place."""
    asked = answering.find_reply(deed.session, deed.task, read_id(reply))
    there = stands == "yes"
    publishing.settle(deed.session, asked, deed.person, stands=there, url=url or None, now=deed.now)
    return deed.done("posted" if there else "")


@router.post(f"{TASK}/withdraw")
def withdraw(deed: Drafting, reply: Text = "", there: Text = "") -> Response:
    """Take an answer back; with `there` the platform is asked first to delete it at its place.

    Each part is a transaction of its own, as in posting; deleting twice does no harm.
    """
    desk, number = desk_of(deed.visit.request), read_id(reply)
    given = withdrawal.find_given(deed.session, deed.task, number, deed.now)
    way = withdrawal.removing_way(deed.session, given, desk.accounts)
    if there and way is not None:
        way.remove(Door(desk.settings.allow), given.url or "")
    with desk.database.writing() as session:
        person, task = session.get_one(Person, deed.person.id), store.task(session, deed.task.id)
        again = withdrawal.find_given(session, task, number, deed.now)
        withdrawal.withdraw(session, again, person, desk.clock())
    return deed.done("withdrawn")


@router.get("/approvals")
def approvals(visit: ApprovalReader) -> HTMLResponse:
    """The drafts that wait for a second person."""
    replies = answering.waiting(visit.session)
    checks = {one.id: check(one.task, one.text, one.person or visit.person) for one in replies}
    return visit.page("approvals.html", replies=replies, checks=checks)
