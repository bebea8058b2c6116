"""phpBB 2 and 3, and the many themes of it."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 3, prosilver and its kin
        # What few elements have is asked first: a class is dear to look for.
        post="[id^=p].post:not([id^=post]):has(.postbody), :has(> a[id^=p]).post:has(.postbody)",
        body=(".content", "[id^=post_content]", ".postbody"),
        author=(
            ".author [class*=username]::text",
            ".postprofile a[class*=username]::text",
            ".author a[href*=viewprofile]::text",
            ".postprofile dt > a:not(:has(img))::text",
            ".author strong",
            ".postprofile dt strong",
        ),
        date=(".author time::attr(datetime)", ".author .timestamp::text", ".author"),
        link=(
            '.author a[href*="#p"]::attr(href)',
            'h3 a[href*="#p"]::attr(href)',
            '.postbody a[href*="#p"]::attr(href)',
        ),
        drop=(
            ".notice",
            ".inline-attachment",
            ".codebox > p",
        ),
    ),
    Layout(  # 3, themes that keep no more than the names of its inner parts
        post=":has(> .postbody [id^=post_content]), :has(> [id^=post_content])",
        body=(".content",),
        link=('a[href*="#p"]::attr(href)',),
        drop=(".notice",),
    ),
    Layout(  # 3, subsilver2
        post="table.tablebg:has(.postauthor)",
        body=("div.postbody",),
        author=(".postauthor",),
        link=('a[href*="#p"]::attr(href)',),
    ),
    Layout(  # 2, subSilver
        post="tr:has(> td > .name):has(.postbody)",
        body=("td:has(> span.postbody)", "td.postbody", "span.postbody"),
        author=(".name b", ".name strong", ".name"),
        date=(".postdetails:contains(Posted)", "td.postdetails"),
        link=('a[href*="viewtopic.php?p="]::attr(href)',),
        quote=("table:has(.quote)",),
        drop=(
            ".gensmall",
            ".genmed",
            "table:has(.code)",
        ),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
