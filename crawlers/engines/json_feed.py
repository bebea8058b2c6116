"""JSON Feed 1.0 and 1.1."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from pipeline.post import Post

# The fields of the standard, then those of RSS that some write instead.
_LINKS = ("url", "link", "permalink")
_DATES = ("date_published", "date_modified", "published", "pubDate", "date", "updated")
_TEXTS = (
    ("content_html", strip_markup),
    ("content_text", str.strip),
    ("content", strip_markup),
    ("summary", strip_markup),
    ("description", strip_markup),
)
_MARKUP = re.compile(r"</\w|&#?\w{1,10};")  # in a title, which should have none


def claims(page: Page) -> bool:
    """Whether the page says that it is a JSON Feed."""
    answer = peek(page)
    named = "jsonfeed.org" in (answer.text("version") or "")
    return named or (
        answer.has("items") and (answer.has("feed_url") or answer.has("home_page_url"))
    )


def read(page: Page) -> Iterator[Post]:
    """The items of a JSON Feed."""
    feed = open_answer(page)
    base = feed.link("home_page_url") or page.response.url
    for item in feed.at("items").each():
        if not isinstance(item.value, dict):
            continue
        own = _address(item, base)
        yield Post(
            source=page.source.name,
            channel=page.source.channel,
            url=own or base,
            thread=None if own else base,  # so that several without an address are told apart
            text=_text(item),
            title=_title(item),
            author=_author(item) or _author(feed),
            published=_published(item, page),
            language=page.source.language,
        )


def _address(item: Answer, base: str) -> str | None:
    """The item's page; an item may have none but an `id` that is an address, or a recording."""
    links = filter(None, (item.text(name) for name in _LINKS))
    own = next(filter(None, (_join(base, link) for link in links)), "")
    named = (item.link(name) for name in ("id", "external_url"))
    attached = (each.link("url") for each in item.at("attachments").each())
    return next(filter(None, (own, *named, *attached)), None)


def _published(item: Answer, page: Page) -> datetime | None:
    zone = page.zone or UTC
    said = (item.moment(name, fetched=page.fetched, zone=zone) for name in _DATES)
    return next(filter(None, said), None)


def _title(item: Answer) -> str | None:
    title = item.text("title") or ""
    return fold_spaces(strip_markup(title) if _MARKUP.search(title) else title) or None


def _join(base: str, link: str) -> str:
    try:
        address = urljoin(base, link)
    except ValueError:  # "http://[" is no address
        return ""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _text(item: Answer) -> str:
    for name, read_text in _TEXTS:
        text = read_text(item.text(name) or "")
        if text:
            return text
    return ""


def _author(holder: Answer) -> str | None:
    """The names of version 1.1's list, else the one of version 1.0, in whatever form it came."""
    several = holder.at("authors")
    names = [one.text("name") or one.text() for one in (several, *several.each())]
    alone = holder.text("author", "name") or holder.text("author")
    return ", ".join(name for name in names if name) or alone
