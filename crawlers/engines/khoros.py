"""Khoros Communities, formerly Lithium."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post=".lia-message-view-wrapper, [data-lia-message-uid]",
        body=(".lia-message-body-content", ".lia-message-body"),
        author=(".lia-user-name-link", ".UserName a", ".lia-component-author a"),
        date=(
            ".DateTime .local-friendly-date::attr(title)",
            ".lia-message-post-date",
            ".DateTime",
        ),
        link=(
            ".lia-message-position-in-thread a::attr(href)",
            'a[href*="/m-p/"]::attr(href)',
            'a[href*="/td-p/"]::attr(href)',
        ),
        quote=(".lia-quilt-quote",),
        drop=(".lia-message-signature", ".lia-message-body-signature"),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
