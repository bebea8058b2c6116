"""Posts that a feed showed at the last visit are handed over again only when they say more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Response

from crawlers.ask import Ask
from crawlers.shown import MOST, join, marks, whole
from crawlers.source_spider import Follow
from crawlers.visit import State, Visit
from pipeline.post import Channel, Post
from pipeline.watch import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "http://blog.example/feed"
OLD = Post("blog", Channel.BLOG, "http://blog.example/1", "The kettle leaks", published=NOW)
NEW = replace(OLD, url="http://blog.example/2")


def ask(shown: bytes | None, kind: str = "feed") -> Ask:
    visit = Visit(Source("blog", kind, Channel.BLOG, URL), NOW)
    return Ask(visit, Follow(URL, lambda _: iter(())), State(URL, NOW, NOW, shown=shown), 0)


@pytest.mark.parametrize(
    ("posts", "later", "news"),
    [
        ([OLD], timedelta(hours=1), []),
        ([OLD, NEW], timedelta(hours=1), [NEW]),
        ([edited := replace(OLD, text="It leaks no more")], timedelta(), [edited]),
        ([told := replace(OLD, author="Anna")], timedelta(), [told]),
        ([OLD], timedelta(days=1), [OLD]),
    ],
)
def test_only_news_are_handed_over(posts: list[Post], later: timedelta, news: list[Post]) -> None:
    found, shown = ask(join(None, marks([OLD], NOW))).news(posts, NOW + later)

    assert found == news
    assert shown == marks(posts, NOW + later)


def test_a_first_visit_and_pages_of_other_kinds_hand_over_all() -> None:
    assert ask(None).news([OLD], NOW)[0] == [OLD]
    assert ask(join(None, marks([OLD], NOW)), "forum").news([OLD], NOW) == ([OLD], [])


@pytest.mark.parametrize(
    ("body", "later", "as_before"),
    [
        (b"<p>It leaks", timedelta(hours=1), True),
        (b"<p>It leaks!", timedelta(hours=1), False),
        (b"<p>It leaks", timedelta(days=1), False),  # once a day all is looked at again
    ],
)
def test_the_same_answer_once_more_is_known(body: bytes, later: timedelta, as_before: bool) -> None:
    met = ask(join(whole(b"<p>It leaks", NOW), marks([OLD], NOW)))
    answer, then = Response(URL, body=body), NOW + later

    assert met.is_as_before(answer, then) is as_before
    assert met.state is not None
    assert met.news([OLD], NOW)[0] == []
    for state in (
        met.state.in_full(),
        replace(met.state, missed=NOW),
        replace(met.state, resume=f"{URL}/2"),  # another page of the thread
    ):
        assert not replace(met, state=state).is_as_before(answer, then)
    assert not replace(met, pushed=True).is_as_before(answer, then)
    assert replace(met, state=met.state.in_full()).news([OLD], NOW)[0] == []


def test_an_endless_feed_is_remembered_in_part() -> None:
    posts = [replace(OLD, url=f"{URL}/{n}", text="\ud800") for n in range(MOST + 1)]

    assert ask(join(None, marks(posts, NOW))).news(posts, NOW)[0] == posts[MOST:]
