from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline import intake, trial
from pipeline.database import Database
from pipeline.forms import propose
from pipeline.matching import Matcher
from pipeline.post import Post
from pipeline.query import QueryError, parse
from pipeline.trial import SAMPLES, Example, count_forms, failing, find

TEXTS = ["Ромашка плоха", "Ромашка хороша", "В рамашке обманули", "Полевая ромашка", "Ничего"]


@pytest.fixture
def posts(post: Post) -> list[Post]:
    return [replace(post, url=f"https://x.example/{text}", text=text) for text in TEXTS]


def test_a_query_of_no_brand_only_finds(posts: list[Post]) -> None:
    found = find(posts * 10, "ромашка")
    assert (found.looked_at, found.gained.posts, found.lost.posts) == (50, 30, 0)
    assert len(found.gained.samples) == SAMPLES
    with pytest.raises(QueryError):
        find(posts, "(ромашка")


def test_forms_are_counted_in_stored_posts(
    any_database: Database, posts: list[Post], now: datetime
) -> None:
    with any_database.writing() as session:
        for days, post in enumerate(posts):
            intake.receive(session, post, Matcher.of([]), now - timedelta(days=days))
        since = now - timedelta(days=3, hours=1)
        assert [it.text for it in trial.stored(session, since)] == TEXTS[:4]
        counted = count_forms(trial.stored(session, since), propose("Рамашка"))
    assert [(form.text, hits.posts) for form, hits in counted if hits.posts] == [("рамашке", 1)]


def test_examples_a_query_gets_wrong() -> None:
    examples = [Example("Ромашка", True), Example("полевая ромашка", False), Example("мак", True)]
    assert failing(parse("ромашка"), examples) == examples[1:]
    assert failing(parse("ромашка -полевая OR мак"), examples) == []
