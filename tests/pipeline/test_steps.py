from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from classifier.words import WordsJudge
from pipeline.database import Database
from pipeline.model import Mention
from pipeline.steps import BATCH, judge_all, open_all
from pipeline.task_model import Task

Make = Callable[..., Mention]
TEXT = "Ромашка — ужас, обманули и не вернули деньги, заказ номер {} так и не привезли."


def fill(database: Database, mention: Make, number: int) -> None:
    with database.writing() as session:
        for order in range(number):
            mention(session, verdict=None, text=TEXT.format(order), language="ru")


def test_all_are_judged_and_followed_up(any_brands: Database, mention: Make) -> None:
    fill(any_brands, mention, BATCH + 3)
    assert list(judge_all(any_brands, WordsJudge())) == [BATCH, 3]
    assert list(judge_all(any_brands, WordsJudge())) == []
    assert sum(open_all(any_brands)) == BATCH + 3
    assert list(open_all(any_brands)) == []
    with any_brands.reading() as session:
        assert len(session.scalars(select(Task.id)).all()) == BATCH + 3


def test_a_limit_is_kept(brands: Database, mention: Make, now: datetime) -> None:
    fill(brands, mention, 5)
    assert list(judge_all(brands, WordsJudge(), limit=2)) == [2]
    with brands.reading() as session:
        waiting = session.scalars(select(Mention.id).where(Mention.judge.is_(None)))
        assert len(waiting.all()) == 3
