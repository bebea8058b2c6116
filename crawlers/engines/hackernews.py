"""Hacker News: items of the Firebase interface, searches and threads of Algolia's."""

import re
from collections.abc import Iterator

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from pipeline.post import Post

ITEM = "https://news.ycombinator.com/item?id="
# A long link, of which only the beginning is shown.
_LONG = re.compile(r'<a href="([^"<>]{1,2000})"[^<>]{0,100}>([^<>]{1,200})\.\.\.</a>')
_TYPES = {"story", "comment", "job", "poll", "pollopt"}


def claims(page: Page) -> bool:
    """Whether the page is an item or a search."""
    answer = peek(page)
    one = answer.first() if isinstance(answer.value, list) else answer
    if answer.has("hits"):
        return answer.at("hits").first().has("objectID", "author", "_tags")
    return one.text("type") in _TYPES and (
        one.has("id", "time", "by") or one.has("id", "created_at_i", "author")
    )


def read(page: Page) -> Iterator[Post]:
    """Stories and comments that are neither deleted nor dead."""
    waiting = [open_answer(page)]
    while waiting:  # a loop, since comments nest without end
        one = waiting.pop()
        below = [*one.each(), *one.at("hits").each(), *one.at("children").each()]
        waiting.extend(reversed(below))
        post = _read_item(one, page)
        if post:
            yield post


def gone(page: Page) -> Iterator[str]:
    """Addresses of items marked as deleted or dead; Algolia shows them as empty comments."""
    waiting = [open_answer(page)]
    while waiting:
        one = waiting.pop()
        waiting.extend([*one.each(), *one.at("hits").each(), *one.at("children").each()])
        number = one.text("id") or one.text("objectID")
        empty = _is_comment(one) and one.has("text", "author") and not one.text("author")
        if number and (_is_gone(one) or (empty and not _text(one))):
            yield f"{ITEM}{number}"


def _is_gone(item: Answer) -> bool:
    return item.at("deleted").value is True or item.at("dead").value is True


def _read_item(item: Answer, page: Page) -> Post | None:
    number = item.text("id") or item.text("objectID")
    title = fold_spaces(strip_markup(item.text("title") or item.text("story_title") or ""))
    text = _text(item)
    if number is None or _is_gone(item) or not (text or title) or (_is_comment(item) and not text):
        return None
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=f"{ITEM}{number}",
        text=text,
        title=title or None,
        author=item.text("by") or item.text("author"),
        published=item.moment("time", fetched=page.fetched)
        or item.moment("created_at_i", fetched=page.fetched)
        or item.moment("created_at", fetched=page.fetched),
        thread=_thread(item, number),
        language=page.source.language,
    )


def _text(item: Answer) -> str:
    for name in ("text", "comment_text", "story_text"):
        text = strip_markup(_LONG.sub(_whole_link, item.text(name) or ""))
        if text:
            return text
    return ""


def _whole_link(link: re.Match[str]) -> str:
    return link[1] if link[1].startswith(link[2]) else link[0]


def _is_comment(item: Answer) -> bool:
    return item.text("type") == "comment" or item.number("parent_id") is not None


def _thread(item: Answer, number: str) -> str | None:
    """The story of a comment; Firebase names the comment's parent only."""
    story = item.text("story_id") or (item.text("parent") if _is_comment(item) else None)
    return f"{ITEM}{story}" if story and story != number else None
