"""WoltLab Burning Board 3, Suite 4 to 6."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 4 and later
        post="article.message[data-object-id], article.message[id^=post]",
        body=(".messageText", ".messageBody .htmlContent", "[itemprop=text]", ".messageBody"),
        author=(
            ".messageAuthor .username",
            ".messageSidebar .username",
            ".userLink .username",
            ".messageAuthor [itemprop=name]",
            ".username",
        ),
        date=(
            ".messagePublicationTime time::attr(datetime)",
            ".messageHeader time::attr(datetime)",
            "time.datetime::attr(datetime)",
            "time::attr(datetime)",
            "woltlab-core-date-time::attr(date)",
        ),
        link=(
            ".messagePublicationTime::attr(href)",
            ".permalink::attr(href)",
            ".messageHeader a[href*=postID]::attr(href)",
            'a[href*="#post"]::attr(href)',
        ),
        quote=(
            ".quoteBox",
            ".messageQuote",
        ),
        drop=(
            ".messageFooterNote",
            ".messageSignature",
        ),
    ),
    Layout(  # 3
        post=".message:has(.messageInner), .message[id^=postRow]",
        body=("[id^=postText]", ".messageBody"),
        author=(".userName span", ".userName a", ".userName"),
        date=(".messageHeading .light", ".messageHeading p", ".messageHeader p.light"),
        link=(".messageNumber::attr(href)", 'a[href*="#post"]::attr(href)'),
        quote=(".quoteBox",),
        drop=(
            ".editNote",
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
