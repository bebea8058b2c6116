"""Question2Answer: a question, its answers, and the comments below either."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post=".qa-q-view, .qa-a-list-item, .qa-c-list-item",
        body=(".qa-q-view-content", ".qa-a-item-content", ".qa-c-item-content"),
        author=(".qa-q-view-who-data", ".qa-a-item-who-data", ".qa-c-item-who-data"),
        date=(
            "time::attr(datetime)",
            ".qa-q-view-when-data",
            ".qa-a-item-when-data",
            ".qa-c-item-when-data",
        ),
        link=(
            ".qa-q-view-what::attr(href)",
            ".qa-a-item-what::attr(href)",
            ".qa-c-item-what::attr(href)",
        ),
        nested=True,
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a question's page."""
    return read_layouts(Thread(page), LAYOUTS)
