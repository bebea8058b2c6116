"""What a source would yield: a visit whose findings are shown and not kept."""

from collections.abc import Sequence
from datetime import UTC, datetime

from crawlers.crawl import crawl
from crawlers.jobs import Taken, Told
from crawlers.raw import RawPage
from crawlers.rhythm import Rhythm
from crawlers.visit import Ending, Visit, conclude
from pipeline import dedup
from pipeline.post import Post
from pipeline.settings import Settings
from pipeline.watch import Source


class Showcase:
    """The keeper that keeps posts for a look and writes nothing."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self._seen: set[str] = set()

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],  # noqa: ARG002  (nothing is remembered)
        page: RawPage | None,  # noqa: ARG002
        gone: Sequence[str] = (),  # noqa: ARG002
        *,
        last: bool = False,  # noqa: ARG002
    ) -> Taken:
        """Every post is new here, once."""
        new = {key: post for post in posts if (key := dedup.key(post)) not in self._seen}
        self._seen.update(new)
        self.posts.extend(new.values())
        visit.posts_new += len(new)
        return Taken(len(new), 0, {})

    async def old_pages(self, visit: Visit) -> Taken:  # noqa: ARG002
        """Nothing is remembered here."""
        return Taken(0, 0, {})

    async def listen(self, visit: Visit) -> Taken:  # noqa: ARG002
        """Nobody pushes to a preview."""
        return Taken(0, 0, {})

    async def subscribe(self, visit: Visit) -> Taken:  # noqa: ARG002
        """Nothing is subscribed to for a look."""
        return Taken(0, 0, {})

    async def kept(self, visit: Visit, url: str) -> RawPage | None:  # noqa: ARG002
        """Nothing is kept for a look."""
        return None

    async def end(self, visit: Visit) -> Told:
        """Judge the visit by itself."""
        return Told(visit, conclude(visit, Rhythm()), visit.started, None)

    def close(self) -> None:
        """Nothing is held."""


def preview(source: Source, settings: Settings) -> tuple[list[Post], Ending]:
    """The posts a visit finds, and how it ended."""
    showcase = Showcase()
    ending = visit_once(source, showcase, settings)
    return showcase.posts, ending


def visit_once(source: Source, showcase: Showcase, settings: Settings) -> Ending:
    """Let a showcase see what one visit brings; how it ended."""
    endings = list[Ending]()
    crawl(
        [source],
        showcase,
        settings,
        lambda: datetime.now(UTC),
        lambda told: endings.append(told.ending),
    )
    return endings[0]
