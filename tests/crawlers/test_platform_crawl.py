"""Crawls of platforms: two servers of the fediverse on loopback, and whom robots.txt is about."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy import select

from crawlers.politeness import RobotsMiddleware
from crawlers.settings import scrapy_settings
from crawlers.trouble import RobotsRefused
from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel, Post
from pipeline.settings import Settings
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.crawlers.conftest import Asked, Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]


def toot(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": "2026-11-20T10:00:00.000Z",
        "content": f"<p>{text}</p>",
        "account": {"acct": "bo@home.example"},
        "url": f"https://home.example/@bo/{number}",
        "reblog": None,
    } | more


def watch(database: Database, *urls: str) -> None:
    with database.writing() as session:
        for number, url in enumerate(urls):
            source = Source(f"toots-{number}", "mastodon", Channel.SOCIAL, url)
            session.add(SourceRow(source=source, due=None))


def posts(database: Database) -> list[Post]:
    with database.reading() as session:
        return sorted((row.post for row in session.scalars(select(PostRow))), key=lambda it: it.url)


def test_what_reaches_us_through_two_servers_is_one_post(
    open_web: Callable[[], Web], otklik: Run, database: Database
) -> None:
    home, far = open_web(), open_web()

    def timeline(asked: Asked) -> Reply:
        if asked.headers.get("authorization") != "Bearer key":
            return Reply(json.dumps({"error": "This method requires an authenticated user"}), 401)
        return Reply(json.dumps([toot(2, "Kettle broke"), toot(1, "Kettle came")]))

    boost = toot(9, "", url="https://far.example/@cy/9", reblog=toot(2, "Kettle broke"))
    home.pages["/api/v1/timelines/tag/kettle?limit=40"] = timeline
    home.pages["/api/v1/timelines/tag/kettle?limit=40&max_id=1"] = Reply("[]")
    far.pages["/api/v1/timelines/tag/kettle?limit=40"] = Reply(json.dumps([boost]))
    watch(database, f"{home.url}/tags/kettle", f"{far.url}/tags/kettle")

    tokens = json.dumps({home.host: "key"})
    done = otklik("crawl", allow=[home.host, far.host], mastodon_tokens=tokens)

    assert done.returncode == 0, done.stderr
    assert [(post.url, post.text) for post in posts(database)] == [
        ("https://home.example/@bo/1", "Kettle came"),
        ("https://home.example/@bo/2", "Kettle broke"),
    ]
    assert any("max_id=1" in asked.path for asked in home.asked)
    assert not any("authorization" in asked.headers for asked in far.asked)


def test_a_server_that_wants_a_token_is_told_of(web: Web, otklik: Run, database: Database) -> None:
    web.pages["/api/v1/timelines/public?limit=40"] = Reply('{"error": "no"}', 401)
    watch(database, f"{web.url}/public")

    otklik("crawl", allow=[web.host])

    with database.reading() as session:
        assert "401" in (session.scalars(select(Fetch)).one().error or "")


@pytest.mark.parametrize(
    ("meta", "refused"),
    [
        ({}, True),
        ({"interface": True}, False),
        ({"interface": True, "redirect_urls": ["https://other.example/"]}, True),
    ],
)
def test_robots_txt_is_not_about_interfaces_but_about_where_they_redirect(
    settings: Settings, meta: dict[str, Any], refused: bool
) -> None:
    crawler = Crawler(Spider, scrapy_settings(settings))
    crawler.stats = MemoryStatsCollector(crawler)
    robots = RobotsMiddleware(crawler)
    robots._parsers["api.example"] = None
    robots._silent["api.example"] = RobotsRefused("not now", for_now=True)
    asking = robots.process_request(Request("https://api.example/v1/posts", meta=meta))

    if refused:
        with pytest.raises(RobotsRefused):
            asyncio.run(asking)
    else:
        asyncio.run(asking)
