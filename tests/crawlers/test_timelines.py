"""Posts that timelines of Mastodon and Bluesky leave out."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.http import Response
from sqlalchemy import select

from crawlers.denial import find_refusal
from crawlers.spiders import open_spider
from crawlers.timelines import find_left_out
from pipeline import dedup
from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web, lost

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def toots(web: Web, *numbers: int) -> Reply:
    return Reply(json.dumps([toot_of(web, number) for number in numbers]))


def toot_of(web: Web, number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": f"2026-11-{number:02}T10:00:00.000Z",
        "content": f"<p>Kettle {number}</p>",
        "account": {"acct": "bo"},
        "url": f"{web.url}/@bo/{number}",
    }


def test_statuses_that_a_timeline_leaves_out_are_asked_for_one_by_one(
    web: Web, otklik: Run, database: Database
) -> None:
    statuses, there = "/api/v1/accounts/1/statuses?limit=40", "/api/v1/statuses/"
    web.pages["/api/v1/accounts/lookup?acct=bo"] = Reply('{"id": "1"}')
    web.pages[statuses] = toots(web, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    web.pages[f"{statuses}&max_id=1"] = Reply("[]")
    with database.writing() as session:
        source = Source("toots", "mastodon", Channel.SOCIAL, f"{web.url}/@bo")
        session.add(SourceRow(source=source, due=None))
    otklik("crawl", allow=[web.host])
    first = len(web.asked)

    boosted = toot_of(web, 2) | {"id": "88", "reblog": toot_of(web, 2)}
    web.pages |= {
        statuses: Reply(json.dumps([boosted, *(toot_of(web, n) for n in (5, 4, 3, 1))])),
        f"{there}9": Reply('{"error": "Record not found"}', 404),
        f"{there}8": Reply('{"error": "This method requires an authenticated user"}', 401),
        f"{there}7": Reply(json.dumps(toot_of(web, 7))),
        f"{there}6": Reply("", 503),
    }
    otklik("crawl", "--now", allow=[web.host])

    assert lost(database) == {"@bo/9"}
    asked = {each.path for each in web.asked[first:] if each.path.startswith(there)}
    assert asked == {f"{there}{number}" for number in (6, 7, 8, 9)}

    second = len(web.asked)
    otklik("crawl", "--now", allow=[web.host])
    assert not [each for each in web.asked[second:] if each.path.startswith(there)]
    web.pages[statuses] = toots(web, 9, 5, 4, 3, 1)  # its author had hidden all of them
    otklik("crawl", "--now", allow=[web.host])
    assert not lost(database)


def test_a_post_of_bluesky_is_asked_for_by_itself(database: Database) -> None:
    who = "https://bsky.app/profile/tea.example"
    source = Source("sky", "bluesky", Channel.SOCIAL, who)
    with database.writing() as session:
        for day in range(1, 8):
            published = NOW - timedelta(days=day)
            post = Post("sky", Channel.SOCIAL, f"{who}/post/3k{day}", "Tea", published=published)
            session.add(PostRow(post=post, key=dedup.key(post), found=NOW))
            last = post
        session.flush()
        feed = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=tea.example"
        posts = [row.post for row in session.scalars(select(PostRow)) if row.post.url[-1] in "2467"]
        alien = replace(last, url="https://bsky.app/profile/far.example/post/3k1")

        assert find_left_out(session, [*posts, alien], source, feed) == [
            f"{who}/post/3k{day}" for day in (3, 1)
        ]
        assert not find_left_out(session, posts, source, f"{feed}&cursor=2026")
        assert not find_left_out(session, [alien], source, feed)
        assert not find_left_out(
            session, posts, source, "https://api.bsky.app/xrpc/searchPosts?q=a"
        )

    asked = open_spider(source).again(f"{who}/post/3k1")
    assert (
        "getPostThread?uri=at%3A%2F%2Ftea.example%2Fapp.bsky.feed.post%2F3k1&depth=0" in asked.url
    )
    assert asked.post == asked.chain == f"{who}/post/3k1"


@pytest.mark.parametrize(
    ("kind", "status", "body", "gone"),
    [
        ("bluesky", 400, b'{"error":"NotFound","message":"Post not found: at://x"}', True),
        (
            "bluesky",
            400,
            b'{"error":"AccountDeactivated","message":"Account is deactivated"}',
            False,
        ),
        ("bluesky", 400, b'{"error":"InvalidRequest","message":"Unable to resolve handle"}', False),
        ("mastodon", 404, b'{"error":"Record not found"}', True),
        ("mastodon", 410, b"", True),
        ("mastodon", 401, b'{"error":"This method requires an authenticated user"}', False),
        ("mastodon", 403, b"", False),
        ("mastodon", 503, b"", False),
    ],
)
def test_a_closed_account_is_no_deletion(kind: str, status: int, body: bytes, gone: bool) -> None:
    answer = Response("https://a.example/1", status=status, body=body)
    refusal = find_refusal(answer, answer.url, kind, NOW)
    assert refusal is not None
    assert refusal.gone is gone
