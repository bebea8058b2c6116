"""Telegram: the preview of a public channel, from the newest page backwards."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from parsel import Selector

from crawlers.interface import address, asked, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider, absolute

SITE = "https://t.me"
AT_ONCE = 50  # comments below a message
OWN_HOSTS = ("t.me", "telegram.me", "telegram.dog")


class TelegramSpider(SourceSpider):
    """Reads t.me/s/NAME; older pages only as long as they bring something new."""

    name = "telegram"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        yield Follow(self._preview(), self.parse, needed=True)

    def _preview(self) -> str:
        path = [step.removeprefix("@") for step in steps(self.source.url) if step != "s"]
        if not path or path[0].startswith("+") or path[0] in ("joinchat", "c"):
            raise not_understood(self.source, f"{SITE}/NAME of a public channel", f"{SITE}/NAME/1")
        if len(path) > 1:
            return f"{self._site()}/{path[0]}/{path[1]}?embed=1"
        return address(f"{self._site()}/s/{path[0]}", q=asked(self.source.url, "q"))

    def _site(self) -> str:
        """Telegram's site, or the mirror of it that the source names."""
        parts = urlsplit(self.source.url)
        ours = (parts.hostname or "").removeprefix("www.") in OWN_HOSTS
        return SITE if ours or not parts.netloc else f"{parts.scheme}://{parts.netloc}"

    def again(self, url: str) -> Follow:
        """One message by its number: the preview left it out, and does not say why."""
        path = steps(url)
        if asked(url, "comment"):
            return replace(self._comments(url), in_turn=False, chain=url)
        return Follow(f"{self._site()}/{'/'.join(path)}?embed=1", self.parse, chain=url)

    def parse(self, page: Page) -> Iterator[Found]:
        for post in read_as("telegram", page):
            yield post
            if self.option("comments", bool) and post.url.startswith(f"{SITE}/"):
                yield self._comments(post.url)
        document = Selector(text=page.response.text, type="html")
        older = document.css('link[rel="prev"]::attr(href)').get()
        if older:
            yield Follow(absolute(page, older), self.parse, if_new=True)

    def _comments(self, url: str) -> Follow:
        """What people say below a message; a channel without a group answers that there is none."""
        asked_for = f"?embed=1&discussion=1&comments_limit={AT_ONCE}"
        return Follow(f"{self._site()}{urlsplit(url).path}{asked_for}", self._read, in_turn=True)

    def _read(self, page: Page) -> Iterator[Found]:
        yield from read_as("telegram", page)
