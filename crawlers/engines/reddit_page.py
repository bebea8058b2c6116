"""Reddit's own pages, old and new, for what was saved from the browser."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # old
        post=".thing[data-fullname]:has(> .entry)",
        body=("div.entry > .usertext .md", "div.entry .usertext-body .md"),
        author=("@data-author", ".tagline .author"),
        date=(".tagline time::attr(datetime)",),
        link=("@data-permalink", "a.bylink::attr(href)", "a.comments::attr(href)"),
        nested=True,
    ),
    Layout(  # new
        post="shreddit-post, shreddit-comment",
        body=("[slot=text-body] .md", "[slot=comment] .md", "[slot=comment]", "[slot=text-body]"),
        author=("@author",),
        date=("@created-timestamp", "@created", "time::attr(datetime)"),
        link=("@permalink",),
        nested=True,
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
