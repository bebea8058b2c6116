"""One walk over the sources that are due: every visit through one Scrapy engine."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers.ask import Ask, in_turn, key_of, keys_of, newest
from crawlers.deliver import Keeper
from crawlers.denial import find_refusal
from crawlers.downloads import Downloads
from crawlers.hubs import asking
from crawlers.jobs import Taken, Told
from crawlers.probe import probe
from crawlers.reading import read_page, settle, trouble_of
from crawlers.rhythm import SELDOM, Weight
from crawlers.source_spider import Follow
from crawlers.trouble import Trouble, of_exception
from crawlers.visit import Visit
from pipeline.database import Unavailable
from pipeline.errors import OtklikError

log = logging.getLogger(__name__)
T = TypeVar("T")

DEEPEST = 100  # pages on the way from a source's address to one of its posts
AT_ONCE = 500  # visits under way; the rest wait, so that memory does not grow with sources
SIDE_BY_SIDE = 16  # pages of one visit asked for at the same time


class Walk(Spider):
    """Asks for what the sources' spiders follow, and hands over what they find.

    One engine for all kinds: the pauses toward a host hold for all its sources. Each visit hands
    its requests to Scrapy's downloader itself: the way through its scheduler costs more.
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
        doorstep: str | None = None,
    ) -> None:
        super().__init__()
        self._visits, self._keeper, self._clock, self._tell = visits, keeper, clock, tell
        self._fresh = fresh  # ask for whole pages, even where nothing changed
        self._doorstep = doorstep  # where hubs reach us; None: they do not
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[object]] = set()
        self._downloads = Downloads()
        self._lost = False  # the database stays away: nothing can be kept

    async def start(self) -> AsyncIterator[Request]:
        """All visits; Scrapy is given no request, since they take their own way."""
        try:
            for visit in self._visits:
                await self._room.acquire()
                if self._lost:
                    break
                self._begin(self._attend(visit))
            while self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:  # somebody stopped the crawl
            self._downloads.let_go()
            raise
        for request in list[Request]():
            yield request

    async def closed(self, _reason: str) -> None:
        """Scrapy's last call: what was fetched is stored, visits that were cut short are not."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._keeper.close()

    def _begin(self, work: Coroutine[object, object, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _attend(self, visit: Visit) -> None:
        """One visit from its first page to its last."""
        visit.started = self._clock()
        visit.listens = self._doorstep is not None and visit.source.kind == "feed"
        try:
            heard = await self._read_pushes(visit) if visit.listens else None
            await self._ask_all(deque(await self._open(visit) if heard is None else heard))
            visit.still = visit.unchanged
            await self._ask_all(deque(await self._look_again(visit)))
            await self._ask_all(deque(await self._subscribe(visit)))
            await self._probe(visit)
            await self._finish(visit)
        except Unavailable as error:
            self._give_up(error)
        except Exception:  # the row is lost, not the crawl; the source stays due
            log.exception("source=%s", visit.source.name)
        finally:
            self._room.release()

    async def _probe(self, visit: Visit) -> None:
        """Where the source's page gives nothing, read one again that gave something."""
        if visit.blank and visit.gives_nothing:
            kept = await self._keeper.kept(visit, visit.blank.asked)
            visit.probe = probe(visit.source, visit.blank, kept) if kept else None

    async def _finish(self, visit: Visit) -> None:
        self._tell(await self._keeper.end(visit))

    def _give_up(self, error: Unavailable) -> None:
        """Ask for nothing more: what came could not be kept, and no source is to blame."""
        if not self._lost:
            log.error("%s; the crawl ends, and sources not told above stay due", error)
            self._lost = True
            self._downloads.let_go()

    async def _ask_all(self, asks: deque[Ask]) -> None:
        """Ask for pages, and for those that they lead to."""
        running: set[asyncio.Task[list[Ask]]] = set()
        while asks or running:
            if len(asks) == 1 and not running:
                asks.extend(await self._fetch(asks.popleft()))
                continue
            while asks and len(running) < SIDE_BY_SIDE:
                running.add(self._begin(self._fetch(asks.popleft())))
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                asks.extend(task.result())

    async def _open(self, visit: Visit) -> list[Ask]:
        if visit.spider is None:
            return []
        try:
            follows = list(visit.spider.start())
        except OtklikError as error:
            visit.fail(of_exception(error, visit.source.url))
            return []
        taken = await self._keeper.take(visit, [], keys_of(follows), None)
        return list(self._asks(visit, follows, taken, depth=0))

    async def _look_again(self, visit: Visit) -> list[Ask]:
        """Pages found earlier that nothing links any more, after all that is new."""
        spider = visit.spider
        if spider is None or not spider.comes_back or visit.trouble:
            return []
        taken = await self._keeper.old_pages(visit)
        follows = [spider.again(url) for url in taken.states]
        return list(self._asks(visit, follows, taken, depth=1))

    async def _read_pushes(self, visit: Visit) -> list[Ask] | None:
        """What a hub sent, read as if it were fetched; None when the feed itself is to be asked."""
        taken = await self._keeper.listen(visit)
        if visit.spider is None or not taken.pushes:
            return None
        asks: list[Ask] = []
        follow = Follow(visit.source.url, visit.spider.parse)
        for push in taken.pushes:
            headers = {"Content-Type": push.content_type or "application/xml"}
            response = Response(visit.source.url, headers=headers, body=push.body)
            visit.heard.append(push.id)
            asks += await self._read(response, Ask(visit, follow, None, 0, pushed=True))
        state = taken.states.get(visit.source.url)
        polled = state is not None and self._clock() - state.visited < SELDOM
        return asks if polled and not visit.mishap else None

    async def _subscribe(self, visit: Visit) -> list[Ask]:
        """Ask a hub to push, or to go on."""
        if not self._doorstep or not visit.listens or visit.trouble:
            return []
        wanted = (await self._keeper.subscribe(visit)).subscription
        return [Ask(visit, asking(wanted, self._doorstep), None, 0)] if wanted else []

    async def _fetch(self, ask: Ask) -> list[Ask]:
        """Take what there is at a page; one bad source never stops the others."""
        try:
            return await self._take(ask)
        except Unavailable as error:
            self._give_up(error)
            return []
        except Exception as error:
            log.exception("source=%s url=%s", ask.visit.source.name, ask.follow.url)
            ask.visit.fail(replace(of_exception(error, ask.follow.url), weight=Weight.HARD))
            return []

    async def _take(self, ask: Ask) -> list[Ask]:
        """A page: its posts are handed over before its links are followed."""
        try:
            request = ask.request(fresh=self._fresh)
        except ValueError as error:
            ask.miss(Trouble(f'"{ask.follow.url[:200]}": {error}', Weight.HARD))
            return []
        try:
            response = await self._download(request)
        except Exception as error:  # whatever it is, the visit tells it
            return await self._go_without(ask, of_exception(error, request.url))
        with self._downloads.holding(response):
            return await self._receive(response, ask)

    async def _download(self, request: Request) -> Response:
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101  (it is what started us)
        return await self._downloads.ask(engine, request)

    async def _receive(self, response: Response, ask: Ask) -> list[Ask]:
        ask.note_move(response)
        if response.status == 304:
            return self._pass(response, ask)
        refusal = find_refusal(response, ask.follow.url, ask.visit.source.kind, self._clock())
        if refusal:
            gone, lost = refusal.gone, refusal.lost
            return await self._go_without(ask, refusal.trouble, gone=gone, lost=lost)
        if not self._fresh and ask.is_as_before(response, self._clock()):
            return self._pass(response, ask)
        return await self._read(response, ask)

    def _pass(self, response: Response, ask: Ask) -> list[Ask]:
        """Nothing changed: the page is not read again."""
        ask.visit.pages, ask.visit.unchanged = ask.visit.pages + 1, ask.visit.unchanged + 1
        ask.remember(response, self._clock(), unchanged=True)
        return []

    async def _read(self, response: Response, ask: Ask) -> list[Ask]:
        visit, now = ask.visit, self._clock()
        visit.pages += 1
        done = read_page(response, ask, now)
        if done.instead:
            trouble = trouble_of(done.instead, response.url)
            return await self._go_without(ask, trouble, lost=done.instead.lost)
        settle(done, response, ask)
        follows = done.follows
        visit.see(done.posts)
        kept, keys = None if ask.follow.private else done.raw, keys_of(follows)
        news, marks = ask.news(done.posts, now)
        taken = await self._keeper.take(visit, news, keys, kept, done.gone, last=not keys)
        # "Not modified" would hide a way on that must be taken, and that a page gives nothing.
        if not ask.pushed and not any(follow.needed for follow in follows):
            brought = newest(done.posts, now) or (now if taken.new else None)
            ended = key_of(ask.follow) in done.gone
            in_full = taken.doubt or (ask.follow.needed and not done.raw.gave)
            seen = done.mark(marks)
            ask.remember(response, now, brought, ended=ended, in_full=in_full, marks=seen)
        return list(self._asks(visit, follows, taken, ask.depth + 1))

    def _asks(
        self, visit: Visit, follows: Sequence[Follow], taken: Taken, depth: int
    ) -> Iterator[Ask]:
        """The pages that are worth asking for, within the visit's limits."""
        now = self._clock()
        lasting = [key_of(follow) for follow in follows if follow.once or follow.chain]
        something_new = taken.new or any(key not in taken.states for key in lasting)
        for follow in in_turn(follows, taken.states):
            state = taken.states.get(key_of(follow))
            if follow.if_new and not something_new:
                continue
            if follow.once and state and (state.again is None or state.again > now):
                visit.known += 1
                continue
            if follow.url == follow.chain and state and state.resume:
                follow = replace(follow, url=state.resume)
            if depth <= DEEPEST and visit.may_ask(follow, now):
                visit.asked.add(follow.url)
                yield Ask(visit, follow, state, depth)

    async def _go_without(
        self, ask: Ask, trouble: Trouble, *, gone: bool = False, lost: bool = False
    ) -> list[Ask]:
        """A page is not to be had: what holds instead of it, and where else to look."""
        visit, follow = ask.visit, ask.follow
        if follow.post:
            ask.settle(self._clock(), gone=gone)
            if not gone:
                visit.stumble(trouble)
            await self._keeper.take(visit, [], [], None, [follow.post] if gone else [])
            return []
        if follow.chain and follow.url != follow.chain and follow.chain not in visit.asked:
            first = replace(follow, url=follow.chain)  # the page we stopped at is gone
            visit.asked.add(first.url)
            return [Ask(visit, first, None, ask.depth)]
        ask.miss(trouble, lasting=lost)
        if lost:
            ask.lose(self._clock())
        if follow.instead:
            visit.see([follow.instead])
            await self._keeper.take(visit, [follow.instead], [], None)
        elif gone:  # where this was the address of a stored post, that post is no more
            urls = [follow.url, *([visit.source.url] if follow.needed else [])]
            await self._keeper.take(visit, [], [], None, urls)
        return []
