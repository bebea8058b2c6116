"""Bluesky: an account, a feed, a thread, a hashtag or a search, through the public AppView."""

from collections.abc import Iterator

from crawlers.answer import open_answer
from crawlers.interface import address, asked, changed, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider

PUBLIC = "https://public.api.bsky.app/xrpc"
SEARCH = "https://api.bsky.app/xrpc"  # the public host refuses searches
AT_ONCE = 100  # posts in an answer


class BlueskySpider(SourceSpider):
    """Reads the newest posts first; older ones as long as there is something new."""

    name = "bluesky"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        yield Follow(self._first(), self.parse, needed=True)

    def _first(self) -> str:
        path = steps(self.source.url)
        words = asked(self.source.url, "q")
        if path[:1] == ["hashtag"] and len(path) > 1:
            words = f"#{path[1]}"
        if words:
            found = f"{SEARCH}/app.bsky.feed.searchPosts"
            return address(found, q=words, sort="latest", limit=AT_ONCE)
        match path:
            case ["profile", who]:
                return address(f"{PUBLIC}/app.bsky.feed.getAuthorFeed", actor=who, limit=AT_ONCE)
            case ["profile", who, "post", key]:
                uri = f"at://{who}/app.bsky.feed.post/{key}"
                return address(f"{PUBLIC}/app.bsky.feed.getPostThread", uri=uri, depth=AT_ONCE)
            case ["profile", who, "feed", key]:
                uri = f"at://{who}/app.bsky.feed.generator/{key}"
                return address(f"{PUBLIC}/app.bsky.feed.getFeed", feed=uri, limit=AT_ONCE)
        site = "https://bsky.app"
        raise not_understood(self.source, f"{site}/profile/NAME", f"{site}/search?q=WORDS")

    def again(self, url: str) -> Follow:
        """One post by itself: a timeline left it out, and does not say why."""
        who, key = steps(url)[1], steps(url)[-1]
        uri = f"at://{who}/app.bsky.feed.post/{key}"
        thread = f"{PUBLIC}/app.bsky.feed.getPostThread"
        return Follow(
            address(thread, uri=uri, depth=0, parentHeight=0), self._read, chain=url, post=url
        )

    def _read(self, page: Page) -> Iterator[Found]:
        yield from read_as("bluesky", page)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("bluesky", page)
        cursor = open_answer(page).text("cursor")
        if cursor:
            yield Follow(changed(page.response.url, cursor=cursor), self.parse, if_new=True)
