"""Reviews: a product's page with its pages of reviews, or a listing that leads to products."""

from collections.abc import Iterator

from scrapy.http import HtmlResponse

from crawlers.engines.review_answers import find_more
from crawlers.engines.selectors import open_selectors
from crawlers.kinds import read_as
from crawlers.links import product_links, review_links
from crawlers.page import Page
from crawlers.pagination import find_next
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.watch import Source


class ReviewSpider(SourceSpider):
    """Reads reviews; products of a listing are looked at in turn."""

    name = "review"
    # Constants: auto, always or never; the queries of docs/kinds/review.md.
    options = {"listing": "auto", "selectors": {}}  # noqa: RUF012

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        if "selectors" in source.options:
            open_selectors(source.options["selectors"], source.name)

    def parse(self, page: Page) -> Iterator[Found]:
        """The reviews of a page, else what the page leads to."""
        found = list(read_as(self.source.kind, page))
        listing = self.option("listing", str)
        if found and listing != "always":
            yield from found
            yield from self._more(page)
        elif isinstance(page.response, HtmlResponse) and listing != "never":
            yield from self._read_listing(page)

    def read(self, page: Page) -> Iterator[Found]:
        """The reviews of a product's page, its pages of reviews, the next page."""
        yield from read_as(self.source.kind, page)
        yield from self._more(page)

    def _more(self, page: Page) -> Iterator[Follow]:
        if isinstance(page.response, HtmlResponse):
            for url in review_links(page):
                yield Follow(url, self.read)
        following = find_next(page) or find_more(page)
        if following is not None:
            yield Follow(following, self.read, if_new=True)

    def _read_listing(self, page: Page) -> Iterator[Follow]:
        for url in [*review_links(page), *product_links(page)]:
            yield Follow(url, self.read, in_turn=True)
        following = find_next(page)
        if following is not None:
            yield Follow(following, self._read_listing, if_new=True)
