"""FluxBB, PunBB and their kin."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # FluxBB, PunBB 1.2
        post=".blockpost",
        body=(".postmsg",),
        author=(".postleft dt strong", ".postleft dt"),
        date=("h2 a", "h2 span"),
        link=("h2 a::attr(href)",),
        quote=(".quotebox",),
        drop=(
            ".postedit",
            ".postsignature",
        ),
    ),
    Layout(  # PunBB 1.3 and later
        post=".post:has(.entry-content):has(.posthead)",
        body=(".entry-content",),
        author=(".post-byline a", ".post-byline strong", ".author-name"),
        date=(".post-link a", ".post-link"),
        link=(".post-link a::attr(href)", "a.permalink::attr(href)"),
        quote=(".quotebox",),
        drop=(
            ".lastedit",
            ".sig-content",
            ".sig-demarcated",
        ),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
