"""Mastodon and its kin: an account, a hashtag, a server's timeline, a thread or a search."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from crawlers.answer import open_answer
from crawlers.interface import address, asked, changed, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.read import PageChanged
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.settings import read_settings

AT_ONCE = 40  # statuses in an answer


class MastodonSpider(SourceSpider):
    """Reads the newest statuses first; older ones as long as there is something new."""

    name = "mastodon"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        path = steps(self.source.url)
        words = asked(self.source.url, "q")
        if words and path[:1] == ["search"]:
            yield self._ask("v2/search", q=words, type="statuses", limit=AT_ONCE)
        elif path[:1] in (["tags"], ["tag"]) and len(path) > 1:
            yield self._ask(f"v1/timelines/tag/{path[1]}", limit=AT_ONCE)
        elif path[:1] == ["public"]:
            local = "true" if path[1:] == ["local"] else None
            yield self._ask("v1/timelines/public", local=local, limit=AT_ONCE)
        elif path[1:] and (path[-1].isdecimal() or path[0] in ("notice", "statuses")):
            yield self._ask(f"v1/statuses/{path[-1]}")
            yield self._ask(f"v1/statuses/{path[-1]}/context")
        elif path and path[0].startswith("@"):
            asking = self._ask("v1/accounts/lookup", acct=path[0][1:])
            yield Follow(asking.url, self._find_account, needed=True, headers=asking.headers)
        else:
            site = "https://SERVER"
            raise not_understood(self.source, f"{site}/@NAME", f"{site}/tags/TAG", f"{site}/public")

    def again(self, url: str) -> Follow:
        """One status by its number: a timeline left it out, and does not say why."""
        asking = self._ask(f"v1/statuses/{quote(steps(url)[-1], safe='')}")
        return replace(asking, then=self._read, needed=False, chain=url, post=url)

    def _read(self, page: Page) -> Iterator[Found]:
        yield from read_as("mastodon", page)

    def _find_account(self, page: Page) -> Iterator[Found]:
        number = open_answer(page).text("id")
        if number is None or not number.isalnum():
            raise PageChanged("account of that name", self.source.url)
        yield self._ask(f"v1/accounts/{number}/statuses", limit=AT_ONCE)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("mastodon", page)
        answer, here = open_answer(page), page.response.url
        statuses, found = list(answer.each()), list(answer.at("statuses").each())
        last = statuses[-1].text("id") if statuses else None
        if last:
            yield self._more(changed(here, max_id=last))
        elif len(found) == AT_ONCE:  # a search, which counts
            yield self._more(changed(here, offset=str(int(asked(here, "offset") or 0) + AT_ONCE)))

    def _more(self, url: str) -> Follow:
        return Follow(url, self.parse, if_new=True, headers=self._headers())

    def _ask(self, what: str, **told: str | int | None) -> Follow:
        parts = urlsplit(self.source.url)
        url = address(f"{parts.scheme}://{parts.netloc}/api/{what}", **told)
        return Follow(url, self.parse, needed=True, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        """Many servers answer anybody; a token opens those that do not, and the search."""
        token = read_settings().mastodon_tokens.get(urlsplit(self.source.url).netloc.lower())
        return {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
