"""One file per kind of source; a kind without a file is walked by the base spider."""

from importlib import import_module

from crawlers.kinds import KINDS
from crawlers.source_spider import SourceSpider
from pipeline.errors import OtklikError, unknown
from pipeline.watch import Source

SPIDERS: dict[str, str] = {
    "article": "crawlers.spiders.article:ArticleSpider",
    "auto": "crawlers.spiders.auto:AutoSpider",
    "feed": "crawlers.spiders.feed:FeedSpider",
    "forum": "crawlers.spiders.forum:ForumSpider",
    "review": "crawlers.spiders.review:ReviewSpider",
}


def open_spider(source: Source) -> SourceSpider:
    """The spider that walks this source; raises OtklikError for a kind nobody knows."""
    if source.kind not in {*KINDS, *SPIDERS}:
        kinds = {*KINDS, *SPIDERS}
        raise OtklikError(f'source "{source.name}": {unknown("kind", source.kind, kinds)}')
    module, _, name = SPIDERS.get(source.kind, "crawlers.source_spider:SourceSpider").partition(":")
    spider: type[SourceSpider] = getattr(import_module(module), name)
    return spider(source)
