"""Posts that are deleted: what each kind says of them, and whole crawls that notice."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crawlers.decode import open_page
from crawlers.kinds import gone_of, read_as
from crawlers.page import Page
from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.visit_model import PageState
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web, lost

Run = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
COMMENT = {"created_utc": 1700000000, "link_id": "t3_abc", "author": "anna"}
VK = {"date": 1700000000, "from_id": 5, "owner_id": -7}
DISCOURSE = {"topic_slug": "tea", "topic_id": 9, "username": "anna"}
STREAMS = {"@context": "https://www.w3.org/ns/activitystreams"}
SOCIAL = "https://social.example"


def page_of(kind: str, body: Any, url: str, source_url: str) -> Page:
    source = Source("s", kind, Channel.SOCIAL, source_url)
    data = body if isinstance(body, str) else json.dumps(body)
    kinds = "text/html" if isinstance(body, str) else "application/json"
    return open_page(data.encode(), url, kinds, source, NOW)


@pytest.mark.parametrize(
    ("kind", "url", "body", "gone", "kept"),
    [
        (
            "reddit",
            "https://oauth.reddit.com/comments/abc",
            {
                "kind": "Listing",
                "data": {
                    "children": [
                        {"kind": "t1", "data": COMMENT | {"id": "c1", "body": "[deleted]"}},
                        {"kind": "t1", "data": COMMENT | {"id": "c2", "body": "Tea"}},
                    ]
                },
            },
            ["https://www.reddit.com/comments/abc/_/c1/"],
            1,
        ),
        (
            "vk",
            "https://api.vk.com/method/wall.getComments?owner_id=-7&post_id=3",
            {
                "response": {
                    "items": [
                        VK | {"id": 4, "post_id": 3, "text": "", "deleted": True},
                        VK | {"id": 5, "post_id": 3, "text": "Tea"},
                    ]
                }
            },
            ["https://vk.com/wall-7_3?reply=4"],
            1,
        ),
        (
            "bluesky",
            "https://public.api.bsky.app/xrpc/app.bsky.unspecced.getPostThreadV2?anchor=x",
            {
                "thread": [
                    {
                        "uri": "at://did:plc:b/app.bsky.feed.post/2",
                        "depth": 1,
                        "value": {"$type": "app.bsky.unspecced.defs#threadItemNotFound"},
                    }
                ]
            },
            ["https://bsky.app/profile/did:plc:b/post/2"],
            0,
        ),
        (
            "vk",
            "https://api.vk.com/method/wall.getById?posts=-7_3&v=5.199",
            {"response": {"items": []}},
            ["https://vk.com/wall-7_3"],
            0,
        ),
        (
            "vk",
            "https://api.vk.com/method/wall.getComment?owner_id=-7&comment_id=4&post_id=3",
            {"response": {"items": []}},
            ["https://vk.com/wall-7_3?reply=4"],
            0,
        ),
        (
            "hackernews",
            "https://hn.algolia.com/api/v1/items/1",
            {
                "id": 1,
                "type": "story",
                "created_at_i": 1700000000,
                "author": "anna",
                "title": "Tea",
                "children": [
                    {"id": 2, "type": "comment", "author": None, "text": None, "parent_id": 1}
                ],
            },
            ["https://news.ycombinator.com/item?id=2"],
            1,
        ),
        (
            "activitypub",
            f"{SOCIAL}/users/anna/statuses/12",
            STREAMS | {"id": f"{SOCIAL}/users/anna/statuses/12", "type": "Tombstone"},
            [f"{SOCIAL}/users/anna/statuses/12", f"{SOCIAL}/@anna/12"],
            0,
        ),
        (
            "activitypub",
            f"{SOCIAL}/users/anna/outbox",
            STREAMS
            | {
                "type": "OrderedCollection",
                "orderedItems": [{"type": "Delete", "object": f"{SOCIAL}/o/5"}],
            },
            [f"{SOCIAL}/o/5", f"{SOCIAL}/o/5"],
            0,
        ),
        (
            "bluesky",
            "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread",
            {
                "thread": {
                    "$type": "app.bsky.feed.defs#notFoundPost",
                    "uri": "at://did:plc:x/app.bsky.feed.post/3k",
                    "notFound": True,
                }
            },
            ["https://bsky.app/profile/did:plc:x/post/3k", "https://source.example/post/3k"],
            0,
        ),
        (
            "telegram",
            "https://t.me/teahouse/17?embed=1",
            '<div class="tgme_widget_message_error">Post not found</div>',
            ["https://t.me/teahouse/17"],
            0,
        ),
        (
            "forum",
            "https://talk.example/t/tea/9.json",
            {
                "post_stream": {
                    "posts": [
                        DISCOURSE | {"post_number": 1, "cooked": "<p>Tea</p>"},
                        DISCOURSE | {"post_number": 2, "cooked": "(gone)", "user_deleted": True},
                    ]
                }
            },
            ["https://talk.example/t/tea/9/2"],
            1,
        ),
        ("feed", "https://blog.example/feed", "<rss version='2.0'><channel/></rss>", [], 0),
    ],
)
def test_what_a_page_says_is_deleted(
    kind: str, url: str, body: Any, gone: list[str], kept: int
) -> None:
    page = page_of(kind, body, url, "https://source.example/post/3k")

    assert gone_of(kind, page) == gone
    assert len(list(read_as(kind, page))) == kept


def thread(*numbers: int, name: str = "tea.5") -> Reply:
    posts = "".join(
        f'<article class="message" data-content="post-{n}" data-author="Anna {n}" '
        f'id="js-post-{n}"><div class="message-attribution"><a href="/threads/{name}/post-{n}">'
        f'<time class="u-dt" datetime="2026-11-20T10:{n % 60:02}:00Z">x</time></a></div>'
        f'<div class="message-body"><div class="bbWrapper">Kettle number {n}</div></div></article>'
        for n in numbers
    )
    return Reply(f"<html><title>Tea</title><body><h1>Tea</h1>{posts}</body></html>")


def test_a_crawl_notices_what_is_no_longer_there(web: Web, otklik: Run, database: Database) -> None:
    article = Reply(
        '<meta property="og:type" content="article"><article><h1>The kettle that leaks</h1>'
        f"<p>{'The kettle leaks and nobody answers. ' * 20}</p></article>"
    )
    web.pages |= {"/threads/tea.5/": thread(301, 302, 303, 304, 305), "/a/1": article}
    made = [
        Source("forum", "forum", Channel.FORUM, f"{web.url}/threads/tea.5/"),
        Source("news", "article", Channel.NEWS, f"{web.url}/a/1"),
    ]
    with database.writing() as session:
        session.add_all(SourceRow(source=source, due=None) for source in made)
    otklik("crawl", allow=[web.host])

    web.pages |= {"/threads/tea.5/": thread(301, 302, 304, 305), "/a/1": Reply("gone", 410)}
    otklik("crawl", "--now", allow=[web.host])

    with database.reading() as session:
        rows = {row.post.url.rpartition("/")[2]: row for row in session.scalars(select(PostRow))}
        assert {name for name, row in rows.items() if row.deleted} == {"post-303", "1"}
        assert rows["post-303"].latest_text == "Kettle number 303"

    web.pages |= {"/threads/tea.5/": thread(301, 302, 303, 304, 305), "/a/1": article}
    otklik("crawl", "--now", allow=[web.host])

    with database.reading() as session:
        assert not [row for row in session.scalars(select(PostRow)) if row.deleted]


def front(*names: str) -> Reply:
    threads = "".join(
        f'<div class="structItem-title"><a href="/threads/{name}/">About {name}</a></div>'
        for name in names
    )
    return Reply(f"<html><body>{threads}</body></html>")


def channel(*numbers: int) -> Reply:
    return Reply(
        "".join(
            f'<div class="tgme_widget_message" data-post="teahouse/{n}">'
            f'<div class="js-message_text">Kettle {n}</div></div>'
            for n in numbers
        )
    )


def test_threads_that_are_lost_and_messages_that_are_left_out(
    web: Web, otklik: Run, database: Database
) -> None:
    made = [
        Source("forum", "forum", Channel.FORUM, f"{web.url}/forum/"),
        Source("channel", "telegram", Channel.MESSENGER, f"{web.url}/teahouse"),
    ]
    with database.writing() as session:
        session.add_all(SourceRow(source=source, due=None) for source in made)
    web.pages |= {
        "/forum/": front("tea.5", "soup.6", "milk.7"),
        "/threads/tea.5/": thread(301, 302),
        "/threads/soup.6/": thread(401, 402, name="soup.6"),
        "/threads/milk.7/": thread(501, name="milk.7"),
        "/s/teahouse": channel(11, 12, 13, 14, 15),
    }
    otklik("crawl", allow=[web.host])

    web.pages |= {
        "/forum/": front("milk.7", "jam.8"),
        "/threads/tea.5/": Reply("gone", 404),
        "/threads/soup.6/": Reply("", 302, {"Location": "/login/?return=soup"}),
        "/threads/milk.7/": Reply("", 403),
        "/login/": Reply("<form>Your name</form>"),
        "/s/teahouse": channel(11, 12, 15),
        "/teahouse/13?embed=1": Reply('<div class="tgme_widget_message_error">Not found</div>'),
        "/teahouse/14?embed=1": channel(14),
    }
    for age in (timedelta(), timedelta(days=1)):
        with database.writing() as session:
            for row in session.scalars(select(PageState)):
                row.again = row.again and NOW - timedelta(days=400)
                row.missed = row.missed and row.missed - age
        otklik("crawl", "--now", allow=[web.host])
        if not age:
            assert lost(database) == {"teahouse/13"}

    threads = {f"threads/tea.5/post-{n}" for n in (301, 302)}
    walled = {f"threads/soup.6/post-{n}" for n in (401, 402)}
    assert lost(database) == {"teahouse/13"} | threads | walled
    with database.reading() as session:
        states = {row.url: row for row in session.scalars(select(PageState))}
    ended = {url.rpartition(web.host)[2] for url, row in states.items() if row.again is None}
    assert {"/threads/tea.5/", "/threads/soup.6/", "https://t.me/teahouse/13"} <= ended
    assert states[f"{web.url}/threads/milk.7/"].missed is None
