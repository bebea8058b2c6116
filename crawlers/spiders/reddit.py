"""Reddit: a subreddit with its comments, a user, a thread or a search, through its interface."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from crawlers.answer import open_answer
from crawlers.engines.reddit import further
from crawlers.interface import address, asked, changed, need, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.read import PageChanged
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.settings import read_settings

TOKEN = "https://www.reddit.com/api/v1/access_token"  # noqa: S105  (an address)
API = "https://oauth.reddit.com"
AT_ONCE = 100  # posts in an answer
_HOW = "ID:SECRET of an app from https://www.reddit.com/prefs/apps"


class RedditSpider(SourceSpider):
    """Asks for a token of the day, then reads the newest posts and comments first."""

    name = "reddit"

    def start(self) -> Iterator[Follow]:
        self._pages()  # an address nobody understands is told before the token is asked for
        client = need(read_settings().reddit_client, "REDDIT_CLIENT", self.source, _HOW)
        yield Follow(
            TOKEN,
            self._enter,
            needed=True,
            interface=True,
            private=True,
            headers={
                "Authorization": f"Basic {b64encode(client.encode()).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body=b"grant_type=client_credentials",
        )

    def _enter(self, page: Page) -> Iterator[Found]:
        token = open_answer(page).text("access_token")
        if token is None:
            raise PageChanged("token", page.response.url)
        for url in self._pages():
            yield self._ask(url, token, needed=True)

    def _pages(self) -> list[str]:
        """Where the source's posts are, and for a subreddit its comments."""
        path = steps(self.source.url)
        words = asked(self.source.url, "q")
        shown = {"limit": AT_ONCE, "raw_json": 1}
        if words:
            inside = f"/r/{path[1]}" if path[:1] == ["r"] and len(path) > 2 else ""
            here = 1 if inside else None
            base = f"{API}{inside}/search"
            return [address(base, q=words, sort="new", restrict_sr=here, **shown)]
        match path:
            case ["r", _, "comments", number, *_] | ["comments", number, *_]:
                return [address(f"{API}/comments/{number}", sort="new", **shown)]
            case ["r", name, *_]:
                comments = [address(f"{API}/r/{name}/comments", **shown)]
                wanted = comments if self.option("comments", bool) else []
                return [address(f"{API}/r/{name}/new", **shown), *wanted]
            case ["domain", name, *_]:
                return [address(f"{API}/domain/{name}/new", **shown)]
            case ["user" | "u", name, *_]:
                return [address(f"{API}/user/{name}/overview", sort="new", **shown)]
        site = "https://www.reddit.com"
        raise not_understood(self.source, f"{site}/r/NAME", f"{site}/search?q=WORDS")

    def _ask(self, url: str, token: str, *, needed: bool = False) -> Follow:
        return Follow(
            url,
            partial(self._read, token),
            needed=needed,
            if_new=not needed,
            interface=True,
            headers={"Authorization": f"Bearer {token}"},
        )

    def _read(self, token: str, page: Page) -> Iterator[Found]:
        yield from read_as("reddit", page)
        answer = open_answer(page)
        after = answer.text("data", "after")
        if after:
            yield self._ask(changed(page.response.url, after=after), token)
        for thread, above, numbers in further(answer):
            for url in _left_out(thread, above, numbers):
                yield replace(self._ask(url, token), if_new=False, in_turn=True)


def _left_out(thread: str, above: str, numbers: list[str]) -> Iterator[str]:
    """Where comments are that a thread's page leaves out: by their numbers, or as a branch."""
    shown = {"limit": str(AT_ONCE), "raw_json": "1"}
    if not numbers and above.isalnum():
        yield address(f"{API}/comments/{thread}", comment=above, **shown)
    for start in range(0, len(numbers), AT_ONCE):
        some = {"link_id": f"t3_{thread}", "children": ",".join(numbers[start : start + AT_ONCE])}
        yield address(f"{API}/api/morechildren", api_type="json", **some, raw_json=1)
