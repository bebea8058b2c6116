"""Feeds: RSS, Atom and JSON Feed; a page is asked where its feed is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from scrapy.http import JsonResponse

from crawlers.answer import peek
from crawlers.engines.feed import claims
from crawlers.feed_offers import find_feed
from crawlers.interface import asked, changed
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.read import PageChanged
from crawlers.source_spider import Follow, Found, SourceSpider, absolute
from pipeline.post import Post

_TEASER = re.compile(
    r"(\[?(…|\.\.\.|&hellip;)\]?|\b(read more|continue reading|читать (далее|дальше|полностью)"
    r"|weiterlesen|lire la suite|leer más|читати далі|continue reading on [\w.]{1,30})\W*)$",
    re.I,
)
_OLDER = re.compile(r"""\brel\s*=\s*["'](?:next|prev-archive)["']""")
_ENDING = 60  # letters in which a text says so
_SHORT = 1000  # letters; a longer text is no teaser even when it ends with dots


class FeedSpider(SourceSpider):
    """Reads a feed; fetches the full text behind teasers and the comments' feeds."""

    name = "feed"

    def parse(self, page: Page) -> Iterator[Found]:
        if not claims(page):
            yield Follow(find_feed(page), self.read, needed=True)
        else:
            yield from self.read(page)

    def read(self, page: Page) -> Iterator[Found]:
        """The posts of a feed."""
        if not claims(page):
            raise PageChanged("feed", page.response.url)
        for post in read_as("feed", page):
            yield self._whole(post)
        if self.option("comments", bool):
            yield from self._comments(page)
        yield from self._older(page)

    def _whole(self, post: Post) -> Found:
        """The post itself, or the page that holds the rest of its text."""
        wanted = self.option("full_text", str)
        if post.url == post.thread:  # that page is not its own
            return post
        if wanted == "never" or (wanted == "auto" and not is_teaser(post.text)):
            return post
        return Follow(post.url, partial(self._complete, post), once=True, instead=post)

    def _complete(self, post: Post, page: Page) -> Iterator[Post]:
        """The feed's post with what the article's page says more: its text, author and time."""
        article = next(read_as("article", page), None)
        if article is None:
            yield post
            return
        yield replace(
            post,
            text=max(post.text, article.text, key=len),
            author=post.author or article.author,
            published=post.published or article.published,
        )

    def _comments(self, page: Page) -> Iterator[Follow]:
        """Feeds of comments that entries point at."""
        # Looked for in the text first: a tree of the feed is made for those few that name one.
        text = page.response.text
        if isinstance(page.response, JsonResponse) or not (
            "commentRss" in text or "commentRSS" in text or "replies" in text
        ):
            return
        for link in page.response.xpath(
            "//*[local-name()='commentRss' or local-name()='commentRSS']/text()"
            " | //*[local-name()='link'][@rel='replies'][contains(@type, 'xml')]/@href"
        ).getall():
            yield Follow(absolute(page, link), self._read_comments)

    def _read_comments(self, page: Page) -> Iterator[Post]:
        if claims(page):
            yield from read_as("feed", page)

    def _older(self, page: Page) -> Iterator[Follow]:
        """The page of older entries that a paged feed names (RFC 5005)."""
        if isinstance(page.response, JsonResponse):
            link = peek(page).text("next_url")
        else:
            text = page.response.text
            named = ("next" in text or "prev-archive" in text) and _OLDER.search(text)
            older = "//*[local-name()='link'][@rel='next' or @rel='prev-archive']/@href"
            link = (page.response.xpath(older).get() if named else None) or self._numbered(page)
        if isinstance(link, str) and link:
            yield Follow(absolute(page, link), self.read, if_new=True)

    def _numbered(self, page: Page) -> str | None:
        """WordPress pages its feeds without a word; asked for only on the way into the past."""
        if self.since is None:
            return None
        made_by = page.response.xpath("string(//*[local-name()='generator'])").get() or ""
        if "wordpress" not in made_by.lower():
            return None
        number = asked(page.response.url, "paged") or "1"
        return changed(page.response.url, paged=str(int(number) + 1))


def is_teaser(text: str) -> bool:
    """Whether a text breaks off where the reader is to go on elsewhere."""
    return len(text) < _SHORT and bool(_TEASER.search(text.rstrip()[-_ENDING:]))
