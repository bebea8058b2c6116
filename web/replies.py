"""The reply to one task: drafted, filled in, checked, approved, recorded."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from pipeline import answering, publishing, store
from pipeline.errors import OtklikError
from pipeline.model import Person
from pipeline.posting.door import Door
from web.drafts import By, Draft, check, written_draft
from web.fields import RowId, Text, read_id
from web.tasks import find_task, return_to, task_facts
from web.visit import Answerer, ApprovalReader, Approver, Drafter, desk_of, local

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
def answer(
    visit: Answerer,
    task_id: RowId,
    text: Text = "",
    url: Text = "",
    used: Text = "",
    back: Text = "",
) -> Response:
    """Record what was answered and where."""
    task = find_task(visit, task_id)
    answering.record(visit.session, task, visit.person, text, url or None, read_id(used), visit.now)
    return return_to(visit, task_id, "answered", back)


@router.post(f"{TASK}/draft")
def draft(
    visit: Drafter,
    task_id: RowId,
    values: ByHand,
    text: Text = "",
    url: Text = "",
    template: Text = "",
    used: Text = "",
    fill: Text = "",
    back: Text = "",
) -> Response:
    """Fill in a template or what the person knows, and check the draft; nothing is kept."""
    task = find_task(visit, task_id)
    chosen = read_id(template)
    typed = Draft(text, read_id(used))
    facts = written_draft(visit, task, typed, chosen, values if fill else {})
    if visit.quick:
        part = "draft_part.html" if fill or chosen is not None else "remarks_part.html"
        return visit.page(part, task=task, post=task.mention.post.post, **facts)
    facts |= {"reply_url": url, "back": local(back, f"/tasks/{task_id}")}
    return visit.page("task.html", **task_facts(visit, task) | facts)


@router.post(f"{TASK}/ask")
def ask(
    visit: Answerer, task_id: RowId, text: Text = "", used: Text = "", back: Text = ""
) -> Response:
    """Ask a second person to approve the draft."""
    task = find_task(visit, task_id)
    answering.ask(visit.session, task, visit.person, text, read_id(used), visit.now)
    return return_to(visit, task_id, "to approve", back)


@router.post(f"{TASK}/approve")
def approve(visit: Approver, task_id: RowId, reply: Text = "", back: Text = "") -> Response:
    """Let a colleague's draft go out."""
    task = find_task(visit, task_id)
    asked = answering.find_reply(visit.session, task, read_id(reply))
    answering.approve(visit.session, asked, visit.person, visit.now)
    return return_to(visit, task_id, "approved", back)


@router.post(f"{TASK}/send-back")
def send_back(
    visit: Approver, task_id: RowId, reply: Text = "", remark: Text = "", back: Text = ""
) -> Response:
    """Give a draft back to its author, and say why."""
    task = find_task(visit, task_id)
    asked = answering.find_reply(visit.session, task, read_id(reply))
    answering.send_back(visit.session, asked, visit.person, remark, visit.now)
    return return_to(visit, task_id, "sent back", back)


@router.post(f"{TASK}/post")
def post(
    visit: Drafter, task_id: RowId, text: Text = "", used: Text = "", back: Text = ""
) -> Response:
    """Post the answer through the platform: stored, asked, and kept how it ended, each by itself.

    The visit only reads, so that no transaction is open while the platform is asked.
    """
    desk = desk_of(visit.request)
    with desk.database.writing() as session:
        task = store.task(session, task_id)
        way = publishing.way_for(session, task, desk.accounts)
        if way is None:
            raise OtklikError("no account of ours can answer there; copy the text and post it")
        person = session.get_one(Person, visit.person.id)
        begun = publishing.begin(session, task, person, text, read_id(used), way, visit.now)
        reply_id, said, key = begun.id, begun.text, begun.key
    came = publishing.ask_platform(way, Door(desk.settings.allow), said, key)
    with desk.database.writing() as session:
        person = session.get_one(Person, visit.person.id)
        state = publishing.finish(session, reply_id, came, person, desk.clock())
    return return_to(visit, task_id, str(state), back)


@router.post(f"{TASK}/settle")
def settle(
    visit: Answerer,
    task_id: RowId,
    reply: Text = "",
    stands: Text = "",
    url: Text = "",
    back: Text = "",
) -> Response:
    """Say whether an answer that nobody is sure of stands at its place."""
    task = find_task(visit, task_id)
    asked = answering.find_reply(visit.session, task, read_id(reply))
    there = stands == "yes"
    publishing.settle(
        visit.session, asked, visit.person, stands=there, url=url or None, now=visit.now
    )
    return return_to(visit, task_id, "posted" if there else "", back)


@router.get("/approvals")
def approvals(visit: ApprovalReader) -> HTMLResponse:
    """The drafts that wait for a second person."""
    replies = answering.waiting(visit.session)
    checks = {one.id: check(one.task, one.text, one.person or visit.person) for one in replies}
    return visit.page("approvals.html", replies=replies, checks=checks)
