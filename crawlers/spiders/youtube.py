"""YouTube: comments of a video or of a whole channel, and searches, through the Data API."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from crawlers.answer import open_answer
from crawlers.interface import address, asked, changed, need, not_understood, steps
from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.read import PageChanged
from crawlers.source_spider import Follow, Found, SourceSpider
from pipeline.settings import read_settings

API = "https://www.googleapis.com/youtube/v3"
_HOW = "a key for the YouTube Data API v3 from https://console.cloud.google.com"
_KNOWN = (
    "https://www.youtube.com/watch?v=VIDEO",
    "https://www.youtube.com/@CHANNEL",
    "https://www.youtube.com/results?search_query=WORDS",
)


class YoutubeSpider(SourceSpider):
    """Reads the newest comments first, further pages as long as there is something new."""

    name = "youtube"

    def start(self) -> Iterator[Follow]:
        path = steps(self.source.url)
        video = asked(self.source.url, "v") or self._short(path)
        words = asked(self.source.url, "search_query")
        if video:
            yield self._ask("commentThreads", self.parse, **_threads(videoId=video))
            yield self._ask("videos", self.parse, part="snippet", id=video)
        elif words:
            found = {"part": "snippet", "type": "video", "order": "date", "maxResults": "50"}
            yield self._ask("search", self.parse, q=words, **found)
        elif path[:1] == ["playlist"] and asked(self.source.url, "list"):
            shown = {"part": "snippet,contentDetails", "maxResults": "50"}
            which = asked(self.source.url, "list") or ""
            yield self._ask("playlistItems", self.parse, playlistId=which, **shown)
        elif path[:1] == ["channel"] and len(path) > 1:
            yield self._of_channel(path[1])
        elif path[:1] == ["user"] and len(path) > 1:
            yield self._ask("channels", self._find_channel, part="id", forUsername=path[1])
        elif path and path[0].startswith("@"):
            yield self._ask("channels", self._find_channel, part="id", forHandle=path[0])
        else:
            raise not_understood(self.source, *_KNOWN)

    def _short(self, path: list[str]) -> str | None:
        """The video of youtu.be/VIDEO and youtube.com/shorts/VIDEO."""
        if urlsplit(self.source.url).netloc.endswith("youtu.be") and path:
            return path[0]
        return path[1] if path[1:] and path[0] in ("shorts", "live", "embed") else None

    def parse(self, page: Page) -> Iterator[Found]:
        yield from read_as("youtube", page)
        answer = open_answer(page)
        for thread in answer.at("items").each():
            known = len(list(thread.at("replies", "comments").each()))
            number = thread.text("id")
            if number and (thread.number("snippet", "totalReplyCount") or 0) > known:
                yield self._replies(number)
        yield from self._more(page, self.parse)

    def _more(self, page: Page, then: Callable[[Page], Iterator[Found]]) -> Iterator[Follow]:
        token = open_answer(page).text("nextPageToken")
        if token:
            url = changed(page.response.url, pageToken=token)
            yield Follow(url, then, if_new=True, interface=True, headers=self._headers())

    def _read_replies(self, page: Page) -> Iterator[Found]:
        yield from read_as("youtube", page)
        yield from self._more(page, self._read_replies)

    def _replies(self, parent: str) -> Follow:
        """All replies to a comment: a thread shows five of them."""
        asked_for = {"part": "snippet", "parentId": parent, "maxResults": "100"}
        return Follow(
            address(f"{API}/comments", **asked_for, textFormat="plainText"),
            self._read_replies,
            in_turn=True,
            interface=True,
            headers=self._headers(),
        )

    def _find_channel(self, page: Page) -> Iterator[Found]:
        number = open_answer(page).at("items").first().text("id")
        if number is None:
            raise PageChanged("channel of that name", self.source.url)
        yield self._of_channel(number)

    def _of_channel(self, number: str) -> Follow:
        return self._ask(
            "commentThreads", self.parse, **_threads(allThreadsRelatedToChannelId=number)
        )

    def _ask(self, what: str, then: Callable[[Page], Iterator[Found]], **told: str) -> Follow:
        url = address(f"{API}/{what}", **told)
        return Follow(url, then, needed=True, interface=True, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        key = need(read_settings().youtube_key, "YOUTUBE_KEY", self.source, _HOW)
        return {"X-Goog-Api-Key": key}


def _threads(**whose: str) -> dict[str, str]:
    shown = {"part": "snippet,replies", "order": "time", "maxResults": "100"}
    return whose | shown | {"textFormat": "plainText"}
