"""Vanilla Forums."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(
        post=".ItemDiscussion, .ItemComment",
        body=(".Message.userContent", ".Message", ".userContent", ".Item-Body"),
        author=(".Author a.Username", ".Author .Username", ".AuthorWrap .Username", ".Author a"),
        date=(".DateCreated time::attr(datetime)", "time::attr(datetime)"),
        link=("a.Permalink::attr(href)", ".DateCreated a::attr(href)"),
        quote=(
            ".Quote",
            ".UserQuote",
            ".js-embed[data-embedjson*=comment]",
        ),
        drop=(
            ".Reactions",
            ".Signature",
        ),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
