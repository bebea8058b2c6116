"""A writer in a process of its own, for a crawl that finds more than one process reads and writes.

What the two say to each other goes through a pipe. When the crawl ends, be it killed, the pipe
closes and the process ends after the transaction in hand; when the process is killed, what it had
in hand is not written, and the crawl goes on writing by itself.
"""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from traceback import format_exception

from crawlers.jobs import Answer, Job
from crawlers.raw import RawStore
from crawlers.writing import Writer
from pipeline.database import Database
from pipeline.errors import OtklikError


@dataclass(frozen=True)
class Made:
    """What a writer is made of."""

    kind: type[Writer]
    database: str
    clock: Callable[[], datetime]  # a named function: another process has to find it
    raw: RawStore | None
    history: timedelta

    def open(self) -> Writer:
        """A writer with a database of its own."""
        return self.kind(Database(self.database), self.clock, self.raw, self.history)


class Aside:
    """Hands jobs to the process, which takes a moment to begin."""

    def __init__(self, made: Made) -> None:
        # Not forked: this process has threads, and they may hold locks.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, made), daemon=True)
        self._process.start()
        theirs.close()  # else the pipe would not close when the process ends
        self._begun = False

    @property
    def is_ready(self) -> bool:
        """Whether the process has begun and is still there."""
        if not self._begun and self._process.is_alive() and self._pipe.poll():
            self._begun = _hear(self._pipe) is not None
        return self._begun and self._process.is_alive()

    def work(self, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        """Let the process do jobs; see Writer.work."""
        try:
            self._pipe.send(jobs)
            answers: Sequence[Answer | Exception] = self._pipe.recv()
        except (EOFError, OSError):
            lost = OtklikError("the process that writes what a crawl finds has been ended")
            return [lost] * len(jobs)
        return answers

    def close(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join()


def _serve(pipe: Connection, made: Made) -> None:
    """Do jobs until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the crawl says when to end
    writer = made.open()
    try:
        pipe.send(True)
        while (jobs := _hear(pipe)) is not None:
            pipe.send([_carry(answer) for answer in writer.work(jobs)])
    except OSError:
        return  # the crawl is no more; what it had asked for is written


def _carry(answer: Answer | Exception) -> Answer | Exception:
    """An answer as the pipe can carry it: an error as the text of its traceback."""
    if isinstance(answer, Exception):
        return RuntimeError("".join(format_exception(answer)))
    return answer


def _hear(pipe: Connection) -> Sequence[Job] | None:
    """What the other end says; None when it is gone."""
    try:
        said: Sequence[Job] = pipe.recv()
    except (EOFError, OSError):
        return None
    return said
