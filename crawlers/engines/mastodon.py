"""Mastodon's REST answers, as Pleroma, GoToSocial, Pixelfed and others give them too."""

from collections.abc import Iterator

from crawlers.answer import Answer, open_answer, peek
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
    for status in _statuses(answer):
        yield _read_status(status, page)


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


def _read_status(status: Answer, page: Page) -> Post:
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(status) or page.response.url,
        text=_text(status),
        title=fold_spaces(strip_markup(status.text("spoiler_text") or "")) or None,
        author=status.text("account", "acct") or status.text("account", "username"),
        published=status.moment("created_at", fetched=page.fetched),
        language=page.source.language,
        followers=status.number("account", "followers_count"),
    )


def _text(status: Answer) -> str:
    """What is written, and what a poll asks."""
    lines = [strip_markup(status.text("content") or "")]
    lines += [option.text("title") or "" for option in status.at("poll", "options").each()]
    return "\n".join(line for line in lines if line)
