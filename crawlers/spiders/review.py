"""Reviews: a product's page with its pages of reviews, or a listing that leads to products."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from scrapy.http import HtmlResponse

from crawlers.engines import appstore, review_answers
from crawlers.engines.selectors import open_selectors
from crawlers.kinds import read_as
from crawlers.links import product_links, review_links
from crawlers.page import Page
from crawlers.pagination import find_next
from crawlers.source_spider import Follow, Found, SourceSpider, same_site
from pipeline.post import Post
from pipeline.watch import Source

_CUT_OFF = ("...", "…")
# Where the reviews of an app's page are, which shows few of them or none.
_ELSEWHERE = {
    r"https?://(?:apps|itunes)\.apple\.com/(?P<land>[a-z]{2})/app/(?:[^/?]+/)?id(?P<app>\d+)": (
        "https://itunes.apple.com/{land}/rss/customerreviews/id={app}/sortBy=mostRecent/json"
    ),
    r"https?://(?:store\.steampowered|steamcommunity)\.com/app/(?P<app>\d+)": (
        "https://store.steampowered.com/appreviews/{app}"
        "?json=1&filter=recent&language=all&purchase_type=all&num_per_page=100"
    ),
}


class ReviewSpider(SourceSpider):
    """Reads reviews; products of a listing are looked at in turn."""

    name = "review"

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        if "selectors" in source.options:
            open_selectors(source.options["selectors"], source.name)

    def start(self) -> Iterator[Follow]:
        """The source's page, or where the store's interface has the reviews of an app."""
        url = self.source.url
        for pattern, interface in _ELSEWHERE.items():
            found = re.match(pattern, url) if "selectors" not in self.source.options else None
            url = interface.format(**found.groupdict()) if found else url
        yield Follow(url, self.parse, needed=True)

    def parse(self, page: Page) -> Iterator[Found]:
        """The reviews of a page, else what the page leads to."""
        found = list(read_as(self.source.kind, page))
        listing = self.option("listing", str)
        if found and listing != "always":
            yield from self._give(page, found)
        elif isinstance(page.response, HtmlResponse) and listing != "never":
            yield from self._read_listing(page)

    def read(self, page: Page) -> Iterator[Found]:
        """The reviews of a product's page, its pages of reviews, the next page."""
        yield from self._give(page, list(read_as(self.source.kind, page)))

    def _give(self, page: Page, posts: list[Post]) -> Iterator[Found]:
        """The reviews, those that are cut off in full from their own pages, and what follows."""
        for post in posts:
            yield post
            own = post.url.partition("#")[0]
            if (
                post.text.endswith(_CUT_OFF)
                and own != page.response.url
                and same_site(own, page.response.url)
            ):
                yield Follow(own, partial(self._complete, post), once=True)
        yield from self._more(page)

    def _complete(self, post: Post, page: Page) -> Iterator[Post]:
        """The review with the words that its list left out."""
        for whole in read_as(self.source.kind, page):
            if whole.author == post.author and len(whole.text) > len(post.text):
                yield replace(post, text=whole.text, published=post.published or whole.published)
                return

    def _more(self, page: Page) -> Iterator[Follow]:
        if isinstance(page.response, HtmlResponse):
            for url in review_links(page):
                yield Follow(url, self.read)
        following = find_next(page) or review_answers.find_more(page) or appstore.find_more(page)
        if following is not None:
            yield Follow(following, self.read, if_new=True)

    def _read_listing(self, page: Page) -> Iterator[Follow]:
        for url in [*review_links(page), *product_links(page)]:
            yield Follow(url, self.read, in_turn=True)
        following = find_next(page)
        if following is not None:
            yield Follow(following, self._read_listing, if_new=True)
