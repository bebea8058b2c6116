"""Reddit's own lists, old and new; its threads are boards of links."""

from collections.abc import Iterator

from crawlers.engines import link_boards
from crawlers.engines.boards import NEW_REDDIT, OLD_REDDIT
from crawlers.engines.layout import has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (OLD_REDDIT, NEW_REDDIT)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS) and not link_boards.claims(page)


def read(page: Page) -> Iterator[Post]:
    """The posts of a page that have a text."""
    return read_layouts(Thread(page), LAYOUTS)
