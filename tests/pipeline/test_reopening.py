from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from classifier.verdict import Verdict
from pipeline import assess, desk, intake
from pipeline.database import Database
from pipeline.followup import open_tasks, reopen_edited
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.post import Post
from pipeline.reopening import find_edited
from pipeline.states import TaskStatus
from pipeline.task_model import Task

HOUR = timedelta(hours=1)
Make = Callable[..., Mention]


@pytest.fixture
def session(any_brands: Database) -> Iterator[Session]:
    with any_brands.reading() as opened:
        yield opened


@pytest.fixture
def closed(session: Session, mention: Make, person: Callable[..., Person], now: datetime) -> Task:
    """A task that was resolved an hour after it was opened."""
    mention(session)
    (task,) = open_tasks(session, now)
    desk.resolve(session, task, person(session), "refund", now + HOUR)
    return task


def test_a_person_and_the_line_who_reopen_at_once_do_so_once(
    any_brands: Database, mention: Make, person: Callable[..., Person], now: datetime
) -> None:
    with any_brands.writing() as session:
        mention(session)
        (task,) = open_tasks(session, now)
        anna = person(session)
        desk.resolve(session, task, anna, "refund", now + HOUR)
        mention(session, text="Ромашка снова обманула, деньги не пришли")
        number, who = task.id, anna.id

    def follow_up() -> None:
        with any_brands.writing() as session:
            open_tasks(session, now + 2 * HOUR)

    with ThreadPoolExecutor() as pool:
        with any_brands.writing() as session:
            task = session.get_one(Task, number, with_for_update=True)
            desk.reopen(session, task, session.get_one(Person, who), "look again", now + 2 * HOUR)
            session.flush()
            line = pool.submit(follow_up)
            wait([line], 0.5)
        line.result(60)
    with any_brands.reading() as session:
        task = session.get_one(Task, number)
        moved = [change.person_id for change in task.changes if change.what == "status"]
        assert moved == [None, who, who]
        assert task.reason == "look again"


def reopen(session: Session, now: datetime) -> list[Task]:
    return reopen_edited(session, find_edited(session), now)


def test_the_author_writes_again(
    session: Session, closed: Task, mention: Make, now: datetime
) -> None:
    again = mention(session, text="Ромашка снова обманула, деньги не пришли")
    assert open_tasks(session, now + 2 * HOUR) == []
    assert (closed.status, closed.closed) == (TaskStatus.NEW, None)
    assert again.incident_id == closed.incident_id
    told = [(change.what, change.after) for change in closed.changes[-3:]]
    assert ("repeat", again.post.post.url) in told
    assert ("reason", "the author wrote again") in told


@pytest.mark.parametrize(
    "facts",
    [
        {"author": "Пётр"},
        {"thread": "https://forum.example/topic/2"},
        {"author": None},
        {"source": "other"},
    ],
)
def test_somebody_else_gets_a_task_of_their_own(
    session: Session, closed: Task, mention: Make, now: datetime, facts: dict[str, str | None]
) -> None:
    mention(session, text="Ромашка снова обманула", **facts)
    assert len(open_tasks(session, now + 2 * HOUR)) == 1
    assert closed.status is TaskStatus.RESOLVED


def test_thanks_reopen_nothing(
    session: Session, closed: Task, mention: Make, praise: Verdict, now: datetime
) -> None:
    mention(session, verdict=praise, text="Ромашка всё вернула, спасибо")
    assert open_tasks(session, now + 2 * HOUR) == []
    assert closed.status is TaskStatus.RESOLVED


def edit(session: Session, text: str, when: datetime) -> Mention:
    """The author of the only mention changes the post."""
    mention = session.scalars(select(Mention)).one()
    changed = replace(mention.post.post, text=text)
    intake.receive(session, changed, intake.matcher(session), when)
    session.refresh(mention)
    return mention


def test_an_edited_post_is_judged_again_and_reopens(
    session: Session, closed: Task, complaint: Verdict, now: datetime
) -> None:
    changed = edit(session, "Ромашка так и не вернула деньги", now + 2 * HOUR)
    assert changed.judge is None
    assert reopen(session, now + 3 * HOUR) == []
    assess.record(session, changed, complaint, "test-1", None, now)
    session.flush()
    assert reopen(session, now + 3 * HOUR) == [closed]
    assert (closed.status, closed.reason) == (TaskStatus.NEW, "the author changed the post")
    assert reopen(session, now + 4 * HOUR) == []


def test_an_edit_into_praise_reopens_nothing(
    session: Session, closed: Task, praise: Verdict, now: datetime
) -> None:
    changed = edit(session, "Ромашка всё исправила, спасибо!", now + 2 * HOUR)
    assess.record(session, changed, praise, "test-1", None, now)
    session.flush()
    assert reopen(session, now + 3 * HOUR) == []


def test_a_persons_verdict_survives_an_edit(
    session: Session,
    mention: Make,
    person: Callable[..., Person],
    post: Post,
    praise: Verdict,
    now: datetime,
) -> None:
    made = mention(session)
    assess.record(session, made, praise, assess.PERSON, person(session), now)
    session.flush()
    assert edit(session, "Ромашка, другой текст", now + HOUR).judge == assess.PERSON
