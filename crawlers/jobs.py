"""What a crawl asks of its memory, job by job, and what it is answered: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlers.raw import RawPage
from crawlers.visit import Ending, State, Visit
from pipeline.post import Post
from pipeline.push_model import Subscription
from pipeline.watch import Source
from pipeline.websub import Waiting


@dataclass(frozen=True)
class Take:
    """Keep the posts of a page; tell what is remembered of these addresses."""

    source: Source
    posts: Sequence[Post]
    urls: Sequence[str]
    page: RawPage | None
    gone: Sequence[str]  # addresses of posts that are known to be deleted
    last: bool = False  # the page ends its thread: it leads to no other


@dataclass(frozen=True)
class Recall:
    """Tell which pages of a source are worth another look."""

    source: Source


@dataclass(frozen=True)
class Listen:
    """Tell what hubs sent for a source, and when it was last asked itself."""

    source: Source


@dataclass(frozen=True)
class Subscribe:
    """Tell which subscription a hub is to be asked for, if any."""

    source: Source
    offer: tuple[str, str] | None  # the topic and the hub that the feed names


@dataclass(frozen=True)
class End:
    """Keep how a visit ended."""

    visit: Visit
    every: timedelta  # the interval that the source's configuration fixes


Job = Take | Recall | Listen | Subscribe | End


@dataclass(frozen=True)
class Taken:
    """What became of the posts of one page."""

    new: int
    mentions: int
    states: dict[str, State]  # of the pages asked about, by address
    pushes: Sequence[Waiting] = ()  # what hubs sent
    subscription: Subscription | None = None  # that its hub is to be asked for
    written: Sequence[datetime | None] = ()  # when the new posts were that are no backlog
    doubt: bool = False  # a post is missing on the page: a second look is needed


@dataclass(frozen=True)
class Told:
    """A visit that ended, for whoever watches."""

    visit: Visit
    ending: Ending
    finished: datetime
    due: datetime | None


Answer = Taken | Told
