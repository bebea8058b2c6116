"""What a source said, once; standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """Where people spoke."""

    NEWS = "news"
    BLOG = "blog"
    FORUM = "forum"
    REVIEW = "review"
    SOCIAL = "social"
    MESSENGER = "messenger"
    VIDEO = "video"


@dataclass(frozen=True)
class Post:
    """One article, comment, forum post, review or message, as found.

    `url` is the post's own address where it has one, else its page's. `thread` is the
    address of the page or discussion it belongs to, None for a post that stands alone.
    """

    source: str
    channel: Channel
    url: str
    text: str
    title: str | None = None
    author: str | None = None
    published: datetime | None = None  # aware; None where the page does not say
    stars: float | None = None  # 1 to 5, whatever the page's own scale
    thread: str | None = None
    language: str | None = None  # ISO 639-1
    original: str | None = None  # address of the post that this one repeats
    followers: int | None = None  # of its author or channel, where the platform tells
