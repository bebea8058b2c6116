"""Moving a mention to the brand it is about, and back."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import corrections, followup, intake, moving, store
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import BrandRow, Mention
from pipeline.people_model import Person
from pipeline.states import TaskStatus
from pipeline.task_model import Task
from pipeline.watch import Brand

ALIKE = "Ромашка не привезла заказ, деньги списали дважды, поддержка молчит уже третью неделю"


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.reading() as opened:
        opened.add(BrandRow(brand=Brand("Мак", "мак")))
        opened.flush()
        yield opened


@pytest.fixture
def anna(session: Session, person: Callable[..., Person]) -> Person:
    return person(session)


def test_a_lone_mention_takes_its_task_along_and_back(
    session: Session, mention: Callable[..., Mention], anna: Person, now: datetime
) -> None:
    said = mention(session)
    (task,) = followup.open_tasks(session, now)
    mak = store.brand_named(session, "Мак")

    moving.move(session, said, mak, anna, now)
    assert (said.brand, task.brand_id, task.incident.brand_id) == (mak, mak.id, mak.id)
    assert (said.judge, said.followed_up) == (None, True)  # judged again toward this brand
    assert task.changes[-1].after == "Мак"
    found = moving.find_move(session, said)
    assert found is not None
    assert found.before.brand.name == "Ромашка"

    # The page read again names the brand as before, but a person knows better.
    assert intake.receive(session, said.post.post, intake.matcher(session), now).mentions == 0

    moving.move_back(session, said, anna, now)
    assert said.brand.brand.name == "Ромашка"
    assert task.incident.brand_id == said.brand_id == task.brand_id
    assert task.status is TaskStatus.NEW
    assert moving.find_move(session, said) is None
    with pytest.raises(OtklikError, match="was not moved"):
        moving.move_back(session, said, anna, now)


def test_one_of_several_leaves_the_task_with_the_rest_and_rejoins(
    session: Session, mention: Callable[..., Mention], anna: Person, now: datetime
) -> None:
    first, second = mention(session, text=ALIKE), mention(session, text=ALIKE)
    (task,) = followup.open_tasks(session, now)
    lead = task.mention
    rest = second if lead is first else first

    moving.move(session, lead, store.brand_named(session, "Мак"), anna, now)
    assert (task.mention, task.status) == (rest, TaskStatus.NEW)
    assert (lead.incident_id, lead.followed_up) == (None, False)

    moving.move_back(session, lead, anna, now)
    assert (lead.incident_id, lead.followed_up) == (task.incident_id, True)


def test_what_is_about_a_competitor_needs_no_answer(
    session: Session, mention: Callable[..., Mention], anna: Person, now: datetime
) -> None:
    said = mention(session)
    (task,) = followup.open_tasks(session, now)
    moving.move(session, said, store.brand_named(session, "Василёк"), anna, now)
    assert (task.status, task.reason) == (TaskStatus.DISMISSED, "not about us")


def test_a_persons_verdict_stays_with_the_mention(
    session: Session, mention: Callable[..., Mention], anna: Person, now: datetime
) -> None:
    said = mention(session)
    corrections.correct(session, said, anna, now, complaint=False)
    moving.move(session, said, store.brand_named(session, "Мак"), anna, now)
    assert (said.judge, said.complaint) == ("person", False)


def test_a_post_names_a_brand_once(
    session: Session, mention: Callable[..., Mention], anna: Person, now: datetime
) -> None:
    mention(session, text="Ромашка хуже, чем Мак")
    ours, other = session.scalars(select(Mention).order_by(Mention.id)).all()
    with pytest.raises(OtklikError, match="already"):
        moving.move(session, ours, other.brand, anna, now)
    with pytest.raises(OtklikError, match="already"):
        moving.move(session, ours, ours.brand, anna, now)
    assert session.scalars(select(Task)).all() == []
