"""MyBB 1.4 to 1.8."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 1.8
        post=".post[id^=post_]",
        body=(".post_body",),
        author=(
            ".author_information .largetext a",
            ".author_information .largetext",
            ".author_information a",
        ),
        date=(".post_date", ".post_date [title]::attr(title)"),
        link=(".post_head a[href*=pid]::attr(href)", "a[id^=pid]::attr(href)"),
        quote=("blockquote",),
        drop=(
            ".post_edit",
            ".edited_post",
            ".signature",
            ".codeblock .title",
        ),
    ),
    Layout(  # 1.4 and 1.6
        post="table[id^=post_]",
        body=(".post_body", "[id^=pid_]"),
        author=(".largetext a", ".largetext"),
        date=('.smalltext[style*="float: left"]', ".tcat .smalltext", "td.smalltext"),
        link=('a[href*="#pid"]::attr(href)',),
        quote=(
            "blockquote",
            ".quote_header",
            ".quote_body",
        ),
        drop=(".editedmessage",),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
