from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import desk, incidents, likeness, regroup
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.followup import open_tasks
from pipeline.model import BrandRow, Mention
from pipeline.people_model import Person
from pipeline.reports.by_person import by_person
from pipeline.reports.closing_reasons import closing_reasons
from pipeline.reports.scope import Asked
from pipeline.reports.triggers import triggers
from pipeline.states import TaskStatus
from pipeline.task_model import Task

Make = Callable[..., Mention]
STORY = (
    "Ромашка обещала привезти чайник во вторник до обеда, потом перенесла на среду, а в среду "
    "курьер просто не приехал и никто даже не позвонил, деньги тоже не вернули"
)
RETOLD = STORY.replace("чайник", "утюг").replace("просто", "вообще")
OTHER = (
    "Купил в Ромашке новый телефон, через неделю он перестал заряжаться, в мастерской сказали "
    "что это не гарантийный случай и предложили купить другой"
)


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    with any_brands.reading() as opened:
        yield opened


@pytest.fixture
def anna(session: Session, person: Callable[..., Person]) -> Person:
    return person(session)


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        (STORY.upper(), True),
        (f"Репост! {STORY}", True),
        (RETOLD, False),
        (STORY.replace("тоже не вернули", "так и не вернули"), True),
        (OTHER, False),
        ("Ромашка, ужас", False),
    ],
)
def test_nearly_the_same_text(text: str, alike: bool) -> None:
    assert (likeness.likeness(STORY, text) >= likeness.ALIKE) is alike
    if alike:
        assert set(likeness.bands(STORY)) & set(likeness.bands(text))


def test_texts_nearly_the_same_share_a_task(session: Session, mention: Make, now: datetime) -> None:
    mention(session, text=STORY)
    (task,) = open_tasks(session, now)
    copy = mention(session, text=f"Репост! {STORY}", author="Пётр")
    mention(session, text=OTHER, author="Глеб")
    assert [opened.mention.post.post.author for opened in open_tasks(session, now)] == ["Глеб"]
    assert copy.incident_id == task.incident_id


def test_the_same_words_a_season_later_are_another_event(
    session: Session, mention: Make, now: datetime
) -> None:
    mention(session, text=STORY)
    open_tasks(session, now)
    mention(session, text=f"Репост! {STORY}", author="Пётр")
    later = now + incidents.OPEN_FOR + timedelta(days=1)
    assert len(open_tasks(session, later)) == 1


def two_tasks(session: Session, mention: Make, now: datetime) -> tuple[Task, Task]:
    mention(session, text=STORY)
    mention(session, text=OTHER, author="Глеб")
    one, other = open_tasks(session, now)
    return one, other


def mentions_of(session: Session, task: Task) -> int:
    found = select(Mention.id).where(Mention.incident_id == task.incident_id)
    return len(session.scalars(found).all())


def test_tasks_are_merged_and_taken_apart(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    one, other = two_tasks(session, mention, now)
    regroup.merge(session, one, other, anna, now)
    assert (one.status, one.reason) == (TaskStatus.MERGED, f"merged into task {other.id}")
    assert (mentions_of(session, one), mentions_of(session, other)) == (0, 2)
    regroup.unmerge(session, one, anna, now)
    assert (one.status, one.reopened) == (TaskStatus.NEW, None)  # its promise is the old one
    assert (mentions_of(session, one), mentions_of(session, other)) == (1, 1)
    with pytest.raises(OtklikError, match="nothing to take back"):
        regroup.unmerge(session, one, anna, now)


def test_what_was_merged_and_split_off_again_has_one_task(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    one, other = two_tasks(session, mention, now)
    copy = mention(session, text=STORY, author="Пётр")
    third = mention(session, text="Ромашка нахамила мне по телефону и бросила трубку", author="Яна")
    (last,) = open_tasks(session, now)
    regroup.merge(session, one, other, anna, now)
    regroup.merge(session, other, last, anna, now)
    for said in (one.mention, copy):
        session.refresh(said)
    assert regroup.split(session, one.mention, anna, now) is one  # not another one beside it
    assert regroup.split(session, copy, anna, now).status is TaskStatus.NEW
    with pytest.raises(OtklikError, match="nothing to take back"):
        regroup.unmerge(session, one, anna, now)
    regroup.unmerge(session, other, anna, now)  # it gets what is left of its own
    assert [mentions_of(session, task) for task in (one, other, last)] == [1, 1, 1]
    assert last.mention_id == third.id


def test_a_merged_task_is_no_dismissal(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    one, other = two_tasks(session, mention, now)
    regroup.merge(session, one, other, anna, now)
    desk.take(session, other, anna, now)
    desk.resolve(session, other, anna, "refund", now)
    session.flush()
    assert closing_reasons(session, Asked()).rows == (("resolved", "refund", 1, 1.0),)
    assert {row[1:3] for row in triggers(session, Asked()).rows} == {(1, 1)}
    assert sum(int(str(row[4])) for row in by_person(session, Asked()).rows) == 0


def test_the_author_of_a_merged_task_reopens_the_one_that_answers(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    one, other = two_tasks(session, mention, now)
    said = one.mention.post.post
    regroup.merge(session, one, other, anna, now)
    desk.resolve(session, other, anna, "refund", now)
    again = {"author": said.author, "thread": said.thread, "text": "Ромашка молчит до сих пор"}
    mention(session, **again)
    assert open_tasks(session, now) == []
    assert (one.status, other.status) == (TaskStatus.MERGED, TaskStatus.NEW)


def test_a_mention_is_split_off_and_merged_back(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    first = mention(session, text=STORY)
    copy = mention(session, text=STORY, author="Пётр")
    (task,) = open_tasks(session, now)
    own = regroup.split(session, first, anna, now)
    assert (own.mention_id, task.mention_id) == (first.id, copy.id)
    assert (mentions_of(session, task), mentions_of(session, own)) == (1, 1)
    session.refresh(own)
    assert (regroup.find_origin(own), regroup.find_origin(task)) == (task.id, None)
    regroup.merge(session, own, task, anna, now)
    assert mentions_of(session, task) == 2
    session.refresh(first)
    assert regroup.split(session, first, anna, now) is own
    assert own.status is TaskStatus.NEW


def test_what_cannot_be_regrouped(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    one, other = two_tasks(session, mention, now)
    with pytest.raises(OtklikError, match="with itself"):
        regroup.merge(session, one, one, anna, now)
    with pytest.raises(OtklikError, match="this mention alone"):
        regroup.split(session, one.mention, anna, now)
    regroup.merge(session, one, other, anna, now)
    with pytest.raises(OtklikError, match="reopen it before"):
        regroup.merge(session, other, one, anna, now)
    with pytest.raises(OtklikError, match="no task to be split from"):
        regroup.split(session, mention(session, text="Ромашка", verdict=None), anna, now)


def test_tasks_of_different_brands_stay_apart(
    session: Session, mention: Make, anna: Person, now: datetime
) -> None:
    for row in session.scalars(select(BrandRow)):
        row.brand = type(row.brand)(row.brand.name, row.brand.query)
    session.flush()
    mention(session, text=STORY)
    mention(session, text=OTHER.replace("Ромашке", "Васильке"), author="Глеб")
    one, other = open_tasks(session, now)
    with pytest.raises(OtklikError, match="different brands"):
        regroup.merge(session, one, other, anna, now)
