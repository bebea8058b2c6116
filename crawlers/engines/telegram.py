"""Telegram's public pages: a channel's preview (t.me/s/NAME), an embedded post, its comments."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from parsel import Selector

from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup
from crawlers.read import PageChanged, read_date
from pipeline.post import Post

SITE = "https://t.me"
_COUNT = re.compile(r"(\d[\d ]{0,9}(?:\.\d)?)([KM]?)")
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000}
_MESSAGES = ".tgme_widget_message[data-post], .tgme_widget_message[data-post-id]"
# What a poll asks, files and places are called, and the page is called that a link leads to.
_BESIDE = (
    *("poll_question", "poll_option_text", "document_title", "location_title"),
    *("location_address", "contact_name", "invoice_title", "game_title"),
)
_BESIDE_QUERY = ", ".join(
    [*(f".tgme_widget_message_{name}" for name in _BESIDE), ".link_preview_title"]
)
_PLACE = re.compile(r"\w{1,64}(?:/\d{1,19}){1,2}", re.A)
_NOBODY = {"Deleted Account", "Удалённый аккаунт"}


def claims(page: Page) -> bool:
    """Whether the page is made of Telegram's own parts."""
    return 'class="tgme_' in page.response.text[:500_000]


def read(page: Page) -> Iterator[Post]:
    """The messages of a page, the oldest first."""
    document = Selector(text=page.response.text, type="html")
    messages = document.css(_MESSAGES)
    empty = document.css(
        ".tme_no_messages_found, .tgme_channel_history, .tgme_widget_message_error,"
        " .tgme_post_discussion"
    )
    if not messages and not empty:
        raise PageChanged(
            "messages (is the channel private, or its preview switched off?)", page.response.url
        )
    followers = _followers(document)
    for message in messages:
        yield _read_message(message, page, followers)


def gone(page: Page) -> Iterator[str]:
    """The address of the one message whose embed says that it is not there."""
    if "tgme_widget_message_error" not in page.response.text[:500_000]:
        return
    channel, _, number = urlsplit(page.response.url).path.strip("/").partition("/")
    if number.isdecimal():
        yield f"{SITE}/{channel}/{number}"


def _read_message(message: Selector, page: Page, followers: int | None) -> Post:
    url, thread = _address(message)
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=url or page.response.url,
        text=_text(message),
        author=_author(message),
        published=read_date(
            message.css(".tgme_widget_message_date time::attr(datetime)").get(),
            fetched=page.fetched,
        ),
        thread=thread,
        original=_original(message),
        language=page.source.language,
        followers=followers if message.css(".tgme_widget_message_owner_name") else None,
    )


def _address(message: Selector) -> tuple[str | None, str | None]:
    """The message's own address, and that of the one it is a comment on or replies to."""
    if "data-post" in message.attrib:
        above = message.css("a.tgme_widget_message_reply::attr(href)").get()
        own = message.attrib["data-post"].partition("?")[0].strip("/")
        return (f"{SITE}/{own}" if _PLACE.fullmatch(own) else None), _message(above)
    dated = message.css("a.tgme_widget_message_date::attr(href)").get() or ""
    post = _message(dated.partition("?")[0])
    number = message.attrib["data-post-id"]
    return (f"{post}?comment={number}" if post and number.isdecimal() else None), post


def _message(link: str | None) -> str | None:
    """A link that leads to one message, and no other link."""
    whole = (link or "").removesuffix("?single")  # one picture of an album
    return whole if whole.startswith(f"{SITE}/") and whole.rpartition("/")[2].isdecimal() else None


def _followers(document: Selector) -> int | None:
    """How many subscribe to the channel, as its page shows it: 734, 12.3K or 1.2M."""
    for counter in document.css(".tgme_channel_info_counter"):
        kind = counter.css(".counter_type::text").get("").strip()
        said = _COUNT.fullmatch(counter.css(".counter_value::text").get("").strip())
        if kind in ("subscriber", "subscribers", "members") and said:
            return round(float(said[1].replace(" ", "")) * _TIMES[said[2]])
    return None


def _text(message: Selector) -> str:
    """What is written and attached; the quoted message of a reply is not part of it."""
    written = message.css(".js-message_text:not(.js-message_reply_text)").get()
    beside = map(strip_markup, message.css(_BESIDE_QUERY).getall())
    lines = dict.fromkeys([strip_markup(written or ""), *beside])
    return "\n".join(filter(None, lines))


def _author(message: Selector) -> str | None:
    """The channel; in a group the person, who stands outside the message replied to."""
    owner = message.css(".tgme_widget_message_owner_name").get()
    own = "ancestor::*[contains(@class, 'message_reply') or contains(@class, 'js-message_text')]"
    person = message.xpath(
        f".//*[contains(@class, 'tgme_widget_message_author_name')][not({own})]"
    ).get()
    name = fold_spaces(strip_markup(owner or person or ""))
    return name if name and name not in _NOBODY else None


def _original(message: Selector) -> str | None:
    """The message that a forwarded one repeats; a person's name alone is no address."""
    return _message(message.css("a.tgme_widget_message_forwarded_from_name::attr(href)").get())
