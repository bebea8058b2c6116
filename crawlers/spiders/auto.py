"""A source whose kind nobody named: found from its page, then walked as that kind."""

from collections.abc import Iterator
from dataclasses import replace

from crawlers.kinds import detect
from crawlers.page import Page
from crawlers.source_spider import Found, SourceSpider


class AutoSpider(SourceSpider):
    """Looks at the first page and hands over to the spider of its kind."""

    name = "auto"

    def parse(self, page: Page) -> Iterator[Found]:
        from crawlers.spiders import open_spider  # it knows us: imported when needed

        source = replace(self.source, kind=detect(page))
        return open_spider(source).parse(replace(page, source=source))
