"""The town: what its sites hold, as pages ready to be served."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

Piece = dict[str, Any]  # one table of town.toml, ours
Site = dict[str, "Leaf"]  # path to what stands there

POSTS_A_PAGE = 5
SITES = ("blog", "forum", "shop", "channel")


@dataclass(frozen=True)
class Leaf:
    """One answer of a site."""

    body: bytes
    type: str = "text/html; charset=utf-8"


def build_town(opened: datetime, addresses: dict[str, str]) -> dict[str, Site]:
    """Every site by name; `addresses` says where each is served, without a final slash."""
    pages = _pages()
    pages.filters["ago"] = lambda hours: opened - timedelta(hours=hours)
    pages.filters["rfc822"] = format_datetime
    pages.globals["addresses"] = addresses
    content = tomllib.loads((Path(__file__).parent / "town.toml").read_text(encoding="utf-8"))
    builders = {"blog": _blog, "forum": _forum, "shop": _shop, "channel": _channel}
    return {
        name: {"/robots.txt": Leaf(b"User-agent: *\nAllow: /\n", "text/plain")}
        | dict(build(pages, content, addresses[name]))
        for name, build in builders.items()
    }


def render_watch(addresses: dict[str, str]) -> str:
    """The demo's watch file, as TOML."""
    return _pages().get_template("watch.toml").render(addresses=addresses)


def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.demo"),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _blog(pages: Environment, content: Piece, address: str) -> Iterator[tuple[str, Leaf]]:
    articles = sorted(content["blog"], key=lambda article: int(article["hours"]))
    for article in articles:
        article["url"] = f"{address}/{article['slug']}/"
        article.setdefault("comments", [])
        yield f"/{article['slug']}/", _render(pages, "article.html", article=article)
    yield "/", _render(pages, "blog.html", articles=articles)
    yield "/rss.xml", _render(pages, "rss.xml", "application/rss+xml", articles=articles)
    yield "/atom.xml", _render(pages, "atom.xml", "application/atom+xml", articles=articles)
    yield "/feed.json", _json_feed(pages, articles, address)


def _json_feed(pages: Environment, articles: list[Piece], address: str) -> Leaf:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Городские заметки",
        "home_page_url": f"{address}/",
        "feed_url": f"{address}/feed.json",
        "items": [
            {
                "id": article["url"],
                "url": article["url"],
                "title": article["title"],
                "content_text": article["text"].strip(),
                "date_published": pages.filters["ago"](article["hours"]).isoformat(),
                "authors": [{"name": article["author"]}],
            }
            for article in articles
        ],
    }
    return Leaf(json.dumps(feed, ensure_ascii=False).encode(), "application/feed+json")


def _forum(pages: Environment, content: Piece, _address: str) -> Iterator[tuple[str, Leaf]]:
    threads = sorted(content["thread"], key=lambda thread: _newest(thread["posts"]))
    yield "/", _render(pages, "forum.html", threads=threads)
    for thread in threads:
        posts = [post | {"id": thread["id"] * 100 + n} for n, post in enumerate(thread["posts"])]
        count = -(-len(posts) // POSTS_A_PAGE)
        for number in range(1, count + 1):
            some = posts[(number - 1) * POSTS_A_PAGE : number * POSTS_A_PAGE]
            yield (
                thread_path(thread["id"], number),
                _render(
                    pages, "thread.html", thread=thread, posts=some, number=number, count=count
                ),
            )


def thread_path(thread: int, number: int) -> str:
    """Where a page of a thread stands on the forum."""
    return f"/thread/{thread}" if number == 1 else f"/thread/{thread}/page/{number}"


def _shop(pages: Environment, content: Piece, _address: str) -> Iterator[tuple[str, Leaf]]:
    products = content["product"]
    yield "/", _render(pages, "shop.html", products=products)
    for product in products:
        yield f"/product/{product['slug']}", _render(pages, "product.html", product=product)


def _channel(pages: Environment, content: Piece, _address: str) -> Iterator[tuple[str, Leaf]]:
    messages = sorted(content["message"], key=lambda message: -int(message["hours"]))
    yield "/s/gorodok", _render(pages, "channel.html", messages=messages)


def _newest(posts: list[Piece]) -> int:
    return min(int(post["hours"]) for post in posts)


def _render(pages: Environment, name: str, type: str = "text/html", **values: object) -> Leaf:  # noqa: A002
    return Leaf(pages.get_template(name).render(**values).encode(), f"{type}; charset=utf-8")
