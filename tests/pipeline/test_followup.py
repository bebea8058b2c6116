import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from classifier.thresholds import Band
from classifier.verdict import Sentiment, Verdict
from pipeline import assess, corrections, desk, followup, incidents, intake
from pipeline.database import Database, open_database
from pipeline.followup import needs_answer, open_tasks
from pipeline.model import Assessment, BrandRow, Incident, Mention, PostRow
from pipeline.people_model import Person
from pipeline.post import Post
from pipeline.states import TaskStatus
from pipeline.surroundings import read_same_text
from pipeline.task_model import Task, TaskChange
from pipeline.watch import Brand

Make = Callable[..., Mention]
NEGATIVE, NEUTRAL = Sentiment.NEGATIVE, Sentiment.NEUTRAL


@pytest.mark.parametrize(
    ("complaint", "sentiment", "p_negative", "competitor", "backfill", "needed"),
    [
        (True, NEUTRAL, 0.1, False, False, True),
        (False, NEGATIVE, followup.CLEARLY_NEGATIVE, False, False, True),
        (False, NEGATIVE, followup.CLEARLY_NEGATIVE - 0.01, False, False, False),
        (False, NEUTRAL, 0.9, False, False, False),
        (True, NEGATIVE, 0.9, True, False, False),
        (True, NEGATIVE, 0.9, False, True, False),
    ],
)
def test_who_needs_an_answer(
    complaint: bool,
    sentiment: Sentiment,
    p_negative: float,
    competitor: bool,
    backfill: bool,
    needed: bool,
) -> None:
    assert needed is needs_answer(
        complaint=complaint,
        sentiment=sentiment,
        p_negative=p_negative,
        competitor=competitor,
        backfill=backfill,
    )


def test_a_complaint_opens_one_task(any_brands: Database, mention: Make, now: datetime) -> None:
    with any_brands.writing() as session:
        made = mention(session, stars=1.0)
        (task,) = open_tasks(session, now)
        assert (task.mention_id, task.status, task.opened) == (made.id, TaskStatus.NEW, now)
        assert task.why == ["low stars: 1 of 5"]
        assert open_tasks(session, now) == []
        (change,) = session.scalars(select(TaskChange)).all()
        assert (change.what, change.before, change.after) == ("status", None, "new")


@pytest.mark.parametrize(
    ("p", "judge", "opened"),
    [(0.3, "model 1", 1), (0.1, "model 1", 0), (0.3, assess.PERSON, 0)],
)
def test_where_the_judge_is_unsure_a_person_decides(
    brands: Database, mention: Make, now: datetime, p: float, judge: str, opened: int
) -> None:
    with brands.writing() as session:
        found = mention(session, Verdict(NEUTRAL, 0.2, 0.6, 0.2, complaint=False, p_complaint=p))
        found.judge = judge

        tasks = followup.open_tasks_for(session, [found], now, Band(0.2, 0.8))

        assert len(tasks) == opened
        assert [task.why for task in tasks] == [["a person decides: 30%"]] * opened


def test_praise_competitors_and_history_open_none(
    brands: Database, mention: Make, praise: Verdict, now: datetime
) -> None:
    with brands.writing() as session:
        mention(session, verdict=praise)
        mention(session, text="Василёк опоздал на три дня, ужас")
        mention(session).backfill = True
        mention(session, verdict=None)
        assert open_tasks(session, now) == []


def test_reposts_share_a_task(any_brands: Database, mention: Make, now: datetime) -> None:
    with any_brands.writing() as session:
        mention(session)
        (task,) = open_tasks(session, now)
        repost = mention(session, author="Пётр")
        assert open_tasks(session, now) == []
        assert repost.incident_id == task.incident_id
        session.expire(task)
        assert [change.what for change in task.changes] == ["status", "repeat"]
        assert task.changes[-1].after == repost.post.post.url


def test_a_text_met_long_after_is_another_event(
    any_brands: Database, mention: Make, now: datetime
) -> None:
    later = now + incidents.OPEN_FOR + timedelta(days=1)
    with any_brands.writing() as session:
        mention(session)
        (task,) = open_tasks(session, now)
        mention(session, author="Пётр")
        (other,) = open_tasks(session, later)
        repost = mention(session, author="Глеб")
        assert open_tasks(session, later) == []
        assert task.incident_id != other.incident_id == repost.incident_id


@pytest.mark.parametrize(
    ("reason", "more", "author", "days", "new"),
    [
        ("", "", "Пётр", 1, False),  # nobody closed it
        ("refunded", "", "Пётр", 1, True),  # somebody else, whom nobody answered
        ("refunded", " срочно", "Пётр", 1, True),  # in nearly the same words
        ("refunded", "", "Пётр", -1, True),  # likewise, only found late
        ("refunded", "", "Ольга", 1, True),  # the author is not content
        ("refunded", "", "Ольга", -1, False),  # had posted it elsewhere, too
        ("answered elsewhere", "", "Пётр", 1, True),
        ("spam", "", "Пётр", 1, False),  # it is that whoever copies it
        ("not a complaint", " срочно", "Пётр", 1, False),
    ],
)
def test_a_text_met_after_its_task_was_closed(
    brands: Database,
    mention: Make,
    now: datetime,
    reason: str,
    more: str,
    author: str,
    days: int,
    new: bool,
) -> None:
    text = "Третий день жду заказ Ромашки, курьер не приехал, поддержка молчит, деньги не вернули"
    with brands.writing() as session:
        mention(session, text=text, author="Ольга", thread=None)
        closed = now - timedelta(days=5)
        (task,) = open_tasks(session, closed)
        if reason == "refunded":
            desk.resolve(session, task, None, reason, closed)
        elif reason:
            desk.dismiss(session, task, None, reason, closed)
        published = closed + timedelta(days=days)
        copy = mention(session, text=text + more, author=author, published=published, thread=None)
        opened = open_tasks(session, now)

        assert [one.mention for one in opened] == ([copy] if new else [])
        assert (copy.incident_id == task.incident_id) is not new
        if new and not more:
            assert read_same_text(session, task) == opened
            assert read_same_text(session, opened[0]) == [task]


def test_a_text_that_spreads_grows_urgent(brands: Database, mention: Make, now: datetime) -> None:
    with brands.writing() as session:
        mention(session)
        (task,) = open_tasks(session, now)
        before = task.priority
        for author in ("Пётр", "Глеб", "Мира"):
            mention(session, author=author)
        assert open_tasks(session, now) == []
        assert task.why == ["spreading: 3 more posts"]
        assert task.priority > before
        told = [(it.before, it.after) for it in task.changes if it.what == "priority"]
        assert told == [(str(before), str(task.priority))]


def test_short_texts_alike_are_different_events(
    brands: Database, mention: Make, now: datetime
) -> None:
    with brands.writing() as session:
        mention(session, text="Ромашка, ужас!")
        mention(session, text="Ромашка, ужас!")
        assert len(open_tasks(session, now)) == 2


def test_a_verdict_set_right_opens_a_task(
    brands: Database,
    mention: Make,
    person: Callable[..., Person],
    praise: Verdict,
    now: datetime,
) -> None:
    with brands.writing() as session:
        made = mention(session, verdict=praise)
        assert open_tasks(session, now) == []
        corrections.correct(session, made, person(session), now, complaint=True)
        assert len(open_tasks(session, now)) == 1
        corrections.correct(session, made, person(session, "boris"), now, sentiment=NEUTRAL)
        assert open_tasks(session, now) == []


def test_many_processes_open_each_task_once(
    any_brands: Database, mention: Make, now: datetime
) -> None:
    with any_brands.writing() as session:
        for number in range(12):
            mention(session, text=f"Ромашка не привезла мне вовремя заказ номер {number % 4}")

    def work(_: int) -> int:
        with any_brands.writing() as session:
            return len(open_tasks(session, now, limit=3))

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(work, range(8))) == 4


STEPS = st.lists(st.sampled_from(["receive", "assess", "follow up"]), max_size=12)


@given(steps=STEPS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_steps_ran_the_outcome_is_the_same(
    steps: list[str], empty_file: Path, post: Post, complaint: Verdict, now: datetime
) -> None:
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{shutil.copy(empty_file, folder)}")
        with database.writing() as session:
            session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        for step in [*steps, "receive", "assess", "follow up", *steps]:
            run(step, database, post, complaint, now)
        tables = (PostRow, Mention, Assessment, Incident, Task, TaskChange)
        with database.reading() as session:
            counts = [session.scalars(select(func.count()).select_from(it)).one() for it in tables]
        database.close()
    assert counts == [1] * len(tables)


def run(step: str, database: Database, post: Post, verdict: Verdict, now: datetime) -> None:
    with database.writing() as session:
        if step == "receive":
            intake.receive(session, post, intake.matcher(session), now)
        elif step == "assess":
            for waiting in assess.waiting(session, 10):
                assess.record(session, waiting, verdict, "test-1", None, now)
        else:
            open_tasks(session, now)
