"""A page that a visit asks for: how, and what is remembered of the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scrapy import Request
from scrapy.http import Response

from crawlers import shown
from crawlers.moved import find_new_address
from crawlers.rhythm import next_look
from crawlers.source_spider import Follow
from crawlers.trouble import Trouble
from crawlers.visit import State, Visit
from pipeline.post import Post

SECOND_LOOK = timedelta(hours=20)  # after the first one that did not find a page


@dataclass(frozen=True)
class Ask:
    """A page asked for: by which visit, and what is remembered of it."""

    visit: Visit
    follow: Follow
    state: State | None
    depth: int
    pushed: bool = False  # it came by itself

    def conditions(self) -> dict[str, str]:
        """Headers that let the server answer "not modified"."""
        state = self._met_here()
        if state is None:
            return {}
        etag = {"If-None-Match": state.etag} if state.etag else {}
        return etag | ({"If-Modified-Since": state.modified} if state.modified else {})

    def is_as_before(self, response: Response, now: datetime) -> bool:
        """Whether an answer is, byte for byte, the one that the last visit read."""
        state = self._met_here()
        if self.pushed or state is None or state.missed:
            return False
        return shown.is_whole(state.shown, response.body, now)

    def _met_here(self) -> State | None:
        """What is remembered of just this page, not of another one of its chain."""
        state = self.state
        return state if state and self.follow.url == (state.resume or state.url) else None

    def request(self, *, fresh: bool) -> Request:
        """What Scrapy is asked; ValueError for what is no address."""
        headers = dict(self.follow.headers)
        if not fresh:
            headers |= self.conditions()
        return Request(
            self.follow.url,
            method="GET" if self.follow.body is None else "POST",
            headers=headers,
            body=self.follow.body or b"",
            meta={
                "visit": self.visit.source.name,
                "own_headers": tuple(headers),
                "interface": self.follow.interface,
            },
        )

    def miss(self, trouble: Trouble, *, lasting: bool = False) -> None:
        """The page is not to be had."""
        if self.follow.needed:
            self.visit.fail(trouble)
        else:
            self.visit.stumble(trouble)
            self.visit.cut = self.visit.cut or not lasting

    def note_move(self, response: Response) -> None:
        """Whether the source's own page is said to be elsewhere from now on."""
        if self.follow.url == self.visit.source.url:
            self.visit.moved = find_new_address(response)

    def lose(self, now: datetime) -> None:
        """Remember that a page is not to be had; the second time nobody comes a third time."""
        key = key_of(self.follow)
        known = self.state or State(key, now, now)
        since = known.missed or now
        standing = self.follow.needed or not self.visit.trouble  # the rest of the site is there
        sure = standing and now - since >= SECOND_LOOK
        again = now + SECOND_LOOK if self._may_come_back() and not sure else None
        lasting = replace(known, visited=now, again=again, missed=since, etag=None, modified=None)
        self.visit.states[key] = lasting
        if sure:
            self.visit.lost.append(key)

    def settle(self, now: datetime, *, gone: bool) -> None:
        """A post asked for by itself was not read: unless it is gone, one more look is taken."""
        key = key_of(self.follow)
        known = self.state or State(key, now, now)
        again = None if gone or known.missed else now + SECOND_LOOK
        self.visit.states[key] = replace(known, visited=now, again=again, missed=now)

    def news(self, posts: Sequence[Post], now: datetime) -> tuple[Sequence[Post], list[bytes]]:
        """The posts the last visit did not find there just as they are, and the marks of all."""
        if self.visit.source.kind not in shown.KINDS:
            return posts, []
        marks = shown.marks(posts, now)
        before = shown.split(self.state.shown if self.state else None)
        news = [post for post, mark in zip(posts, marks, strict=True) if mark not in before]
        return news, marks

    def remember(
        self,
        response: Response,
        now: datetime,
        newest: datetime | None = None,
        *,
        unchanged: bool = False,  # all that was remembered holds
        ended: bool = False,
        in_full: bool = False,  # the next time, whether it changed or not
        marks: bytes | None = None,  # of what it shows
    ) -> None:
        """What to know of this page at the next visit."""
        key = key_of(self.follow)
        known = replace(self.state, missed=None) if self.state else State(key, now, now)
        if ended:
            known = replace(known, again=None)
        elif self._may_come_back():
            brought = newest or known.brought or known.first
            known = replace(known, brought=brought, again=next_look(brought, now))
        if unchanged:
            self.visit.states[key] = replace(known, visited=now)
            return
        self.visit.states[key] = replace(
            known,
            visited=now,
            etag=None if in_full else header(response, "ETag"),
            modified=None if in_full else header(response, "Last-Modified"),
            resume=self.follow.url if self.follow.chain else None,
            shown=shown.forget_whole(marks) if in_full else marks,
        )

    def _may_come_back(self) -> bool:
        """Whether a page is looked at again though nothing may link it any more."""
        follow, spider = self.follow, self.visit.spider
        return follow.once or (
            follow.chain is not None and spider is not None and spider.comes_back
        )


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def newest(posts: Iterable[Post], now: datetime) -> datetime | None:
    """When the last of these posts was written, where one of them says so."""
    times = [post.published for post in posts if post.published and post.published <= now]
    return max(times, default=None)


def in_turn(follows: Iterable[Follow], states: Mapping[str, State]) -> list[Follow]:
    """Pages looked at in turn, behind the others: first those not seen for longest."""

    def last_seen(follow: Follow) -> float:
        state = states.get(key_of(follow))
        return state.visited.timestamp() if follow.in_turn and state else 0.0

    return sorted(follows, key=last_seen)


def key_of(follow: Follow) -> str:
    """The address under which a page is remembered."""
    return follow.chain or follow.url


def keys_of(follows: Iterable[Follow]) -> list[str]:
    """The addresses under which pages are remembered, each once."""
    return list(dict.fromkeys(key_of(follow) for follow in follows))
