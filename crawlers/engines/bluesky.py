"""Bluesky: the answers of app.bsky.* and com.atproto.repo.*, and the page of a single post."""

import json
from collections.abc import Iterator

from parsel import Selector

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import clean, fold_lines, strip_markup
from crawlers.read import PageChanged, read_date
from pipeline.post import Post

SITE = "https://bsky.app"
_POST = "app.bsky.feed.post"
_NOT_FOUND = "app.bsky.unspecced.defs#threadItemNotFound"
# In an answer, the names below which posts are found. Quoted posts ("embed") are not among them:
# who quotes a post says something of his own, and the quoted post is found by itself.
_BELOW = (
    *("posts", "feed", "thread", "notifications", "records", "post", "reply", "parent", "root"),
    *("replies", "value"),
)


def claims(page: Page) -> bool:
    """Whether the page holds posts of the AT protocol, or is one of Bluesky's own pages."""
    if 'content="bskyweb"' in page.response.text[:20_000]:
        return True
    answer = peek(page)
    if any(answer.has(name) for name in ("feed", "posts", "thread", "notifications", "records")):
        return next(_views(answer), None) is not None
    return _is_view(answer) or _is_record(answer)


def read(page: Page) -> Iterator[Post]:
    """The posts of an answer; a repost gives the post that it repeats."""
    if not peek(page).value:
        yield from _read_web_page(page)
        return
    answer = open_answer(page)
    if answer.has("error", "message"):
        raise PageChanged(f"posts ({answer.text('message')})", page.response.url)
    views = list(_views(answer))
    shown = {view.text("uri"): _address_of(view) for view in views}
    for view in views:
        yield _read_view(view, shown, page)


def gone(page: Page) -> Iterator[str]:
    """Addresses of posts that an answer says are not there; a thread's own by the source's."""
    waiting = [peek(page)]
    while waiting:
        one = waiting.pop()
        if one.at("notFound").value is True or one.text("value", "$type") == _NOT_FOUND:
            address = _address(one.text("uri") or "")
            key = (address or "").rpartition("/")[2]
            yield from filter(None, [address])
            if key and page.source.url.rstrip("/").endswith(f"/post/{key}"):
                yield page.source.url
        waiting.extend(one.each())
        waiting.extend(part for name in _BELOW if (part := one.at(name)).value is not None)


def _views(answer: Answer) -> Iterator[Answer]:
    """Every post in an answer, in its order; a loop, since threads nest without end."""
    waiting = [answer]
    while waiting:
        one = waiting.pop()
        if _is_view(one) or _is_record(one):
            yield one
        else:
            below = list(one.each()) or [one.at(name) for name in _BELOW]
            waiting.extend(part for part in reversed(below) if part.value is not None)


def _is_view(answer: Answer) -> bool:
    """A post with its author, as app.bsky.* gives it, also in a notification of a mention."""
    return answer.has("uri", "author", "record") and _is_post(answer.at("record"))


def _is_record(answer: Answer) -> bool:
    """A post as it lies in its author's repository."""
    return answer.has("uri", "value") and _is_post(answer.at("value"))


def _is_post(record: Answer) -> bool:
    return record.has("text", "createdAt") and record.text("$type") in (None, _POST)


def _read_view(view: Answer, shown: dict[str | None, str | None], page: Page) -> Post:
    record = _record(view)
    root = record.text("reply", "root", "uri")
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address_of(view) or page.response.url,
        text=_text(record),
        author=_author(view),
        published=record.moment("createdAt", fetched=page.fetched)
        or view.moment("indexedAt", fetched=page.fetched),
        thread=shown.get(root) or _address(root or ""),
        language=page.source.language,
    )


def _record(view: Answer) -> Answer:
    return view.at("record") if view.has("record") else view.at("value")


def _text(record: Answer) -> str:
    """What is written, with links in full, what pictures show, and the title of what is linked."""
    embeds = (record.at("embed"), record.at("embed", "media"))
    ways = ("images.alt", "alt", "external.title")
    beside = [each.text() or "" for embed in embeds for way in ways for each in embed.along(way)]
    tags = [f"#{tag.text()}" for tag in record.at("tags").each() if tag.text()]
    lines = dict.fromkeys([_with_links(record), *map(strip_markup, beside), " ".join(tags)])
    return "\n".join(filter(None, lines))


def _with_links(record: Answer) -> str:
    """The text, where the app shows only the beginning of a long link."""
    value = record.at("text").value
    raw = (value if isinstance(value, str) else "").encode("utf-8", "replace")
    links: list[tuple[int, int, str]] = []
    for facet in record.at("facets").each():
        start, end = facet.number("index", "byteStart"), facet.number("index", "byteEnd")
        link = next(filter(None, (each.link("uri") for each in facet.at("features").each())), None)
        if link and start is not None and end is not None and 0 <= start < end <= len(raw):
            links.append((start, end, link))
    done = len(raw)
    for start, end, link in sorted(links, reverse=True):
        if end <= done and _is_shortened(raw[start:end], link):
            raw, done = raw[:start] + link.encode() + raw[end:], start
    return fold_lines(clean(raw.decode("utf-8", "replace")))


def _is_shortened(shown: bytes, link: str) -> bool:
    text = shown.decode("utf-8", "replace").strip()
    beginning = text.removesuffix("…").removesuffix("...")
    return beginning != text and beginning in link


def _author(view: Answer) -> str | None:
    handle = view.text("author", "handle")
    known = handle if handle and handle != "handle.invalid" else view.text("author", "did")
    return known or _owner(view.text("uri") or "")


def _address_of(view: Answer) -> str | None:
    return _address(view.text("uri") or "", _author(view))


def _owner(uri: str) -> str | None:
    """The repository in at://did:plc:.../app.bsky.feed.post/..."""
    return uri.split("/")[2] if uri.startswith("at://") and uri.count("/") >= 4 else None


def _address(uri: str, author: str | None = None) -> str | None:
    owner = _owner(uri)
    return f"{SITE}/profile/{author or owner}/post/{uri.rpartition('/')[2]}" if owner else None


def _read_web_page(page: Page) -> Iterator[Post]:
    """The post of a page on bsky.app, from its JSON-LD."""
    document = Selector(text=page.response.text, type="html")
    for block in document.css('script[type="application/ld+json"]::text').getall():
        posting = _parse(block)
        if posting.text("@type") == "DiscussionForumPosting" and posting.text("text"):
            name = posting.text("author", "alternateName") or posting.text("author", "name")
            yield Post(
                source=page.source.name,
                channel=page.source.channel,
                url=document.css(
                    'link[rel="canonical"][href^="https://bsky.app/"]::attr(href)'
                ).get()
                or page.response.url,
                text=strip_markup(posting.text("text") or ""),
                author=name.removeprefix("@") if name else None,
                published=read_date(posting.text("datePublished"), fetched=page.fetched),
                language=page.source.language,
            )
            return
    raise PageChanged("post", page.response.url)


def _parse(block: str) -> Answer:
    try:
        return Answer(json.loads(block))
    except (ValueError, RecursionError):
        return Answer()
