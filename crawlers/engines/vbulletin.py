"""vBulletin 3, 4 and 5, and Something Awful, which grew out of it."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 5
        post="li.b-post[data-node-id]",
        body=(".js-post__content-text", ".b-post__content"),
        author=(".b-userinfo__username", ".author a", ".b-post__author"),
        date=(
            "time[itemprop=dateCreated]::attr(datetime)",
            ".b-post__timestamp time::attr(datetime)",
        ),
        link=("a.b-post__count::attr(href)", "a.js-post__permalink::attr(href)"),
        quote=(
            ".b-bbcode__quote",
            ".bbcode_container:has(.bbcode_quote)",
        ),
        drop=(".b-post__edit-info",),
    ),
    Layout(  # 4
        post="li[id^=post_][class*=postbit], li[id^=post_].postcontainer, div[id^=post_].postbit",
        body=("[id^=post_message_] .postcontent", "[id^=post_message_]", ".postcontent"),
        author=(".username strong", "a.username", "span.username", ".username_container strong"),
        date=(".postdate .date", ".posthead .date", ".date"),
        link=("a[name^=post].postcounter::attr(href)", ".nodecontrols a[href*=post]::attr(href)"),
        quote=(".bbcode_container:has(.bbcode_quote)",),
        drop=(
            ".lastedited",
            "h2.posttitle",
        ),
    ),
    Layout(  # 3
        post="table[id^=post]:has([id^=post_message_])",
        body=("[id^=post_message_]",),
        author=(".bigusername", "[id^=postmenu_] a", "[id^=postmenu_]"),
        date=("td.thead", ".tcat", "[id^=currentPost]"),
        link=("a[id^=postcount]::attr(href)", 'a[href*="showpost.php?p="]::attr(href)'),
        quote=(
            "div:has(> .smallfont + table)",
            "div:has(> .smallfont + pre)",
            ".smallfont + table",
        ),
    ),
    Layout(  # Something Awful
        post="table.post[id^=post]",
        body=("td.postbody",),
        author=("dt.author",),
        date=("td.postdate",),
        link=('td.postdate a[href*="#post"]::attr(href)',),
        quote=(".bbc-block",),
        drop=("p.editedby",),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
