"""Flarum: its JSON:API, the same inside its pages, and the plain page without scripts."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from crawlers.answer import peek
from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.markup import parse_html, select
from crawlers.engines.own_words import read_body
from crawlers.engines.thread import Thread, keeps_quotes
from crawlers.page import Page
from crawlers.plain import clean
from crawlers.read import PageChanged, read_date
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post="#flarum-content article, .PostStream-item article.CommentPost",
        body=(".Post-body",),
        author=(".PostUser .username", ".PostUser-name", "h3.username", "h3"),
        date=("time::attr(datetime)", ".PostMeta time::attr(datetime)"),
        quote=("blockquote",),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page holds a discussion of Flarum, as data or as text."""
    return bool(_documents(page)) or (
        isinstance(page.response, HtmlResponse) and has_posts(Thread(page), LAYOUTS)
    )


def read(page: Page) -> Iterator[Post]:
    """The posts of a discussion's page or of the interface's answer."""
    documents = _documents(page)
    if documents:
        for document in documents:
            yield from _read_document(page, document)
    elif isinstance(page.response, HtmlResponse):
        yield from read_layouts(Thread(page), LAYOUTS)
    else:
        raise PageChanged("posts in the JSON of a Flarum discussion", page.response.url)


def _documents(page: Page) -> list[dict[str, Any]]:
    """The JSON:API documents of a page that hold posts."""
    if isinstance(page.response, HtmlResponse):
        texts = select(Thread(page).root, "script#flarum-json-payload::text")
        held = [_parse(text) for text in texts]
    else:
        held = [peek(page).value]
    found = []
    for data in held:
        if isinstance(data, dict):
            inner = data.get("apiDocument")
            document = inner if isinstance(inner, dict) else data
            if _posts(document):
                found.append(document)
    return found


def _read_document(page: Page, document: dict[str, Any]) -> Iterator[Post]:
    things = _things(document)
    names = {thing.get("id"): _name(thing) for thing in things if thing.get("type") == "users"}
    discussions = {
        thing.get("id"): _attributes(thing)
        for thing in things
        if thing.get("type") == "discussions"
    }
    for post in sorted(_posts(document), key=_number):
        discussion_id = _related(post, "discussion")
        if discussion_id is None and len(discussions) == 1:
            discussion_id = next(iter(discussions))
        discussion = discussions.get(discussion_id, {})
        yield _read_post(page, post, discussion_id, discussion, names.get(_related(post, "user")))


def _read_post(
    page: Page,
    post: dict[str, Any],
    discussion_id: str | None,
    discussion: dict[str, Any],
    author: str | None,
) -> Post:
    attributes = _attributes(post)
    slug = clean(str(discussion.get("slug") or discussion_id or ""))
    thread = f"{_site(page)}/d/{slug}"
    title, created = discussion.get("title"), attributes.get("createdAt")
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=f"{thread}/{attributes.get('number')}",
        text=read_body(
            parse_html(str(attributes.get("contentHtml") or "")),
            LAYOUTS[0].quote,
            keep_quotes=keeps_quotes(page),
        ),
        title=clean(title) if isinstance(title, str) else None,
        author=author,
        published=read_date(created, fetched=page.fetched) if isinstance(created, str) else None,
        thread=thread,
        language=page.source.language,
    )


def _things(document: dict[str, Any]) -> list[dict[str, Any]]:
    things: list[dict[str, Any]] = []
    for part in (document.get("data"), document.get("included")):
        entries = part if isinstance(part, list) else [part]
        things.extend(
            entry
            for entry in entries
            if isinstance(entry, dict) and isinstance(entry.get("id"), str | int)
        )
    return things


def _posts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts that people wrote; "renamed the discussion" is a post of another type."""
    return [
        thing
        for thing in _things(document)
        if thing.get("type") == "posts"
        and _attributes(thing).get("contentType") == "comment"
        and isinstance(_attributes(thing).get("contentHtml"), str)
    ]


def _attributes(thing: dict[str, Any]) -> dict[str, Any]:
    attributes = thing.get("attributes")
    return attributes if isinstance(attributes, dict) else {}


def _number(post: dict[str, Any]) -> int:
    number = _attributes(post).get("number")
    return number if isinstance(number, int) else 0


def _name(user: dict[str, Any]) -> str | None:
    attributes = _attributes(user)
    name = attributes.get("displayName") or attributes.get("username")
    return clean(name) if isinstance(name, str) else None


def _related(post: dict[str, Any], name: str) -> str | None:
    """The id of the one thing that a post points to under a name."""
    found: Any = post.get("relationships")
    for step in (name, "data", "id"):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _site(page: Page) -> str:
    """The address under which the forum lives, its folder included."""
    parts = urlsplit(page.response.url)
    for mark in ("/d/", "/api/"):
        if mark in parts.path:
            return f"{parts.scheme}://{parts.netloc}{parts.path.partition(mark)[0]}"
    return f"{parts.scheme}://{parts.netloc}"


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # not JSON, or JSON nested to make us fall
        return None
