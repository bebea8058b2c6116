"""Discourse: its JSON, the JSON inside its pages, and the plain page it shows to crawlers."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from crawlers.answer import peek
from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.markup import may_find, parse_html, select
from crawlers.engines.own_words import read_body
from crawlers.engines.thread import Thread, keeps_quotes
from crawlers.page import Page
from crawlers.plain import clean
from crawlers.read import PageChanged, read_date
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 2.x and later
        post=".crawler-post, [itemprop=comment]:has(.post)",
        body=(".post[itemprop=text]", ".post[itemprop=articleBody]", ".post"),
        author=(".creator [itemprop=name]", "[itemprop=author] [itemprop=name]", ".creator a"),
        date=(
            "time[itemprop=datePublished]::attr(datetime)",
            "meta[itemprop=datePublished]::attr(content)",
            "time.post-time::attr(datetime)",
        ),
        link=("a.post-url::attr(href)", '[itemprop=url][href*="/t/"]::attr(href)'),
        quote=("aside.quote",),
        drop=("aside.onebox", ".lightbox-wrapper .meta"),
    ),
    Layout(  # 1.x
        post="[itemtype*=DiscussionForumPosting]",
        body=("[itemprop=articleBody]", ".post"),
        author=("[itemprop=author] [itemprop=name]", "[itemprop=author]", ".creator a"),
        date=(
            "[itemprop=datePublished]::attr(datetime)",
            "[itemprop=datePublished]::attr(content)",
            "[itemprop=datePublished]",
        ),
        quote=("aside.quote",),
        drop=("aside.onebox", ".lightbox-wrapper .meta"),
    ),
)
_DISCOURSE = re.compile(r"\bdiscourse\b", re.I)
_NUMBER = re.compile(r"#?(\d+)")


def claims(page: Page) -> bool:
    """Whether the page is Discourse's JSON, holds some, or is what it shows to crawlers."""
    if not isinstance(page.response, HtmlResponse):
        return bool(_json_posts(peek(page).value))
    if _preloaded(page):
        return True
    thread = Thread(page)
    generator = " ".join(select(thread.root, "meta[name=generator]::attr(content)"))
    marked = _DISCOURSE.search(generator) or _select_if_named(thread, ".crawler-post")
    return bool(marked) and has_posts(thread, LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a topic's page, or of a list of the latest posts."""
    if not isinstance(page.response, HtmlResponse):
        yield from _read_json(page, peek(page).value)
    elif preloaded := _preloaded(page):
        yield from _read_json(page, preloaded)
    else:
        yield from _read_html(page)


def gone(page: Page) -> Iterator[str]:
    """Addresses of posts that their authors or moderators deleted, or readers had hidden."""
    html = isinstance(page.response, HtmlResponse)
    data = _preloaded(page) if html else peek(page).value
    for entry in _json_posts(data):
        if _is_gone(entry):
            yield f"{_topic(page, entry)}/{entry.get('post_number')}"


def _is_gone(entry: dict[str, Any]) -> bool:
    return any(entry.get(mark) for mark in ("user_deleted", "deleted_at", "cooked_hidden"))


def _topic(page: Page, entry: dict[str, Any]) -> str:
    slug = clean(str(entry.get("topic_slug") or "-"))
    return f"{_site(page)}/t/{slug}/{entry.get('topic_id')}"


def _read_html(page: Page) -> Iterator[Post]:
    """The crawlers' page numbers its posts but does not always link them."""
    thread = Thread(page)
    numbers = [_read_number(text) for text in select(thread.root, "[itemprop=position]")]
    posts = list(read_layouts(thread, LAYOUTS))
    for place, post in enumerate(posts):
        number = numbers[place] if len(numbers) == len(posts) else None
        if number and post.url.partition("#")[0] in {thread.address, page.response.url}:
            url = f"{thread.address}/{number}"
        else:
            url = post.url
        yield thread.post(url, post.text, post.author, post.published)


def _read_number(element: Any) -> str | None:
    found = _NUMBER.search(element.get("content") or "".join(element.itertext()))
    return found.group(1) if found else None


def _read_json(page: Page, data: Any) -> Iterator[Post]:
    posts = _json_posts(data)
    if not posts:
        raise PageChanged("posts in the JSON of a Discourse topic", page.response.url)
    title = data.get("title") if isinstance(data, dict) else None
    for entry in posts:
        post = _read_entry(page, entry, clean(title) if isinstance(title, str) else None)
        if post:
            yield post


def _read_entry(page: Page, entry: dict[str, Any], title: str | None) -> Post | None:
    """One post; None for a deleted one, and for the notes ("closed this topic") between posts."""
    cooked = entry.get("cooked")
    note = not cooked and entry.get("action_code")
    if not isinstance(cooked, str) or note or _is_gone(entry):
        return None
    created, author = entry.get("created_at"), entry.get("username")
    said = entry.get("topic_title")
    thread = _topic(page, entry)
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=f"{thread}/{entry.get('post_number')}",
        text=read_body(parse_html(cooked), LAYOUTS[0].quote, LAYOUTS[0].drop, keeps_quotes(page)),
        title=title or (clean(said) if isinstance(said, str) else None),
        author=clean(author) if isinstance(author, str) else None,
        published=read_date(created, fetched=page.fetched) if isinstance(created, str) else None,
        thread=thread,
        language=page.source.language,
    )


def _site(page: Page) -> str:
    """The address under which the forum lives, its folder included."""
    for address in (page.response.url, page.source.url):
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"}:
            folder = re.split(r"/(?:t|c|posts|latest|top)(?:/|\.|$)", parts.path, maxsplit=1)[0]
            return f"{parts.scheme}://{parts.netloc}{folder.rstrip('/')}"
    return ""


def _json_posts(data: Any) -> list[dict[str, Any]]:
    if not isinstance(data, dict):
        return []
    stream = data.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else data.get("latest_posts")
    if not isinstance(posts, list):
        return []
    return [post for post in posts if isinstance(post, dict) and "cooked" in post]


def _select_if_named(thread: Thread, query: str) -> list[Any]:
    """What a query finds; pages of other engines are not searched, since every page is asked."""
    return select(thread.root, query) if may_find(query, thread.page.response.text) else []


def _preloaded(page: Page) -> dict[str, Any] | None:
    """The topic that a page carries for its script: JSON within JSON within an attribute."""
    found = _select_if_named(Thread(page), "#data-preloaded::attr(data-preloaded)")
    stores = _parse(found[0]) if found else None
    if not isinstance(stores, dict):
        return None
    for name, store in stores.items():
        topic = _parse(store) if name.startswith("topic_") and isinstance(store, str) else None
        if isinstance(topic, dict) and _json_posts(topic):
            return topic
    return None


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # not JSON, or JSON nested to make us fall
        return None
