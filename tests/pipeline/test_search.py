"""Lists of tasks and mentions: each filter, and pages that show everything once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from classifier.verdict import Sentiment, Verdict
from pipeline import assess, followup, intake, mention_search, search
from pipeline.database import Database
from pipeline.mention_search import MentionFilter, find_mentions, search_mentions
from pipeline.model import BrandRow, Mention
from pipeline.noise import Noise
from pipeline.post import Channel, Post
from pipeline.search import About, TaskFilter
from pipeline.states import OPEN, TaskStatus
from pipeline.watch import Brand

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
COMPLAINT = Verdict(Sentiment.NEGATIVE, 0.9, 0.08, 0.02, complaint=True, p_complaint=0.95)
TEXTS = (
    "Ромашка не везёт заказ",
    "Ромашка и Василёк не везут заказы",  # two brands: two mentions of one post
    "Ромашка молчит",
    "Заказала Ромашку: заказ разбит",
    "Василёк потерял заказ",
)


@pytest.fixture
def town(any_database: Database) -> Database:
    """Six mentions of two brands, each with a task; a post a day, found in that order."""
    with any_database.writing() as session:
        session.add(BrandRow(brand=Brand("Ромашка", "ромашка")))
        session.add(BrandRow(brand=Brand("Василёк", "василёк")))
        session.flush()
        matcher = intake.matcher(session)
        for number, text in enumerate(TEXTS):
            channel = Channel.FORUM if number % 2 else Channel.REVIEW
            at = NOW + timedelta(days=number)
            url = f"https://a.example/{number}"
            post = Post("a", channel, url, text, author=f"имя{number}", published=at, language="ru")
            intake.receive(session, post, matcher, at + timedelta(hours=1))
        for mention in session.query(Mention).order_by(Mention.id):
            assess.record(session, mention, COMPLAINT, "test", None, NOW)
        session.flush()
        followup.open_tasks(session, NOW + timedelta(days=9))
    return any_database


def days(first: int, last: int) -> About:
    return About(since=NOW + timedelta(days=first - 1), until=NOW + timedelta(days=last))


FILTERS = [
    (About(), [1, 2, 2, 3, 4, 5]),
    (About(text="заказом"), [1, 2, 2, 4, 5]),
    (About(text="заказ ромашки"), [1, 2, 2, 4]),
    (About(text="почта"), []),
    (About(brand=2), [2, 5]),
    (About(brand=2, text="заказ"), [2, 5]),
    (About(channel=Channel.FORUM), [2, 2, 4]),
    (About(channel=Channel.FORUM, text="заказ", brand=1), [2, 4]),
    (About(language="de"), []),
    (days(1, 2), [1, 2, 2]),
    (replace(days(1, 4), text="заказ"), [1, 2, 2, 4]),
    (replace(days(3, 9), until=None), [3, 4, 5]),
    (days(400, 402), []),
    (replace(days(400, 402), until=None), []),
]


@pytest.mark.parametrize(("about", "posts"), FILTERS)
def test_pages_of_mentions_show_each_once(
    town: Database, about: About, posts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mention_search, "BATCH", 2)
    wanted, found, before = MentionFilter(about), list[Mention](), None
    with town.reading() as session:
        while page := search_mentions(session, wanted, before, limit=1).mentions:
            found += page
            before = page[-1].id

        assert [mention.post_id for mention in found] == sorted(posts, reverse=True)
        assert len({mention.id for mention in found}) == len(found)
        assert find_mentions(session, wanted) == found
        read = mention_search.read_mentions(town, wanted, lambda mention: mention.id)
        assert list(read) == [mention.id for mention in found]
        assert search_mentions(session, wanted).counted.shown == len(posts)


@pytest.mark.parametrize(("about", "posts"), FILTERS)
def test_tasks_are_found_and_counted(town: Database, about: About, posts: list[int]) -> None:
    wanted = TaskFilter(OPEN, about=about)
    with town.reading() as session:
        found = search.search_tasks(session, wanted)

        assert sorted(task.mention.post_id for task in found.tasks) == posts
        assert found.counts == search.count_tasks(session, wanted)
        assert found.counts.awake.get(TaskStatus.NEW, 0) == len(posts)


def test_noise_is_left_out_and_counted(town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.writing() as session:
        session.get_one(Mention, 1).noise = Noise.AD
    with town.reading() as session:
        for about in (About(), About(text="заказ")):
            counted = search_mentions(session, MentionFilter(about)).counted
            assert (counted.shown, counted.left_out, counted.whole) == (
                5 - bool(about.text),
                1,
                True,
            )
        monkeypatch.setattr(mention_search, "MOST", 3)
        monkeypatch.setattr(mention_search, "EXAMINED", 3)
        for about in (About(), About(text="заказ")):
            found = search_mentions(session, MentionFilter(about), limit=4)
            assert (found.counted.shown, found.counted.whole) == (len(found.mentions), False)
