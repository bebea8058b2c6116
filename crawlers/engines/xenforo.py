"""XenForo 1 and 2."""

from collections.abc import Iterator

from crawlers.engines.layout import Layout, has_posts, read_layouts
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

LAYOUTS = (
    Layout(  # 2
        post="article.message[data-content^=post-], article.message[id^=js-post-]",
        body=(".message-body .bbWrapper", ".message-body", ".bbWrapper"),
        author=(
            "@data-author",
            ".message-name .username",
            ".message-name",
            ".message-user a.username",
        ),
        date=(
            ".message-attribution time::attr(datetime)",
            "time.u-dt::attr(datetime)",
            "time::attr(datetime)",
        ),
        link=(
            ".message-attribution a[href*=post-]::attr(href)",
            '.message-attribution a[href*="posts/"]::attr(href)',
        ),
        quote=(".bbCodeBlock--quote",),
        drop=(
            ".message-lastEdit",
            ".js-selectToQuoteEnd",
        ),
    ),
    Layout(  # 1
        post="li.message[id^=post-], .message[id^=post-][data-author]",
        body=(".messageText", "blockquote.ugc"),
        author=(
            "@data-author",
            ".messageUserInfo a.username",
            ".userText .username",
            "a.username.author",
        ),
        date=(
            ".datePermalink [data-time]::attr(data-time)",
            ".messageMeta .DateTime::attr(title)",
            ".DateTime[title]::attr(title)",
            ".messageMeta .DateTime",
        ),
        link=(
            '.messageMeta a[href*="#post-"]::attr(href)',
            '.messageMeta a[href*="posts/"]::attr(href)',
            "a.datePermalink::attr(href)",
        ),
        quote=(".bbCodeQuote",),
        drop=(
            ".messageTextEndMarker",
            ".editDate",
        ),
    ),
)


def claims(page: Page) -> bool:
    """Whether the page shows posts of this engine."""
    return has_posts(Thread(page), LAYOUTS)


def read(page: Page) -> Iterator[Post]:
    """The posts of a thread's page."""
    return read_layouts(Thread(page), LAYOUTS)
