"""Posts that a feed showed at the last visit are handed over again only when they say more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.ask import Ask
from crawlers.shown import MOST, join, marks
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
    found, shown = ask(join(marks([OLD], NOW))).news(posts, NOW + later)

    assert found == news
    assert shown == join(marks(posts, NOW + later))


def test_a_first_visit_and_pages_of_other_kinds_hand_over_all() -> None:
    assert ask(None).news([OLD], NOW)[0] == [OLD]
    assert ask(join(marks([OLD], NOW)), "forum").news([OLD], NOW) == ([OLD], None)


def test_an_endless_feed_is_remembered_in_part() -> None:
    posts = [replace(OLD, url=f"{URL}/{n}", text="\ud800") for n in range(MOST + 1)]

    assert ask(join(marks(posts, NOW))).news(posts, NOW)[0] == posts[MOST:]
