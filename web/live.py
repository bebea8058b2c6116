"""Pages that stay up to date while one reads: what changed is told at once, and asked for then."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from pipeline.database import Database, Unavailable
from pipeline.presence import Stamp, read_stamp

EVERY, SLOWEST = 1.0, 60.0  # seconds between two looks at the database
BEAT = 20.0  # seconds: a connection that is silent for longer is cut by proxies
LIFE = 900.0  # seconds; then the browser comes again and shows its login
PER_PERSON, IN_ALL = 6, 300  # open connections; whoever gets none asks every half minute
HELLO = "retry: 5000\nevent: hello\ndata: []\n\n"
ALIVE = "event: alive\ndata: []\n\n"  # no comment: pages notice, too, when it does not come
log = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One open page."""

    person_id: int
    news: set[int] = field(default_factory=set)  # tasks
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, tasks: list[int]) -> None:
        """Take in that tasks changed."""
        self.news.update(tasks)
        self.awake.set()

    async def next_words(self, within: float) -> str:
        """What to send next: the changed tasks, or a sign of life."""
        try:
            async with asyncio.timeout(within):
                await self.awake.wait()
        except TimeoutError:
            return ALIVE
        told, self.news = sorted(self.news), set()
        self.awake.clear()
        return f"event: tasks\ndata: {json.dumps(told)}\n\n"


class Live:
    """The open pages of one running desk, and the one watcher that looks for all of them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.every, self.beat, self.life = EVERY, BEAT, LIFE
        self._database, self._clock = database, clock
        self._listeners: list[Listener] = []
        self._watcher: asyncio.Task[None] | None = None
        self._closed = False

    def admits(self, person_id: int) -> bool:
        """May this person open one more?"""
        of_each = Counter(listener.person_id for listener in self._listeners)
        room = len(self._listeners) < IN_ALL and of_each[person_id] < PER_PERSON
        return room and not self._closed

    def close(self) -> None:
        """End all connections: the desk stops."""
        self._closed = True
        for listener in self._listeners:
            listener.awake.set()

    async def tell(self, person_id: int) -> AsyncGenerator[str, None]:
        """What one page is sent, until its time is over."""
        listener = Listener(person_id)
        self._listeners.append(listener)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        end = monotonic() + self.life
        try:
            yield HELLO
            while monotonic() < end and not self._closed:
                yield await listener.next_words(self.beat)
        finally:
            self._listeners.remove(listener)

    async def _watch(self) -> None:
        """Look while anybody listens; more seldom while the database does not answer."""
        known, pause = None, self.every
        while self._listeners and not self._closed:
            try:
                stamp = await asyncio.to_thread(self._look)
            except (SQLAlchemyError, Unavailable) as error:
                pause = min(pause * 2, SLOWEST)
                log.warning("live pages: the database does not answer: %s", error)
            else:
                pause = self.every
                self._spread(stamp.changed_since(known) if known else [])
                known = stamp
            await asyncio.sleep(pause)

    def _look(self) -> Stamp:
        with self._database.reading() as session:
            return read_stamp(session, self._clock())

    def _spread(self, tasks: list[int]) -> None:
        for listener in self._listeners if tasks else ():
            listener.hear(tasks)
