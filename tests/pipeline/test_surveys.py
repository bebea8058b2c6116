from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pipeline import desk, surveys
from pipeline.database import Database
from pipeline.followup import open_tasks
from pipeline.model import Mention, Person, Task
from pipeline.reports.satisfaction import satisfaction
from pipeline.surveys import Opinion, Scores, SurveyError, scores

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


def test_a_customer_answers_once(session: Session, task: Task, now: datetime) -> None:
    token = surveys.ask(session, task, now)
    assert surveys.find(session, token, now).language == "kk"
    said = surveys.answer(session, token, Opinion(5, 6, 9, " спасибо\x00 "), now + DAY)
    assert (said.satisfaction, said.effort, said.recommend, said.said) == (5, 6, 9, "спасибо")
    with pytest.raises(SurveyError, match="answered already"):
        surveys.answer(session, token, Opinion(1), now + DAY)
    with pytest.raises(SurveyError, match="answered already"):
        surveys.ask(session, task, now + DAY)
    assert satisfaction(session, None, None, None).rows == (("forum", 1, 1, 1.0, 6.0, 1.0),)


def test_a_new_link_replaces_the_old(session: Session, task: Task, now: datetime) -> None:
    old, new = surveys.ask(session, task, now), surveys.ask(session, task, now)
    with pytest.raises(SurveyError, match="replaced by a newer one"):
        surveys.find(session, old, now)
    assert surveys.find(session, new, now).task_id == task.id


def test_a_link_expires_and_none_can_be_made_up(
    session: Session, task: Task, now: datetime
) -> None:
    token = surveys.ask(session, task, now)
    with pytest.raises(SurveyError, match="expired"):
        surveys.find(session, token, now + surveys.LIFE)
    with pytest.raises(SurveyError, match="not known"):
        surveys.find(session, "\ud800guess", now)


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
    token = surveys.ask(session, task, now)
    with pytest.raises(SurveyError, match=problem):
        surveys.answer(session, token, opinion, now)


def test_nobody_is_asked_about_an_open_task(
    session: Session, mention: Callable[..., Mention], now: datetime
) -> None:
    mention(session)
    (task,) = open_tasks(session, now)
    with pytest.raises(SurveyError, match="still open"):
        surveys.ask(session, task, now)


def test_scores_are_counted_the_standard_way() -> None:
    opinions = [
        Opinion(satisfaction=5, effort=7, recommend=10),
        Opinion(satisfaction=4, effort=4, recommend=9),
        Opinion(satisfaction=3, recommend=8),
        Opinion(satisfaction=1, effort=1, recommend=6),
        Opinion(said="ничего"),
    ]
    assert scores(opinions) == Scores(answers=5, csat=2 / 4, ces=4.0, nps=1 / 4)
    assert scores([]) == Scores(0, None, None, None)
