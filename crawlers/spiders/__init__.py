"""One file per kind of source; a kind without a file is walked by the base spider."""

from importlib import import_module

from crawlers.kinds import KINDS
from crawlers.source_spider import SourceSpider
from pipeline.errors import OtklikError, unknown
from pipeline.watch import Source

SPIDERS: dict[str, str] = {
    "activitypub": "crawlers.spiders.activitypub:ActivitypubSpider",
    "article": "crawlers.spiders.article:ArticleSpider",
    "auto": "crawlers.spiders.auto:AutoSpider",
    "bluesky": "crawlers.spiders.bluesky:BlueskySpider",
    "feed": "crawlers.spiders.feed:FeedSpider",
    "forum": "crawlers.spiders.forum:ForumSpider",
    "hackernews": "crawlers.spiders.hackernews:HackernewsSpider",
    "mastodon": "crawlers.spiders.mastodon:MastodonSpider",
    "reddit": "crawlers.spiders.reddit:RedditSpider",
    "review": "crawlers.spiders.review:ReviewSpider",
    "stackexchange": "crawlers.spiders.stackexchange:StackexchangeSpider",
    "telegram": "crawlers.spiders.telegram:TelegramSpider",
    "vk": "crawlers.spiders.vk:VkSpider",
    "youtube": "crawlers.spiders.youtube:YoutubeSpider",
}


def open_spider(source: Source) -> SourceSpider:
    """The spider that walks this source; raises OtklikError for a kind nobody knows."""
    if source.kind not in {*KINDS, *SPIDERS}:
        kinds = {*KINDS, *SPIDERS}
        raise OtklikError(f'source "{source.name}": {unknown("kind", source.kind, kinds)}')
    module, _, name = SPIDERS.get(source.kind, "crawlers.source_spider:SourceSpider").partition(":")
    spider: type[SourceSpider] = getattr(import_module(module), name)
    return spider(source)
