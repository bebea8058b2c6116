"""VK: walls with their comments, discussions, and searches, through VK's interface."""

import re
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
INSIDE = 10  # replies to a comment that come with it
_COMMENTS = {
    "wall": ("wall.getComments", "post_id"),
    "topic": ("board.getComments", "topic_id"),
    "video": ("video.getComments", "video_id"),
    "clip": ("video.getComments", "video_id"),
    "photo": ("photos.getComments", "photo_id"),
    "product": ("market.getComments", "item_id"),
}
_PLACE = re.compile(r"(wall|board|topic|video|clip|photo|product)(-?\d{1,19})(?:_(\d{1,19}))?")
_KNOWN = (
    *("https://vk.com/NAME", "https://vk.com/search?q=WORDS", "https://vk.com/wall-1_2"),
    *("https://vk.com/board1", "https://vk.com/topic-1_2", "https://vk.com/video-1_2"),
)
_HOW = "a service token of an app from https://dev.vk.com"


class VkSpider(SourceSpider):
    """Reads a wall, what is said below one post or video, discussions, or a search for words."""

    name = "vk"
    comes_back = True

    def start(self) -> Iterator[Follow]:
        path = steps(self.source.url)
        words = asked(self.source.url, "q") or asked(self.source.url, "c[q]")
        name = path[-1] if path else ""
        place = _PLACE.fullmatch(name)
        if words:
            yield self._ask("newsfeed.search", q=words, extended=1, fields=TOLD, count=AT_ONCE)
        elif not name:
            raise not_understood(self.source, *_KNOWN)
        elif place and place[3]:
            yield replace(self._comments(place[1], place[2], place[3]), needed=True, in_turn=False)
            if place[1] == "wall":
                post = {"posts": f"{place[2]}_{place[3]}", "fields": TOLD}
                yield replace(self._ask("wall.getById", **post, extended=1), then=self._read_one)
        elif place and place[1] == "board":
            shown = {"order": 1, "count": AT_ONCE}
            topics = self._ask("board.getTopics", group_id=place[2].removeprefix("-"), **shown)
            yield replace(topics, then=self._read_topics)
        else:
            whose = {"owner_id": place[2]} if place and place[1] == "wall" else {"domain": name}
            yield self._ask("wall.get", **whose, extended=1, fields=TOLD, count=AT_ONCE)

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("vk", page)
        response = open_answer(page).at("response")
        posts = list(response.at("items").each())
        if self.option("comments", bool):
            yield from self._discussed(posts)
        yield from self._older(page, response, len(posts))

    def again(self, url: str) -> Follow:
        """One post or comment by its number: its wall left it out without a word."""
        name = steps(url)[-1]
        place = _PLACE.fullmatch(name)
        comment = asked(url, "reply") or asked(url, "post")
        if place and comment and place[1] == "wall":
            which = {"owner_id": place[2], "comment_id": comment, "post_id": place[3]}
            follow = self._ask("wall.getComment", **which, extended=1)
        elif place and comment:
            below = self._comments(place[1], place[2], place[3])
            first = changed(below.url, start_comment_id=comment, count="1")
            follow = replace(below, url=first, in_turn=False)
        else:
            follow = self._ask("wall.getById", posts=name.removeprefix("wall"), extended=1)
        return replace(follow, then=self._read_one, needed=False, chain=url)

    def _discussed(self, posts: list[Answer]) -> Iterator[Follow]:
        """The comments below posts that have some."""
        for post in posts:
            owner, number = post.text("owner_id"), post.text("id")
            if owner and number and post.number("comments", "count"):
                yield self._comments("wall", owner, number)

    def _comments(self, what: str, owner: str, number: str) -> Follow:
        """What is said below a post, a video, ... or in a topic, the newest first."""
        method, name = _COMMENTS[what]
        whose = {"group_id": owner.removeprefix("-")} if what == "topic" else {"owner_id": owner}
        inside = {"thread_items_count": INSIDE} if what == "wall" else {}
        shown = inside | {"extended": 1, "count": AT_ONCE}
        follow = self._ask(method, **whose, **{name: number, "sort": "desc"}, **shown)
        return replace(follow, then=self._read_comments, needed=False, in_turn=True)

    def _read_topics(self, page: Page) -> Iterator[Found]:
        group = asked(page.response.url, "group_id") or ""
        for topic in open_answer(page).at("response", "items").each():
            number = topic.text("id")
            if number:
                yield self._comments("topic", group, number)

    def _read_comments(self, page: Page) -> Iterator[Found]:
        """Comments, the replies that their answer leaves out, and its next part."""
        yield from read_as("vk", page)
        here = page.response.url
        items = list(open_answer(page).at("response", "items").each())
        for item in items:
            known, number = len(list(item.at("thread", "items").each())), item.text("id")
            if number and (item.number("thread", "count") or 0) > known:
                yield self._more(changed(here, comment_id=number, offset="0"), in_turn=True)
        if len(items) == AT_ONCE:
            yield self._more(changed(here, offset=str(int(asked(here, "offset") or 0) + AT_ONCE)))

    def _more(self, url: str, *, in_turn: bool = False) -> Follow:
        return Follow(
            url,
            self._read_comments,
            if_new=not in_turn,
            in_turn=in_turn,
            interface=True,
            headers=self._headers(),
        )

    def _read_one(self, page: Page) -> Iterator[Found]:
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
