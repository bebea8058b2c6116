"""An answer on its way out: second persons, changed texts, what history keeps."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import answering, followup, publishing
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Mention
from pipeline.people import add_person
from pipeline.people_model import Person
from pipeline.posting.account import Account, Place
from pipeline.posting.door import Uncertain
from pipeline.posting.ways import Way
from pipeline.states import ReplyState, Role, TaskStatus
from pipeline.task_model import Task
from pipeline.watch import Brand

TEXT = "Ольга, просим прощения! Привезём."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.writing() as opened:
        yield opened


@pytest.fixture
def task(session: Session, mention: Callable[..., Mention], now: datetime) -> Task:
    row = session.scalars(select(BrandRow).where(BrandRow.__table__.c.competitor.is_(False))).one()
    row.brand = Brand(row.brand.name, row.brand.query, approve_from="normal")
    mention(session)
    (opened,) = followup.open_tasks(session, now)
    return opened


@pytest.fixture
def anna(session: Session) -> Person:
    return add_person(session, "anna", "Анна", "верно, лошадь", Role.MANAGER)


@pytest.fixture
def boris(session: Session) -> Person:
    return add_person(session, "boris", "Борис", "верно, лошадь", Role.MANAGER)


@pytest.mark.parametrize(
    ("approve_from", "priority", "needed"),
    [
        (None, 100, False),
        ("normal", 0, True),
        ("high", 0, False),
        ("high", 100, True),
        ("urgent", 100, True),
    ],
)
def test_when_a_second_person_is_needed(
    task: Task, approve_from: str | None, priority: int, *, needed: bool
) -> None:
    task.mention.brand.brand = Brand("Ромашка", "ромашка", approve_from=approve_from)
    task.priority = priority

    assert answering.needs_approval(task) is needed


def test_an_approved_answer_goes_out(
    session: Session, task: Task, anna: Person, boris: Person, now: datetime
) -> None:
    with pytest.raises(OtklikError, match="ask for it first"):
        answering.record(session, task, anna, TEXT, None, None, now)
    asked = answering.ask(session, task, anna, TEXT, None, now)
    assert answering.waiting(session) == [asked]
    assert (task.reply_state, session.scalar(answering.asked_drafts())) == (ReplyState.ASKED, 1)

    answering.approve(session, asked, boris, now + MINUTE)
    with pytest.raises(OtklikError, match="changed since it was approved"):
        answering.record(session, task, anna, TEXT + " Завтра!", None, None, now)
    given = answering.record(session, task, anna, f" {TEXT}\n", "https://x.example/r", None, now)

    assert given is asked
    assert (given.state, given.url, given.posted) == (
        ReplyState.RECORDED,
        "https://x.example/r",
        now,
    )
    assert (task.status, task.reply, task.reply_state) == (
        TaskStatus.WAITING,
        TEXT,
        ReplyState.RECORDED,
    )
    assert [(it.what, it.after) for it in task.changes if it.what in ("draft", "approved")] == [
        ("draft", TEXT),
        ("approved", None),
    ]


def test_nobody_approves_their_own_draft(
    session: Session, task: Task, anna: Person, boris: Person, now: datetime
) -> None:
    asked = answering.ask(session, task, anna, TEXT, None, now)
    for decide in (
        lambda: answering.approve(session, asked, anna, now),
        lambda: answering.send_back(session, asked, anna, "Нет", now),
    ):
        with pytest.raises(OtklikError, match="their own draft"):
            decide()
    answering.approve(session, asked, boris, now)
    with pytest.raises(OtklikError, match="any more"):
        answering.approve(session, asked, boris, now)


def test_a_draft_is_sent_back_with_a_remark_and_asked_again(
    session: Session, task: Task, anna: Person, boris: Person, now: datetime
) -> None:
    first = answering.ask(session, task, anna, TEXT, None, now)
    with pytest.raises(OtklikError, match="a remark must not be empty"):
        answering.send_back(session, first, boris, " ", now)
    answering.send_back(session, first, boris, "Без обещаний", now)
    assert (task.reply_state, first.remark) == (ReplyState.RETURNED, "Без обещаний")

    second = answering.ask(session, task, anna, "Разбираемся.", None, now)
    third = answering.ask(session, task, anna, "Мы разбираемся.", None, now)
    assert answering.waiting(session) == [third]
    with pytest.raises(OtklikError, match="any more"):
        answering.approve(session, second, boris, now)
    with pytest.raises(OtklikError, match="written meanwhile"):
        answering.find_reply(session, task, second.id)


def test_a_variable_never_goes_to_a_second_person(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    with pytest.raises(OtklikError, match="is not filled in"):
        answering.ask(session, task, anna, "{имя}, простите", None, now)


WAY = Way(Account("telegram", "", "s"), Place("https://t.me/romashka/1"))


def test_what_is_posted_just_now_is_not_settled_by_a_guess(
    session: Session, task: Task, anna: Person, now: datetime
) -> None:
    task.mention.brand.brand = Brand("Ромашка", "ромашка")
    reply = publishing.begin(session, task, anna, TEXT, None, WAY, now)
    with pytest.raises(OtklikError, match="is being posted just now"):
        publishing.settle(session, reply, anna, stands=False, url=None, now=now + MINUTE)
    publishing.settle(session, reply, anna, stands=False, url=None, now=now + 4 * MINUTE)
    assert reply.state is ReplyState.REFUSED

    # The platform was slow, and posted it all the same.
    publishing.finish(session, reply.id, "https://t.me/romashka/2", anna, now + 5 * MINUTE)
    publishing.finish(session, reply.id, Uncertain("late"), anna, now + 6 * MINUTE)
    assert (reply.state, reply.url) == (ReplyState.POSTED, "https://t.me/romashka/2")
    with pytest.raises(OtklikError, match="this very answer was given already"):
        publishing.begin(session, task, anna, f" {TEXT}", None, WAY, now + 7 * MINUTE)
