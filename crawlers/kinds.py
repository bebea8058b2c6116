"""The kinds of source: how each is read, and which one a page is of."""

from collections.abc import Callable, Iterator
from importlib import import_module

from crawlers.page import Page
from pipeline.errors import OtklikError, unknown
from pipeline.post import Post

# In the order in which `detect` asks: the sure ones first, the greedy ones last.
KINDS: dict[str, str] = {
    "telegram": "crawlers.engines.telegram:read",
    "vk": "crawlers.engines.vk:read",
    "youtube": "crawlers.engines.youtube:read",
    "bluesky": "crawlers.engines.bluesky:read",
    "reddit": "crawlers.engines.reddit:read",
    "hackernews": "crawlers.engines.hackernews:read",
    "stackexchange": "crawlers.engines.stackexchange:read",
    "mastodon": "crawlers.engines.mastodon:read",
    "activitypub": "crawlers.engines.activitypub:read",
    "review": "crawlers.engines.review:read",
    "feed": "crawlers.engines.feed:read",
    "forum": "crawlers.engines.forum:read",
    "article": "crawlers.engines.article:read",
}


def read_as(kind: str, page: Page) -> Iterator[Post]:
    """The posts of a page, read as one kind; `auto` finds the kind first."""
    reader: Callable[[Page], Iterator[Post]] = _function(detect(page) if kind == "auto" else kind)
    return reader(page)


def gone_of(kind: str, page: Page) -> list[str]:
    """Addresses of posts that a page says are deleted."""
    module = import_module(KINDS[detect(page) if kind == "auto" else kind].partition(":")[0])
    return list(module.gone(page)) if hasattr(module, "gone") else []


def detect(page: Page) -> str:
    """The kind of a page by its address and content; an article when nobody claims it."""
    return next((kind for kind in KINDS if _claims(kind, page)), "article")


def _claims(kind: str, page: Page) -> bool:
    module = import_module(KINDS[kind].partition(":")[0])
    return bool(module.claims(page))


def _function(kind: str) -> Callable[[Page], Iterator[Post]]:
    if kind not in KINDS:
        raise OtklikError(unknown("kind", kind, KINDS))
    module, _, name = KINDS[kind].partition(":")
    function: Callable[[Page], Iterator[Post]] = getattr(import_module(module), name)
    return function
