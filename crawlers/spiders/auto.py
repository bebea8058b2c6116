"""A source whose kind nobody named: found from its address or page, then walked as that kind."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from crawlers.kinds import detect
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.errors import OtklikError

# Platforms that are asked through their interfaces: their pages say little, or nothing.
HOSTS = {
    "telegram": ("t.me", "telegram.me", "telegram.dog"),
    "vk": ("vk.com", "vk.ru"),
    "youtube": ("youtube.com", "youtu.be"),
    "bluesky": ("bsky.app",),
    "review": ("apps.apple.com", "store.steampowered.com"),
    "reddit": ("reddit.com",),
    "hackernews": ("news.ycombinator.com", "hn.algolia.com"),
    "stackexchange": (
        *("stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com"),
        *("askubuntu.com", "mathoverflow.net", "stackapps.com"),
    ),
}
_READABLE = {"reddit", "hackernews", "stackexchange"}  # whose pages can be read as forums
_FILE = re.compile(r"\.(?:rss|xml|json|atom)/?$|/feeds?/?$", re.I)  # is read as what it is
_MASTODON = re.compile(r"<div[^<>]{0,200}\bid=['\"]mastodon['\"]")


class AutoSpider(SourceSpider):
    """Looks at the address, else at the first page, and hands over to the spider of its kind."""

    name = "auto"

    def start(self) -> Iterator[Follow]:
        kind = kind_of_address(self.source.url)
        try:
            follows = list(self._as(kind).start() if kind else super().start())
        except OtklikError:  # no token, or an address that the interface does not know
            if kind not in _READABLE:
                raise
            follows = list(super().start())
        yield from follows

    def parse(self, page: Page) -> Iterator[Found]:
        if isinstance(page.response, HtmlResponse) and _MASTODON.search(page.response.text):
            yield from self._as("mastodon").start()
            return
        spider = self._as(detect(page))
        yield from spider.parse(replace(page, source=spider.source))

    def _as(self, kind: str) -> SourceSpider:
        from crawlers.spiders import open_spider  # it knows us: imported when needed

        return open_spider(replace(self.source, kind=kind))


def kind_of_address(url: str) -> str | None:
    """The platform an address is of; None where only its page can tell."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if _FILE.search(parts.path):
        return None
    for kind, names in HOSTS.items():
        if any(host == name or host.endswith(f".{name}") for name in names):
            return kind
    return None
