"""JSON Feed 1.0 and 1.1."""

from collections.abc import Iterator
from urllib.parse import urljoin

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from pipeline.post import Post


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
    for item in feed.at("items").each():
        yield Post(
            source=page.source.name,
            channel=page.source.channel,
            url=_address(item, page),
            text=_text(item),
            title=fold_spaces(item.text("title") or "") or None,
            author=_author(item) or _author(feed),
            published=item.moment("date_published", fetched=page.fetched)
            or item.moment("date_modified", fetched=page.fetched),
            language=page.source.language,
        )


def _address(item: Answer, page: Page) -> str:
    """The item's page; an item may have none but an `id` that is an address."""
    for name in ("url", "id", "external_url"):
        link = item.text(name) or ""
        if name == "url" or link.startswith(("https://", "http://")):
            address = _join(page.response.url, link) if link else ""
            if address:
                return address
    return page.response.url


def _join(base: str, link: str) -> str:
    try:
        address = urljoin(base, link)
    except ValueError:  # "http://[" is no address
        return ""
    return address if address.lower().startswith(("https://", "http://")) else ""


def _text(item: Answer) -> str:
    for name, read_text in (
        ("content_html", strip_markup),
        ("content_text", str.strip),
        ("summary", strip_markup),
    ):
        text = read_text(item.text(name) or "")
        if text:
            return text
    return ""


def _author(holder: Answer) -> str | None:
    """The names of version 1.1's list, else the one of version 1.0."""
    names = [author.text("name") for author in holder.at("authors").each()]
    return ", ".join(name for name in names if name) or holder.text("author", "name")
