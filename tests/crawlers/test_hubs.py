"""Feeds that name a hub, and the whole way: asked, confirmed, pushed, read, polled seldom."""

import hmac
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from crawlers.decode import open_page
from crawlers.hubs import Offer, find_offer
from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from web.app import create_app

Run = Callable[..., subprocess.CompletedProcess[str]]
HERE = "https://blog.example/feed"
HUB = "https://hub.example/"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Tea</title>{}</feed>'
RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>Tea</title>{}</channel></rss>"
)


@pytest.mark.parametrize(
    ("body", "header", "offer"),
    [
        (ATOM.format(f'<link rel="hub" href="{HUB}"/>'), None, Offer(HERE, HUB)),
        (
            RSS.format(
                f'<atom:link rel="hub" href="{HUB}"/>'
                '<atom:link rel="self" href="https://blog.example/rss"/>'
            ),
            None,
            Offer("https://blog.example/rss", HUB),
        ),
        (
            RSS.format(f'<atom:link rel="hub" href="{HUB}"/>'),
            '<https://other.example/>; rel="hub", <https://blog.example/x>; rel=self',
            Offer("https://blog.example/x", "https://other.example/"),
        ),
        (RSS.format(""), '</hub>; rel="hub"', Offer(HERE, "https://blog.example/hub")),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "items": [], "feed_url": "'
            f'{HERE}", "hubs": [{{"type": "WebSub", "url": "{HUB}"}}]}}',
            None,
            Offer(HERE, HUB),
        ),
        (RSS.format(""), None, None),
        (RSS.format('<atom:link rel="hub" href="file:///etc/passwd"/>'), None, None),
        (RSS.format('<atom:link rel="hub" href="http://hub.example/"/>'), None, None),
        (  # Blogger and Medium name theirs so, and can do better
            RSS.format('<atom:link rel="hub" href="http://pubsubhubbub.appspot.com/"/>'),
            None,
            Offer(HERE, "https://pubsubhubbub.appspot.com/"),
        ),
        (
            RSS.format('<atom:link rel="hub" href="http://medium.superfeedr.com"/>'),
            None,
            Offer(HERE, "https://medium.superfeedr.com"),
        ),
        (
            RSS.format('<atom:link rel="hub" href="http://superfeedr.com.evil.example/"/>'),
            None,
            None,
        ),
        (RSS.format(f'<item><atom:link rel="hub" href="{HUB}"/></item>'), None, None),
        (RSS.format(""), "<" * 5000 + '; rel="hub"', None),
    ],
)
def test_where_a_feed_names_its_hub(body: str, header: str | None, offer: Offer | None) -> None:
    source = Source("s", "feed", Channel.BLOG, HERE)
    kind = "application/json" if body.startswith("{") else "application/rss+xml"

    assert find_offer(open_page(body.encode(), HERE, kind, source), header) == offer


def due(database: Database) -> timedelta:
    with database.reading() as session:
        found = session.scalar(select(SourceRow.__table__.c.due))
        assert isinstance(found, datetime)
        return found - datetime.now(UTC)


def make_due(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(SourceRow).values(due=datetime.now(UTC)))


def titles(database: Database) -> set[str | None]:
    with database.reading() as session:
        return {row.post.title for row in session.scalars(select(PostRow))}


def test_a_hub_pushes_a_feed(web: Web, otklik: Run, database: Database, tmp_path: Path) -> None:
    def feed(*names: str) -> Reply:
        links = f'<atom:link rel="hub" href="{web.url}/hub"/>'
        items = "".join(
            f"<item><title>{name}</title><link>{web.url}/{name}</link></item>" for name in names
        )
        return Reply(RSS.format(links + items), type="application/rss+xml")

    web.pages |= {"/feed": feed("one"), "/hub": Reply(status=202)}
    with database.writing() as session:
        source = Source("blog", "feed", Channel.BLOG, f"{web.url}/feed")
        session.add(SourceRow(source=source, due=None))

    otklik("crawl", allow=[web.host])
    assert web.paths() == ["/feed"]  # nobody can reach us: no hub is asked
    done = otklik("crawl", "--now", allow=[web.host], address="https://desk.example")

    assert done.returncode == 0, done.stderr
    form = {name: values[0] for name, values in parse_qs(web.asked[-1].body.decode()).items()}
    assert web.paths()[-1] == "/hub"
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == f"{web.url}/feed"
    assert form["hub.callback"].startswith("https://desk.example/websub/")
    path = form["hub.callback"].removeprefix("https://desk.example")

    settings = Settings(data=tmp_path / "data", address="https://desk.example")
    client = TestClient(create_app(settings, database), base_url="https://desk.example")
    asking = {
        "hub.mode": "subscribe",
        "hub.topic": form["hub.topic"],
        "hub.challenge": "<b>tea</b>",
        "hub.lease_seconds": "864000",
    }
    asked_back = client.get(path, params=asking)
    assert (asked_back.status_code, asked_back.text) == (200, "<b>tea</b>")
    assert asked_back.headers["content-type"].startswith("text/plain")
    assert client.get("/websub/guessed", params=asking).status_code == 404
    assert client.get(path, params=asking | {"hub.topic": "x"}).status_code == 404

    pushed = str(feed("two", "one").body).encode()
    signature = hmac.new(form["hub.secret"].encode(), pushed, "sha256").hexdigest()
    signed = {"X-Hub-Signature": f"sha256={signature}", "Content-Type": "application/rss+xml"}
    forged = client.post(path, content=pushed.replace(b"two", b"lie"), headers=signed)
    assert forged.status_code == 202  # whoever tries is told nothing
    assert client.post("/websub/guessed", content=pushed, headers=signed).status_code == 404
    assert client.post(path, content=b"x" * 3_000_000, headers=signed).status_code == 413
    assert client.post(path, content=pushed, headers=signed).status_code == 202

    web.asked.clear()
    told = otklik("crawl", allow=[web.host], address="https://desk.example")
    assert "source=blog outcome=ok pages=1 posts=2 new=1" in told.stdout
    assert web.asked == []
    assert titles(database) == {"one", "two"}
    assert due(database) > timedelta(hours=10)

    web.pages["/feed"] = feed("three", "two", "one")  # the hub said nothing of it
    make_due(database)
    otklik("crawl", allow=[web.host], address="https://desk.example")
    assert titles(database) == {"one", "two", "three"}
    assert due(database) < timedelta(hours=1)
    client.close()
