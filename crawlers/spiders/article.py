"""Blogs and news: a page, a listing of pages, or a sitemap as the way in; comments as posts."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from scrapy.http import HtmlResponse, JsonResponse

from crawlers.kinds import read_as
from crawlers.links import ARTICLES, article_links, is_article
from crawlers.page import Page
from crawlers.read import PageChanged
from crawlers.source_spider import Follow, Found, SourceSpider, same_site

SITEMAPS = 5  # of an index, the ones that changed last
# What blog systems call the sitemaps of their pages ("About us"), lists and people.
_NO_ARTICLES = re.compile(
    r"/wp-sitemap-(posts-page|taxonomies|users)-|/(page|category|post_tag|author)-sitemap\d*\.xml"
    r"|/sitemap-(pages|authors|tags)(-\d+)?\.xml"
)
_LASTING = re.compile(r"\bpage-id-\d")  # how WordPress marks them on the page itself


class ArticleSpider(SourceSpider):
    """Reads articles with their comments; comes back to them at growing distances."""

    name = "article"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        """The source's page; on the way into the past the site's sitemap too."""
        yield from super().start()
        if self.since and urlsplit(self.source.url).path in ("", "/"):
            yield Follow(urljoin(self.source.url, "/sitemap.xml"), self.parse)

    def parse(self, page: Page) -> Iterator[Found]:
        if isinstance(page.response, JsonResponse):
            raise PageChanged("article", page.response.url)
        if (
            page.response.xpath(
                "boolean(/*[local-name()='urlset' or local-name()='sitemapindex'])"
            ).get()
            == "1"
        ):
            yield from self._read_sitemap(page)
        elif self._is_listing(page):
            yield from self._read_listing(page)
        else:
            yield from self.read(page)

    def again(self, url: str) -> Follow:
        """An article that no list shows any more; comments come late."""
        return Follow(url, self.read, once=True)

    def read(self, page: Page) -> Iterator[Found]:
        """An article, the comments below it, and the next page of either."""
        yield from read_as("article", page)
        for follow in self.turn(page):
            yield Follow(follow.url, self.read, if_new=True)

    def _read_mapped(self, page: Page) -> Iterator[Found]:
        """A page that a sitemap names: an article, unless it looks like a list of them."""
        if _LASTING.search(page.response.xpath("string(//body/@class)").get("")):
            return
        one = len(page.response.xpath(ARTICLES)) == 1
        if one or not self._is_listing(page):
            yield from self.read(page)

    def _is_listing(self, page: Page) -> bool:
        wanted = self.option("listing", str)
        if wanted != "auto":
            return wanted == "always"
        return (
            isinstance(page.response, HtmlResponse)
            and not is_article(page)
            and len(article_links(page)) >= 2
        )

    def _read_listing(self, page: Page) -> Iterator[Follow]:
        for url in article_links(page):
            yield Follow(url, self.read, once=True)
        for follow in self.turn(page):
            yield Follow(follow.url, self._read_listing, if_new=True)

    def _read_sitemap(self, page: Page) -> Iterator[Follow]:
        entries = page.response.xpath("/*/*[local-name()='url' or local-name()='sitemap']")
        found = [
            (entry.xpath("string(*[local-name()='lastmod'])").get("").strip(), url)
            for entry in entries
            if (url := entry.xpath("string(*[local-name()='loc'])").get("").strip())
        ]
        # Those without a date keep their order behind those with one.
        found.sort(key=lambda one: one[0], reverse=True)
        newest = [url for changed, url in found if not self._is_before(changed)]
        index = page.response.xpath("boolean(/*[local-name()='sitemapindex'])").get() == "1"
        for url in newest[:SITEMAPS] if index and not self.since else newest:
            if not same_site(url, page.response.url) or (index and _NO_ARTICLES.search(url)):
                continue
            yield Follow(url, self.parse) if index else Follow(url, self._read_mapped, once=True)

    def _is_before(self, changed: str) -> bool:
        """Whether what changed last then was written before the day a walk goes back to."""
        return self.since is not None and "" < changed < self.since.date().isoformat()
