from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pipeline import desk, surveys
from pipeline.database import Database
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.opinions import Opinion, Score, scores
from pipeline.people_model import Person
from pipeline.reports.satisfaction import (
    satisfaction,
    satisfaction_by_brand,
    satisfaction_by_person,
    satisfaction_by_theme,
)
from pipeline.reports.scope import Asked
from pipeline.surveys import Link, SurveyError
from pipeline.task_model import Task

DAY = timedelta(days=1)


@pytest.fixture
def session(brands: Database) -> Iterator[Session]:
    with brands.reading() as opened:
        yield opened


@pytest.fixture
def task(
    session: Session, mention: Callable[..., Mention], person: Callable[..., Person], now: datetime
) -> Task:
    mention(session, language="kk")
    (opened,) = open_tasks(session, now)
    desk.resolve(session, opened, person(session), "refund", now)
    return opened


def asked(session: Session, task: Task, now: datetime) -> str:
    return surveys.token_of(session, surveys.ask(session, task, None, now))


def test_a_customer_answers_once(session: Session, task: Task, now: datetime) -> None:
    token = asked(session, task, now)
    assert surveys.find(session, token, now).language == "kk"
    said = surveys.answer(session, token, Opinion(5, 6, 9, " спасибо\x00 "), now + DAY)
    assert (said.satisfaction, said.effort, said.recommend, said.said) == (5, 6, 9, "спасибо")
    with pytest.raises(SurveyError, match="answered already"):
        surveys.answer(session, token, Opinion(1), now + DAY)
    with pytest.raises(SurveyError, match="answered already"):
        surveys.ask(session, task, None, now + DAY)
    session.flush()
    told = [(change.before, change.after) for change in task.changes if change.what == "survey"]
    assert told == [(None, "asked"), ("asked", "5 6 9")]


def test_the_reports_count_what_was_answered(session: Session, task: Task, now: datetime) -> None:
    surveys.answer(session, asked(session, task, now), Opinion(5, 6, 9), now)

    csat = (1.0, pytest.approx(0.2065, abs=1e-4), 1.0)
    cells = (1, 1, 1.0, *csat, 6.0, 1, 7, 1.0, -1, 1)
    names = {
        satisfaction: "forum",
        satisfaction_by_brand: "Ромашка",
        satisfaction_by_theme: "delivery",
        satisfaction_by_person: "Anna",  # who closed it
    }
    for report, name in names.items():
        assert list(report(session, Asked()).rows[0]) == [name, *cells]


def test_asking_again_keeps_the_link_and_changes_its_language(
    session: Session, task: Task, now: datetime
) -> None:
    first = asked(session, task, now)
    again = surveys.ask(session, task, None, now + DAY, "de")
    assert surveys.token_of(session, again) == first
    assert surveys.find(session, first, now).language == "de"


def test_a_new_link_replaces_the_expired_one(session: Session, task: Task, now: datetime) -> None:
    old = asked(session, task, now)
    new = asked(session, task, now + surveys.LIFE)
    assert surveys.look(session, old, now) == (None, Link.UNKNOWN)
    assert surveys.find(session, new, now + surveys.LIFE).task_id == task.id


def test_a_link_expires_and_none_can_be_made_up(
    session: Session, task: Task, now: datetime
) -> None:
    with pytest.raises(SurveyError, match="not known"):
        surveys.find(session, "guess", now)
    token = asked(session, task, now)
    with pytest.raises(SurveyError, match="expired"):
        surveys.find(session, token, now + surveys.LIFE)
    for made_up in ("\ud800guess", "", token[:-1], token[::-1], "A" * 10_000):
        with pytest.raises(SurveyError, match="not known"):
            surveys.find(session, made_up, now)


@pytest.mark.parametrize(
    ("opinion", "problem"),
    [
        (Opinion(satisfaction=6), "6 is not on the scale from 1 to 5"),
        (Opinion(effort=0), "0 is not on the scale from 1 to 7"),
        (Opinion(recommend=11), "11 is not on the scale from 0 to 10"),
        (Opinion(said="  "), "nothing was answered"),
    ],
)
def test_what_is_no_answer(
    session: Session, task: Task, now: datetime, opinion: Opinion, problem: str
) -> None:
    token = asked(session, task, now)
    with pytest.raises(SurveyError, match=problem):
        surveys.answer(session, token, opinion, now)


def test_nobody_is_asked_about_an_open_task(
    session: Session, mention: Callable[..., Mention], now: datetime
) -> None:
    mention(session)
    (task,) = open_tasks(session, now)
    with pytest.raises(SurveyError, match="still open"):
        surveys.ask(session, task, None, now)


def test_scores_are_counted_the_standard_way() -> None:
    opinions = [
        Opinion(satisfaction=5, effort=7, recommend=10),
        Opinion(satisfaction=4, effort=4, recommend=9),
        Opinion(satisfaction=3, recommend=8),
        Opinion(satisfaction=1, effort=1, recommend=6),
        Opinion(said="ничего"),
    ]
    told = scores(opinions)
    assert (told.answers, told.csat.value, told.ces.value, told.nps.value) == (5, 0.5, 4.0, 0.25)
    assert told.csat.low == pytest.approx(0.15, abs=0.01)
    assert (told.ces.low, told.ces.high) == pytest.approx((1.0, 7.0), abs=0.6)
    assert scores([]).nps == Score()


@pytest.mark.parametrize(
    ("answers", "low", "high"),
    [([10], -1, 1), ([10, 10, 10], 1, 1), ([10, 0], -1, 1), ([9, 10, 8, 7, 9, 3], -0.5, 1)],
)
def test_the_interval_of_nps_stays_on_its_scale(
    answers: list[int], low: float, high: float
) -> None:
    told = scores([Opinion(recommend=answer) for answer in answers]).nps
    assert told.low is not None
    assert told.high is not None
    assert low <= told.low <= told.high <= high
