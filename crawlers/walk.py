"""One walk over the sources that are due: every visit through one Scrapy engine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.decode import open_page
from crawlers.deliver import Keeper, Taken, Told
from crawlers.raw import RawPage
from crawlers.rhythm import Weight, revisit
from crawlers.source_spider import Follow
from crawlers.trouble import Trouble, of_exception, of_status
from crawlers.visit import State, Visit
from pipeline.errors import OtklikError
from pipeline.post import Post

log = logging.getLogger(__name__)

DEEPEST = 100  # pages on the way from a source's address to one of its posts
NOT_PAGES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
AT_ONCE = 500  # visits under way; the rest wait, so that memory does not grow with sources


@dataclass(frozen=True)
class Ask:
    """A page asked for: by which visit, and what is remembered of it."""

    visit: Visit
    follow: Follow
    state: State | None
    depth: int

    def conditions(self) -> dict[str, str]:
        """Headers that let the server answer "not modified"."""
        state = self.state
        if state is None or self.follow.url != (state.resume or state.url):
            return {}
        etag = {"If-None-Match": state.etag} if state.etag else {}
        return etag | ({"If-Modified-Since": state.modified} if state.modified else {})


class Walk(Spider):
    """Asks for what the sources' spiders follow, and hands over what they find.

    One engine for all kinds, so that the pauses toward a host hold for all its sources.
    """

    name = "otklik"

    def __init__(
        self,
        visits: Iterable[Visit],
        keeper: Keeper,
        clock: Callable[[], datetime],
        tell: Callable[[Told], None],
        *,
        fresh: bool = False,
    ) -> None:
        super().__init__()
        self._visits, self._keeper, self._clock, self._tell = visits, keeper, clock, tell
        self._fresh = fresh  # ask for whole pages, even where nothing changed
        self._room = asyncio.Semaphore(AT_ONCE)

    async def start(self) -> AsyncIterator[Request]:
        for visit in self._visits:
            await self._room.acquire()
            visit.started = self._clock()
            for request in await self._open(visit):
                yield request
            if not visit.pending:
                await self._close(visit)

    async def _open(self, visit: Visit) -> list[Request]:
        if visit.spider is None:
            return []
        try:
            follows = list(visit.spider.start())
        except OtklikError as error:
            visit.fail(of_exception(error, visit.source.url))
            return []
        taken = await self._keeper.take(visit, [], _keys(follows), None)
        return list(self._requests(visit, follows, taken, depth=0))

    async def receive(self, response: Response, ask: Ask) -> AsyncIterator[Request]:
        """An answer: its posts are handed over before its links are followed."""
        try:
            for request in await self._receive(response, ask):
                yield request
        except Exception as error:  # one bad source never stops the others
            log.exception("source=%s url=%s", ask.visit.source.name, response.url)
            ask.visit.fail(replace(of_exception(error, response.url), weight=Weight.HARD))
        finally:
            await self._leave(ask.visit)

    async def _receive(self, response: Response, ask: Ask) -> list[Request]:
        if response.status == 304:
            ask.visit.pages += 1
            ask.visit.unchanged += 1
            self._remember(ask, response)
            return []
        if not 200 <= response.status < 300:
            return await self._go_without(ask, of_status(response.status, response.url), response)
        kind = header(response, "Content-Type") or ""
        if kind.startswith(NOT_PAGES):
            words = f"{response.url}: {kind.partition(';')[0]} is no page to read"
            return await self._go_without(ask, Trouble(words, Weight.HARD))
        return await self._read(response, ask)

    async def fail(self, failure: Failure) -> AsyncIterator[Request]:
        """A page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        ask: Ask = request.cb_kwargs["ask"]
        assert failure.value is not None  # noqa: S101  (a failure has an exception)
        for again in await self._go_without(ask, of_exception(failure.value, request.url)):
            yield again
        await self._leave(ask.visit)

    async def _read(self, response: Response, ask: Ask) -> list[Request]:
        visit, now = ask.visit, self._clock()
        visit.pages += 1
        kind = header(response, "Content-Type")
        raw = RawPage(visit.source.name, response.url, kind, now, response.body)
        posts, follows = list[Post](), list[Follow]()
        try:
            page = open_page(response.body, response.url, kind, visit.source, now)
            for found in ask.follow.then(page):
                if isinstance(found, Post):
                    posts.append(found)
                else:
                    follows.append(found)
        except OtklikError as error:
            self._miss(ask, of_exception(error, response.url))
            posts.extend([ask.follow.instead] if ask.follow.instead else [])
        visit.posts_seen += len(posts)
        kept = None if ask.follow.private else raw
        taken = await self._keeper.take(visit, posts, _keys(follows), kept)
        if not any(follow.needed for follow in follows):  # else "not modified" would hide them
            self._remember(ask, response)
        return list(self._requests(visit, follows, taken, ask.depth + 1))

    def _requests(
        self, visit: Visit, follows: Sequence[Follow], taken: Taken, depth: int
    ) -> Iterator[Request]:
        """Requests for the pages that are worth it, within the visit's limits."""
        now = self._clock()
        lasting = [_key(follow) for follow in follows if follow.once or follow.chain]
        something_new = taken.new or any(key not in taken.states for key in lasting)
        for follow in _in_turn(follows, taken.states):
            state = taken.states.get(_key(follow))
            if follow.if_new and not something_new:
                continue
            if follow.once and state and not revisit(state.first, state.visited, now):
                visit.known += 1
                continue
            if follow.url == follow.chain and state and state.resume:
                follow = replace(follow, url=state.resume)
            if depth <= DEEPEST and visit.may_ask(follow, now):
                yield from self._request(Ask(visit, follow, state, depth))

    def _request(self, ask: Ask) -> Iterator[Request]:
        headers = dict(ask.follow.headers)
        if not self._fresh:
            headers |= ask.conditions()
        try:
            request = Request(
                ask.follow.url,
                self.receive,
                method="GET" if ask.follow.body is None else "POST",
                headers=headers,
                body=ask.follow.body or b"",
                errback=self.fail,
                dont_filter=True,  # what a visit asked for it knows itself
                priority=-ask.depth,
                meta={
                    "visit": ask.visit.source.name,
                    "own_headers": tuple(headers),
                    "interface": ask.follow.interface,
                },
                cb_kwargs={"ask": ask},
            )
        except ValueError as error:
            self._miss(ask, Trouble(f'"{ask.follow.url[:200]}": {error}', Weight.HARD))
            return
        ask.visit.asked.add(ask.follow.url)
        ask.visit.pending += 1
        yield request

    async def _go_without(
        self, ask: Ask, trouble: Trouble, response: Response | None = None
    ) -> list[Request]:
        """A page is not to be had: what holds instead of it, and where else to look."""
        visit, follow = ask.visit, ask.follow
        if follow.chain and follow.url != follow.chain and follow.chain not in visit.asked:
            first = replace(follow, url=follow.chain)  # the page we stopped at is gone
            return list(self._request(Ask(visit, first, None, ask.depth)))
        gone = response is not None and response.status in (404, 410)
        self._miss(ask, trouble, lasting=gone)
        if response is not None and gone:
            self._remember(ask, response)
        if follow.instead:
            visit.posts_seen += 1
            await self._keeper.take(visit, [follow.instead], [], None)
        return []

    def _miss(self, ask: Ask, trouble: Trouble, *, lasting: bool = False) -> None:
        if ask.follow.needed:
            ask.visit.fail(trouble)
        else:
            ask.visit.stumble(trouble)
            ask.visit.cut = ask.visit.cut or not lasting

    def _remember(self, ask: Ask, response: Response) -> None:
        """What to know of this page at the next visit."""
        now, key = self._clock(), _key(ask.follow)
        known = ask.state or State(key, now, now)
        if response.status == 304:
            ask.visit.states[key] = replace(known, visited=now)
            return
        ask.visit.states[key] = replace(
            known,
            visited=now,
            etag=header(response, "ETag"),
            modified=header(response, "Last-Modified"),
            resume=ask.follow.url if ask.follow.chain else None,
        )

    async def _leave(self, visit: Visit) -> None:
        visit.pending -= 1
        if not visit.pending:
            await self._close(visit)

    async def _close(self, visit: Visit) -> None:
        try:
            self._tell(await self._keeper.end(visit))
        except Exception:  # the row is lost, not the crawl; the source stays due
            log.exception("source=%s", visit.source.name)
        finally:
            self._room.release()


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _in_turn(follows: Iterable[Follow], states: Mapping[str, State]) -> list[Follow]:
    """Pages looked at in turn, behind the others: first those not seen for longest."""

    def last_seen(follow: Follow) -> float:
        state = states.get(_key(follow))
        return state.visited.timestamp() if follow.in_turn and state else 0.0

    return sorted(follows, key=last_seen)


def _key(follow: Follow) -> str:
    return follow.chain or follow.url


def _keys(follows: Iterable[Follow]) -> list[str]:
    return list(dict.fromkeys(_key(follow) for follow in follows))
