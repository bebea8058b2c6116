"""VK: walls with their comments, and searches, through VK's interface."""

from collections.abc import Iterator
from dataclasses import replace

from crawlers.answer import Answer, open_answer
from crawlers.interface import address, asked, changed, need, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.settings import read_settings

API = "https://api.vk.com/method"
VERSION = "5.199"
AT_ONCE = 100  # posts or comments in an answer
TOLD = "followers_count,members_count"  # of people and communities
_HOW = "a service token of an app from https://dev.vk.com"


class VkSpider(SourceSpider):
    """Reads a community's or a person's wall, one post, or a search for words."""

    name = "vk"
    comes_back = True
    options = {"comments": True}  # noqa: RUF012  (a constant)

    def start(self) -> Iterator[Follow]:
        path = steps(self.source.url)
        words = asked(self.source.url, "q") or asked(self.source.url, "c[q]")
        wall = (path[-1] if path else "").removeprefix("wall")
        owner, _, number = wall.partition("_")
        if words:
            yield self._ask("newsfeed.search", q=words, extended=1, fields=TOLD, count=AT_ONCE)
        elif not path:
            raise not_understood(
                self.source, "https://vk.com/NAME", "https://vk.com/search?q=WORDS"
            )
        elif path[-1].startswith("wall") and number.isdecimal():
            yield self._comments(owner, number, needed=True)
        elif path[-1].startswith("wall") and owner.removeprefix("-").isdecimal():
            yield self._ask("wall.get", owner_id=owner, extended=1, fields=TOLD, count=AT_ONCE)
        else:
            yield self._ask("wall.get", domain=path[-1], extended=1, fields=TOLD, count=AT_ONCE)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("vk", page)
        response = open_answer(page).at("response")
        posts = list(response.at("items").each())
        if self.option("comments", bool):
            yield from self._discussed(posts)
        yield from self._older(page, response, len(posts))

    def again(self, url: str) -> Follow:
        """One post or comment by its number: its wall left it out without a word."""
        wall = steps(url)[-1].removeprefix("wall")
        comment, owner = asked(url, "reply"), wall.partition("_")[0]
        if comment:
            which = {"owner_id": owner, "comment_id": comment, "post_id": wall.partition("_")[2]}
            follow = self._ask("wall.getComment", **which, extended=1)
        else:
            follow = self._ask("wall.getById", posts=wall, extended=1)
        return replace(follow, then=self._read_comments, needed=False, chain=url)

    def _discussed(self, posts: list[Answer]) -> Iterator[Follow]:
        """The comments below posts that have some."""
        for post in posts:
            owner, number = post.text("owner_id"), post.text("id")
            if owner and number and post.number("comments", "count"):
                yield self._comments(owner, number)

    def _comments(self, owner: str, number: str, *, needed: bool = False) -> Follow:
        below = {"owner_id": owner, "post_id": number, "sort": "desc"}
        shown = {"thread_items_count": 10, "extended": 1, "count": AT_ONCE}
        follow = self._ask("wall.getComments", **below, **shown)
        return Follow(
            follow.url,
            self._read_comments,
            needed=needed,
            in_turn=not needed,
            interface=True,
            headers=follow.headers,
        )

    def _read_comments(self, page: Page) -> Iterator[Found]:
        yield from read_as("vk", page)

    def _older(self, page: Page, response: Answer, count: int) -> Iterator[Follow]:
        """The answer's next part: a search names it, a wall is counted."""
        here, there = page.response.url, response.text("next_from")
        if there:
            url = changed(here, start_from=there)
        elif count == AT_ONCE and asked(here, "q") is None:
            url = changed(here, offset=str(int(asked(here, "offset") or 0) + AT_ONCE))
        else:
            return
        yield Follow(url, self.parse, if_new=True, interface=True, headers=self._headers())

    def _ask(self, method: str, **what: str | int) -> Follow:
        url = address(f"{API}/{method}", **what, v=VERSION)
        return Follow(url, self.parse, needed=True, interface=True, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        token = need(read_settings().vk_token, "VK_TOKEN", self.source, _HOW)
        return {"Authorization": f"Bearer {token}"}
