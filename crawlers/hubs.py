"""Hubs that push a feed (WebSub): where a feed names one, and how it is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from scrapy.http import JsonResponse

from crawlers.answer import peek
from crawlers.page import Page
from crawlers.source_spider import Follow, Found
from pipeline.push_model import Subscription
from pipeline.websub import LEASE

LONGEST = 2000  # letters of an address
_LINK = re.compile(r"<([^>]{1,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_HUB = re.compile("hub", re.I)  # where a feed does not even say the word, it names none
# Hubs that feeds name by an address of before they had certificates: Blogger, FeedBurner, Medium.
_KNOWN = re.compile(
    r"http://(?:pubsubhubbub\.appspot\.com|[\w-]{1,60}\.superfeedr\.com)(?:/|$)", re.I
)
_RELATION = re.compile(r";\s*rel\s*=\s*\"?([^\";,]+)", re.I)


@dataclass(frozen=True)
class Offer:
    """What a feed says of itself: the address it is known by, and the hub that pushes it."""

    topic: str
    hub: str


def find_offer(page: Page, link_header: str | None) -> Offer | None:
    """The hub of a feed; the header comes before what the feed says, as WebSub has it."""
    links = list(_in_header(link_header or ""))
    if "hub" in dict(links) or _HUB.search(page.response.text):
        links += _in_feed(page)
    named = dict(reversed(links))
    here = page.response.url
    hub, topic = _join(here, named.get("hub")), _join(here, named.get("self", here))
    if not hub or not topic:
        return None
    if _KNOWN.match(hub):
        hub = hub.replace("http://", "https://", 1)
    # The secret by which pushed posts are believed must not travel less safely than the feed.
    is_weaker = here.startswith("https://") and not hub.startswith("https://")
    return None if is_weaker else Offer(topic, hub)


def _join(here: str, link: str | None) -> str | None:
    """A whole address of the web; None for anything else."""
    try:
        url = urljoin(here, link) if link else ""
    except ValueError:  # "//[" is no address
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= LONGEST else None


def asking(subscription: Subscription, doorstep: str) -> Follow:
    """The request that asks a hub to push; it answers by asking us back."""
    form = {
        "hub.callback": f"{doorstep}/websub/{subscription.path}",
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": subscription.secret,
    }
    return Follow(
        subscription.hub,
        _read_nothing,
        interface=True,
        private=True,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
    )


def _read_nothing(_page: Page) -> Iterator[Found]:
    yield from ()


def _in_header(value: str) -> Iterator[tuple[str, str]]:
    for url, told in _LINK.findall(value[:10_000]):
        relation = _RELATION.search(told)
        for name in relation[1].split() if relation else ():
            yield name.lower(), url.strip()


def _in_feed(page: Page) -> Iterator[tuple[str, str]]:
    if isinstance(page.response, JsonResponse):
        document = peek(page)
        for hub in document.at("hubs").each():
            if (hub.text("type") or "").lower() == "websub" and hub.link("url"):
                yield "hub", hub.link("url") or ""
        if document.link("feed_url"):
            yield "self", document.link("feed_url") or ""
        return
    places = "/*/*[local-name()='link'] | /*/*[local-name()='channel']/*[local-name()='link']"
    for link in page.response.xpath(places):
        for name in (link.attrib.get("rel") or "").lower().split():
            if name in ("hub", "self") and link.attrib.get("href"):
                yield name, link.attrib["href"].strip()
