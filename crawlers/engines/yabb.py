"""YaBB, from its second version."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post=".displaycontainer:has(.message):has(.userinfo)",
        body=(".message",),
        author=(".userinfo a[href*='viewprofile']", ".userinfo b"),
        date=(".catbg span span", ".catbg span"),
        link=("a[href*='?num=']::attr(href)", "a[href*=';num=']::attr(href)"),
        quote=(".message .quote", ".message blockquote"),
        drop=(".dividertop", ".signature"),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
