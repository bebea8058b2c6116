"""Simple Machines Forum 1 and 2."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 2
        post=".post_wrapper",
        body=(".post .inner", ".inner", ".post"),
        author=(".poster h4 a[href*=profile]", ".poster h4"),
        date=(
            ".postinfo a::attr(title)",
            ".keyinfo .smalltext",
            ".postinfo .smalltext",
            ".keyinfo .page_number + *",
        ),
        link=(
            '.keyinfo a[href*="#msg"]::attr(href)',
            '.postinfo a[href*="#msg"]::attr(href)',
            'a[href*="#msg"]::attr(href)',
        ),
        quote=(
            ".quoteheader",
            ".quotefooter",
            ".bbc_standard_quote",
        ),
        drop=(
            ".modified",
            ".signature",
        ),
    ),
    Layout(  # 1
        post="tr:has(> td > table [id^=subject_]):has(.post)",
        body=("div.post",),
        author=("td > b > a[href*=profile]", "td > b"),
        date=("[id^=subject_] ~ .smalltext", ".smalltext"),
        link=("[id^=subject_] a::attr(href)", 'a[href*="#msg"]::attr(href)'),
        quote=(
            ".quoteheader",
            ".quote",
        ),
        drop=(
            ".codeheader",
            ".signature",
        ),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
