"""Invision Community 4 and 5, IP.Board 2 and 3."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 4 and 5
        post="article[id^=elComment_], article.ipsComment[id^=comment]",
        body=("[data-role=commentContent]", ".ipsType_richText", ".ipsRichText"),
        author=(
            ".cAuthorPane_author strong a",
            ".cAuthorPane_author a",
            ".cAuthorPane_author strong",
            ".ipsEntry__username .ipsUsername",
            ".ipsEntry__username",
            ".ipsComment_author .ipsType_break",
        ),
        date=(".ipsComment_meta time::attr(datetime)", "time::attr(datetime)"),
        link=(
            ".ipsComment_meta a[href*=findComment]::attr(href)",
            "a[href*=findComment]:not([href*=report])::attr(href)",
            'a[href*="#comment-"]::attr(href)',
        ),
        quote=(".ipsQuote",),
        drop=(
            ".ipsItemControls",
            ".ipsEdited",
            "[data-role=memberSignature]",
        ),
    ),
    Layout(  # 3
        post=".post_block[id^=post_id_]",
        body=(".entry-content", ".post.entry-content", ".post_body .post"),
        author=(".author a [itemprop=name]", ".author.vcard a", ".author a", ".author"),
        date=("abbr.published::attr(title)", ".posted_info abbr", ".posted_info"),
        link=("a[rel=bookmark]::attr(href)", "a[href*=findpost]::attr(href)"),
        quote=(
            ".citation",
            ".ipsBlockquote",
            ".quotetop",
            ".quotemain",
        ),
        drop=("p.edit",),
    ),
    Layout(  # 2
        post=(
            "table:has(> tr > td > .normalname), table:has(> tbody > tr > td > .normalname), "
            "tr:has(> td > .normalname):has(.postcolor)"
        ),
        body=(".postcolor",),
        author=(".normalname a", ".normalname"),
        date=(".postdetails",),
        link=("a[href*=findpost]::attr(href)", 'a[href*="view=findpost"]::attr(href)'),
        quote=(
            ".quotetop",
            ".quotemain",
        ),
        drop=(".edit",),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
