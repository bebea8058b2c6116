"""Hacker News: a search, a user or one thread, through Algolia's interface."""

from collections.abc import Iterator

from crawlers.answer import open_answer
from crawlers.interface import address, asked, changed, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider

API = "https://hn.algolia.com/api/v1"
AT_ONCE = 100  # hits in an answer
_LISTS = {
    "newest": "story",
    "news": "story",
    "newcomments": "comment",
    "ask": "ask_hn",
    "show": "show_hn",
}


class HackernewsSpider(SourceSpider):
    """Reads the newest stories and comments first."""

    name = "hackernews"

    def start(self) -> Iterator[Follow]:
        yield Follow(self._first(), self.parse, needed=True)

    def _first(self) -> str:
        url, path = self.source.url, steps(self.source.url)
        words = asked(url, "q") or asked(url, "query")
        if path[:1] == ["item"] and (asked(url, "id") or "").isdecimal():
            return f"{API}/items/{asked(url, 'id')}"
        if words:
            return self._search(query=words, tags="(story,comment)")
        if path[:1] in (["user"], ["threads"], ["submitted"]) and asked(url, "id"):
            return self._search(tags=f"author_{asked(url, 'id')}")
        site = asked(url, "site") if path[:1] == ["from"] else None
        if site:
            return self._search(query=site, tags="story", restrictSearchableAttributes="url")
        if not path or path[0] in _LISTS:
            return self._search(tags=_LISTS[path[0]] if path else "story")
        site = "https://news.ycombinator.com"
        known = (f"{site}/newest", f"{site}/item?id=1", "https://hn.algolia.com/?q=WORDS")
        raise not_understood(self.source, *known)

    def _search(self, **what: str) -> str:
        return address(f"{API}/search_by_date", **what, hitsPerPage=AT_ONCE)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("hackernews", page)
        answer = open_answer(page)
        following = (answer.number("page") or 0) + 1
        if following < (answer.number("nbPages") or 0):
            url = changed(page.response.url, page=str(following))
            yield Follow(url, self.parse, if_new=True)
