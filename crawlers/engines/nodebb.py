"""NodeBB."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post="[component=post][data-pid]:not(.deleted)",
        body=("[component='post/content']", ".content"),
        author=("@data-username", "[itemprop=author] [itemprop=name]::attr(content)"),
        date=(
            "@data-timestamp",
            "meta[itemprop=datePublished]::attr(content)",
            ".timeago::attr(title)",
        ),
        link=("a.permalink::attr(href)", 'a[href*="/post/"]::attr(href)'),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
