"""Stack Exchange 2.3: questions, answers, comments and search excerpts, nested or not."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from classifier.entities import unescape
from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from crawlers.read import PageChanged
from pipeline.post import Post

_QUESTION = re.compile(r"/questions/\d+(/[^/]*)?$")
_IDS = ("comment_id", "answer_id", "question_id", "post_id")
_OWN_DOMAINS = {"stackoverflow", "serverfault", "superuser", "askubuntu", "stackapps"}


def claims(page: Page) -> bool:
    """Whether the page is the interface's wrapper around posts."""
    answer = peek(page)
    if not answer.has("items"):
        return False
    item = answer.at("items").first()
    posts = any(item.has(name) for name in _IDS) and (
        item.has("owner") or item.has("creation_date")
    )
    return posts or (answer.has("quota_remaining", "has_more") and item.value is None)


def read(page: Page) -> Iterator[Post]:
    """Questions, answers and comments, each in its own right."""
    answer = open_answer(page)
    if answer.has("error_id"):
        raise PageChanged(f"items ({answer.text('error_message')})", page.response.url)
    for item in _items(answer):
        yield _read_item(item, page)


def _items(answer: Answer) -> Iterator[Answer]:
    for item in answer.at("items").each():
        yield from _with_comments(item)
        for reply in item.at("answers").each():
            yield from _with_comments(reply)


def _with_comments(item: Answer) -> Iterator[Answer]:
    if any(item.has(name) for name in _IDS):
        yield item
        for comment in item.at("comments").each():
            if comment.has("comment_id"):
                yield comment


def _read_item(item: Answer, page: Page) -> Post:
    site = _site(page.response.url)
    author = item.text("owner", "display_name")
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(item, site) or page.response.url,
        text=_text(item),
        title=fold_spaces(unescape(item.text("title") or "")) or None,
        author=unescape(author) if author else None,
        published=item.moment("creation_date", fetched=page.fetched),
        thread=_thread(item, site),
        language=page.source.language,
    )


def _text(item: Answer) -> str:
    """The body as HTML, else as Markdown; a search gives an excerpt only."""
    for name in ("body", "body_markdown", "excerpt"):
        text = strip_markup(item.text(name) or "")
        if text:
            return text
    return ""


def _site(url: str) -> str | None:
    """The site's host, from the interface's parameter `site`."""
    name = parse_qs(urlsplit(url).query).get("site", [""])[0].lower()
    if not name or not name.replace(".", "").replace("-", "").isalnum():
        return None
    if name.rpartition(".")[2] in _OWN_DOMAINS or name.rpartition(".")[2] in ("com", "net"):
        return name if name.endswith((".com", ".net")) else f"{name}.com"
    return f"{name}.stackexchange.com"


def _address(item: Answer, site: str | None) -> str | None:
    if item.link("link") or site is None:
        return item.link("link")
    if item.text("comment_id"):
        return f"https://{site}/posts/comments/{item.text('comment_id')}"
    if item.text("answer_id"):
        return f"https://{site}/a/{item.text('answer_id')}"
    question = item.text("question_id") or item.text("post_id")
    return f"https://{site}/q/{question}" if question else None


def _thread(item: Answer, site: str | None) -> str | None:
    """The question that an answer or a comment stands under: as its link tells, or its number."""
    answer, comment = item.text("answer_id"), item.text("comment_id")
    if not answer and not comment:
        return None
    link = (item.link("link") or "").partition("#")[0].removesuffix(f"/{answer}")
    if _QUESTION.search(link):
        return link
    question = item.text("question_id") or (item.text("post_id") if comment else None)
    return f"https://{site}/q/{question}" if site and question else None
