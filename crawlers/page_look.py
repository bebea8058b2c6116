"""One page to look at closely: the latest that is kept of a source, or the one it shows now."""

from collections.abc import Sequence
from dataclasses import replace

from crawlers.jobs import Taken
from crawlers.preview import Showcase, visit_once
from crawlers.raw import RawPage, RawStore
from crawlers.visit import Visit
from pipeline.errors import OtklikError
from pipeline.post import Post
from pipeline.settings import Settings
from pipeline.watch import Source


class OnePage(Showcase):
    """The keeper that holds the first page of a visit."""

    page: RawPage | None = None

    async def take(
        self,
        visit: Visit,
        posts: Sequence[Post],
        urls: Sequence[str],
        page: RawPage | None,
        gone: Sequence[str] = (),
        *,
        last: bool = False,
    ) -> Taken:
        """The source's own page comes first."""
        self.page = self.page or page
        return await super().take(visit, posts, urls, page, gone, last=last)


def find_page(source: Source, settings: Settings, *, fetch: bool = False) -> RawPage:
    """The latest page kept of the source's address; where there is none, what it shows now."""
    if not fetch:
        store = RawStore(settings.data / "pages")
        kept = next(store.latest(source.name, lambda page: page.asked == source.url), None)
        if kept:
            return kept
    keeper = OnePage()
    # Without its queries, which may be the ones that are wrong.
    ending = visit_once(replace(source, options={"pages": 1}), keeper, settings)
    if keeper.page is None:
        raise OtklikError(ending.error or "no page came")
    return keeper.page
