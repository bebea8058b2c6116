"""Commands in processes of their own, forked from one that holds the libraries already.

A reactor runs once in a process, so crawls need many, and each would import Scrapy for two seconds.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from itertools import count
from pathlib import Path

from sqlalchemy.orm import configure_mappers

PATIENCE = 300  # seconds; the machine may be busy
COMMAND = "from pipeline.cli import main; main()"
HELD = (
    "classifier.language crawlers.backfill_cli crawlers.cli crawlers.crawl crawlers.deliver"
    " crawlers.politeness crawlers.preview crawlers.progress crawlers.raw crawlers.robots_memory"
    " crawlers.source_cli"
    " crawlers.spiders.article crawlers.spiders.feed crawlers.spiders.forum crawlers.spiders.review"
    " dateparser extruct feedparser pipeline.cli scrapy.core.downloader.contextfactory trafilatura"
)


class Forks:
    """A process that forks for each command it is given, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._server = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, *words: str, environment: Mapping[str, str], given: str = "", script: str = COMMAND
    ) -> subprocess.CompletedProcess[str]:
        """Run a command, or a script with these arguments, to its end."""
        base = self._folder / str(next(self._numbers))
        order = {"words": words, "environment": dict(environment), "script": script}
        code = int(self._ask(json.dumps(order | {"given": given, "base": str(base)})))
        out, err = (base.with_suffix(end).read_text(encoding="utf-8") for end in (".out", ".err"))
        return subprocess.CompletedProcess(words, code, out, err)

    def close(self) -> None:
        """Let the process end."""
        self._server.communicate()

    def _ask(self, order: str) -> str:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(order + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the process that forks has ended; its error is on stderr"
        return answer


def serve() -> None:
    """Fork for each order on stdin, and tell with which code the child ended."""
    for name in HELD.split():
        import_module(name)
    configure_mappers()
    assert "twisted.internet.reactor" not in sys.modules, "no child could choose its own"
    gc.freeze()
    while order := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            obey(**json.loads(order))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def obey(words: list[str], environment: dict[str, str], script: str, given: str, base: str) -> None:
    """Be a process that was started with these words; what is given comes through a pipe."""
    signal.alarm(PATIENCE)  # ends it with -SIGALRM
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    reading, writing = os.pipe()
    os.write(writing, given.encode())
    os.close(writing)
    os.dup2(reading, 0)
    for number, end in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{base}.{end}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  (it stays open)
    sys.argv = ["otklik", *words]
    exec(compile(script, "script", "exec"), {"__name__": "__main__"})  # noqa: S102  (a test's own)


if __name__ == "__main__":
    serve()
