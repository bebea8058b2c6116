"""Mastodon's REST answers, as Pleroma, GoToSocial, Pixelfed and others give them too."""

from collections.abc import Iterator

from crawlers.answer import Answer, open_answer, peek
from crawlers.engines.toot_text import read_toot
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from crawlers.read import PageChanged
from pipeline.post import Post

# Where an answer holds statuses: a thread, a search, a conversation, a notification.
_LISTS = ("ancestors", "statuses", "descendants")
_SINGLE = ("status", "last_status")


def claims(page: Page) -> bool:
    """Whether the page is a status, or holds some."""
    answer = peek(page)
    if answer.has("ancestors", "descendants") or answer.has("accounts", "statuses"):
        return True
    one = answer.first() if isinstance(answer.value, list) else answer
    return _is_status(one) or any(_is_status(one.at(name)) for name in _SINGLE)


def read(page: Page) -> Iterator[Post]:
    """The statuses of an answer; a boost gives the status that it boosts."""
    answer = open_answer(page)
    if answer.has("error"):
        raise PageChanged(f"statuses ({answer.text('error')})", page.response.url)
    statuses = list(_statuses(answer))
    for place, one in enumerate(answer.each(), start=1):
        if one.has("id", "account") and not one.has("type") and not _is_status(one):
            page.pass_over(place, "no number, address, text, author or time")
    by_number = {status.text("id"): status for status in statuses}
    root = _root(answer, page)
    for status in statuses:
        thread = root if root != _address(status) else None
        yield _read_status(status, thread or _thread(status, by_number), page)


def _statuses(answer: Answer) -> Iterator[Answer]:
    found = list(answer.each()) or [answer]
    for name in _LISTS:
        found.extend(answer.at(name).each())
    for one in found:
        for status in (one, *(one.at(name) for name in _SINGLE)):
            original = status.at("reblog") if _is_status(status.at("reblog")) else status
            if _is_status(original):
                yield original


def _is_status(answer: Answer) -> bool:
    return answer.has("id", "content", "account", "created_at") and bool(_address(answer))


def _address(status: Answer) -> str | None:
    return status.link("url") or status.link("uri")


def _thread(status: Answer, by_number: dict[str | None, Answer]) -> str | None:
    """The status that began a conversation, as far up as the answer shows it."""
    passed = {status.text("id")}
    while (above := status.text("in_reply_to_id")) not in passed and above in by_number:
        passed.add(above)
        status = by_number[above]
    return _address(status) if len(passed) > 1 else None


def _root(answer: Answer, page: Page) -> str | None:
    """What an answer about one status's conversation is about: the first of it."""
    if not answer.has("ancestors", "descendants"):
        return None
    number = page.response.url.partition("/context")[0].rpartition("/")[2]
    asked = page.source.url.rstrip("/")
    first = answer.at("ancestors").first()
    return _address(first) or (asked if asked.endswith(f"/{number}") else None)


def _read_status(status: Answer, thread: str | None, page: Page) -> Post:
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(status) or page.response.url,
        text=_text(status),
        title=fold_spaces(strip_markup(status.text("spoiler_text") or "")) or None,
        author=status.text("account", "acct") or status.text("account", "username"),
        published=status.moment("created_at", fetched=page.fetched),
        thread=thread,
        language=page.source.language,
        followers=status.count("account", "followers_count"),
    )


def _text(status: Answer) -> str:
    """What is written, what a poll asks, and what pictures show.

    The card of a linked page comes after the status and would look like an edit of it.
    """
    beside = ("poll.options.title", "media_attachments.description")
    texts = (each.text() for way in beside for each in status.along(way))
    return read_toot(status.text("content") or "", texts)
