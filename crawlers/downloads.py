"""Pages on their way in: only as many as fit in memory until they are stored."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response

MOST_HELD = 64 * 1024 * 1024  # bytes of pages that wait to be stored before the next is asked for


class Downloads:
    """What is asked of Scrapy's downloader, and what came and is not stored yet."""

    def __init__(self) -> None:
        self._held = 0
        self._eased = asyncio.Event()
        self._waiting: set[asyncio.Task[object]] = set()  # for an answer

    async def ask(self, engine: ExecutionEngine, request: Request) -> Response:
        """The answer to a request, which is made when there is room for it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (all of this runs in tasks)
        self._waiting.add(task)
        try:
            while self._held > MOST_HELD:
                self._eased.clear()
                await self._eased.wait()
            return await engine.download_async(request)
        finally:
            self._waiting.discard(task)

    @contextmanager
    def holding(self, response: Response) -> Iterator[None]:
        """Count a page until it is stored."""
        self._held += len(response.body)
        try:
            yield
        finally:
            self._held -= len(response.body)
            self._eased.set()

    def let_go(self) -> None:
        """Wait for no answer any more."""
        for task in self._waiting:
            task.cancel()
