"""A writer in a process of its own, so that reading pages and storing posts go on side by side.

What the two say to each other goes through a pipe. When the crawl ends, be it killed, the pipe
closes and the process ends after what it was asked for; when the process is killed, what it had
in hand is not written, and the crawl goes on writing by itself.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from traceback import format_exception

from classifier import language
from crawlers.jobs import Answer, Job
from crawlers.writing import Writer
from pipeline.database import Database
from pipeline.errors import OtklikError

MANY = 20  # sources of a crawl that is worth two processes
SELDOM = 10_000  # new objects until garbage is looked for, in both: there is hardly any


def pays(sources: int) -> bool:
    """Whether a crawl of so many sources has work for two processes, and there are cores for it."""
    return sources >= MANY and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class Aside:
    """Hands jobs to the process. To be made before there are threads, whose locks it would copy."""

    def __init__(self, writer: Writer, database: Database) -> None:
        language.load()  # for both: each tells languages while the other has more to do
        database.close()  # no connection may be open in two processes
        gc.freeze()  # what is loaded stays loaded: neither looks through it for garbage again
        gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
        self._turn, self._hearing = Lock(), Lock()
        context = get_context("fork")
        self._pipe, theirs = context.Pipe()
        made_of = (writer, theirs, self._pipe)
        self._process = context.Process(target=_serve, args=made_of, daemon=True)
        self._process.start()
        theirs.close()  # else the pipe would not close when the process ends

    @property
    def is_there(self) -> bool:
        """Whether nobody ended the process."""
        return self._process.is_alive()

    def work(self, jobs: Sequence[Job]) -> Sequence[Answer | Exception]:
        """Let the process do jobs, see Writer.work; a second thread may send while one waits."""
        try:
            with self._turn:
                self._pipe.send(jobs)
                self._hearing.acquire()  # before another one sends: answers come in their order
            try:
                answers: Sequence[Answer | Exception] = self._pipe.recv()
            finally:
                self._hearing.release()
        except (EOFError, OSError):
            lost = OtklikError("the process that writes what a crawl finds has been ended")
            return [lost] * len(jobs)
        return answers

    def close(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join()


def _serve(writer: Writer, pipe: Connection, theirs: Connection) -> None:
    """Do jobs until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the crawl says when to end
    theirs.close()  # the crawl's own end, of which this process has a copy
    try:
        writer.prepare()
        while True:
            pipe.send([_carry(answer) for answer in writer.work(pipe.recv())])
    except (EOFError, OSError):
        return  # the crawl is no more; what it had asked for is written


def _carry(answer: Answer | Exception) -> Answer | Exception:
    """An answer as the pipe can carry it: an error as the text of its traceback."""
    if isinstance(answer, Exception) and not isinstance(answer, OtklikError):
        return RuntimeError("".join(format_exception(answer)))
    return answer
