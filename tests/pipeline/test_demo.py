"""The demo's town: what it promises, and that its sites answer."""

import json
import socket
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import pipeline.demo
from pipeline.demo.serve import HOST, serve_hall, serve_town
from pipeline.demo.town import SITES, Site, build_town, render_watch
from pipeline.errors import OtklikError
from pipeline.replies import fill
from pipeline.tone import Tone, check

TOWN = Path(str(pipeline.demo.__file__)).parent / "town.toml"
OPENED = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDRESSES = {site: f"http://{site}.example" for site in SITES}


@pytest.fixture
def unused_ports() -> list[int]:
    """As many free ports as the town has sites."""
    sockets = [socket.create_server((HOST, 0)) for _ in SITES]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def town() -> dict[str, Site]:
    return build_town(OPENED, ADDRESSES)


def test_the_town_is_the_same_whenever_it_is_built() -> None:
    assert town() == town()


def test_the_town_holds_what_the_readme_promises() -> None:
    content = tomllib.loads(TOWN.read_text(encoding="utf-8"))
    texts = [article["text"] for article in content["blog"]]
    texts += [comment["text"] for article in content["blog"] for comment in article["comments"]]
    texts += [post["text"] for thread in content["thread"] for post in thread["posts"]]
    texts += [review["text"] for product in content["product"] for review in product["reviews"]]
    texts += [message["text"] for message in content["message"]]
    names = ("кедробанк", "грузлик", "берёзабанк", "kedrobank", "gruzlik", "beryozabank")

    assert sum(any(name in text.casefold() for name in names) for text in texts) >= 60


def test_a_site_answers_304_to_who_has_the_page(unused_ports: list[int]) -> None:
    ports = dict(zip(SITES, unused_ports, strict=False))
    with serve_town(town(), ports):
        address = f"http://{HOST}:{ports['blog']}/rss.xml"
        first = urlopen(address)
        with pytest.raises(HTTPError) as second:
            urlopen(Request(address, headers={"If-None-Match": first.headers["ETag"]}))
        first.close()
    second.value.close()

    assert second.value.code == 304


def test_a_taken_port_is_named(unused_ports: list[int]) -> None:
    port = unused_ports[0]
    book = Path("unused.jsonl")
    with (
        serve_hall(book, port),
        pytest.raises(OtklikError, match=f"port {port}"),
        serve_hall(book, port),
    ):
        pass


def test_the_hall_keeps_alerts(tmp_path: Path, unused_ports: list[int]) -> None:
    book = tmp_path / "alerts.jsonl"
    with serve_hall(book, unused_ports[0]):
        alert = json.dumps({"title": "Жалоба"}).encode()
        urlopen(Request(f"http://{HOST}:{unused_ports[0]}/alerts", data=alert)).close()

    assert json.loads(book.read_text(encoding="utf-8")) == {"title": "Жалоба"}


def test_the_watch_file_is_toml_that_names_the_sites() -> None:
    watch = tomllib.loads(render_watch(ADDRESSES))

    assert {source["url"].split("/")[2] for source in watch["source"]} == {
        f"{site}.example" for site in SITES
    }


def test_the_ready_answers_say_nothing_that_a_draft_is_warned_of() -> None:
    known = {"name": "Ольга", "brand": "Кедробанк", "order": "№ 1", "signature": "Демо"}
    for template in tomllib.loads(render_watch(ADDRESSES))["template"]:
        said = fill(template["text"].replace("{заказ}", "ваш"), known).text
        assert check(said, Tone(), written_in=template["language"]) == []
