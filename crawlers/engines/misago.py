"""Misago."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post=".post[id^=post-]:has(.misago-markup)",
        body=(".misago-markup",),
        author=(".post-side a.item-title", ".post-side .item-title", "a.item-title", ".item-title"),
        date=(
            ".posted-on::attr(title)",
            ".posted-on time::attr(datetime)",
            "[data-timestamp]::attr(data-timestamp)",
            "abbr::attr(title)",
        ),
        link=("a.posted-on::attr(href)", '.post-heading a[href*="/post/"]::attr(href)'),
        quote=(
            ".quote-block",
            ".quote-heading",
        ),
        drop=(".post-signature",),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
