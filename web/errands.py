"""What the desk lets the program do for somebody who waits: visits, pages and posts gone over."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from pipeline.errors import OtklikError
from pipeline.selectors import NAMES
from pipeline.watch import Source

PROGRAM = (sys.executable, "-m", "pipeline.cli")
MOST = 2  # at a time; they work beside the line
MATCH, SIFT, LOOK = "\x00match", "\x00sift", "\x00look"  # no source is called so
MOST_SAID = 2_000_000  # bytes of what an errand said


@dataclass
class Errand:
    """A command under way, or one that has ended."""

    what: str  # "visit", "reread", "look", "fields", "match" or "sift"
    started: datetime
    process: subprocess.Popen[bytes]
    output: IO[bytes]

    @property
    def running(self) -> bool:
        """Is it still under way?"""
        return self.process.poll() is None

    @property
    def failed(self) -> bool:
        """Did it end with an error?"""
        return bool(self.process.poll())

    def lines(self) -> list[str]:
        """What it said so far, empty lines left out."""
        # The program writes on where a seek of ours would put it: the place is shared with it.
        said = os.pread(self.output.fileno(), MOST_SAID, 0)
        lines = said.decode("utf-8", "replace").split("\n")
        return [line.strip() for line in lines if line.strip()]

    def last_line(self) -> str:
        """The last line it said so far."""
        return next(reversed(self.lines()), "")

    def counts(self) -> dict[str, int]:
        """The `name=number` facts of its last line."""
        facts = (part.partition("=") for part in self.last_line().split())
        return {name: int(value) for name, _, value in facts if value.isdecimal()}


@dataclass
class Errands:
    """The errands of one running desk, one for each source or brand; they are forgotten with it."""

    program: Sequence[str] = PROGRAM
    _errands: dict[str, Errand] = field(default_factory=dict)
    _looked_at: dict[int, Source] = field(default_factory=dict)

    def visit(self, source: str, now: datetime) -> None:
        """Visit a source, whether due or not."""
        self._start(source, "visit", ["crawl", f"--source={source}", "--now"], now)

    def reread(self, source: str, since: str, now: datetime) -> None:
        """Read a source's kept pages since a day again."""
        words = ["source", "reread", f"--since={since}", "--", source]
        self._start(source, "reread", words, now)

    def look(self, person: int, source: Source, now: datetime) -> None:
        """Show a person what a source would yield; each person has one look at a time."""
        words = ["source", "preview", "--json", "--pages=2", f"--kind={source.kind}"]
        words += [f"--channel={source.channel}"]
        words += [f"--language={source.language}"] if source.language else []
        words += [
            f"--option={name}={json.dumps(value, ensure_ascii=False)}"
            for name, value in source.options.items()
            if name != "pages"
        ]
        self._look(person, "look", source, [*words, "--", source.url], now)

    def fields(self, person: int, source: Source, place: str, now: datetime) -> None:
        """Show a person what a source's queries find on the page of a place: its name or address.

        Queries that the source has and the form has no more are given empty.
        """
        given = source.options.get("selectors")
        queries = dict.fromkeys(NAMES, "") | (given if isinstance(given, dict) else {})
        asked = [f"--selector={name}={query}" for name, query in queries.items()]
        words = ["source", "fields", "--json", *asked, "--", place]
        self._look(person, "fields", source, words, now)

    def _look(
        self, person: int, what: str, source: Source, words: Sequence[str], now: datetime
    ) -> None:
        """A person's look, in place of an earlier one that goes on."""
        if (going_on := self._errands.get(f"{LOOK}{person}")) and going_on.running:
            going_on.process.terminate()
            going_on.process.wait()
        self._start(f"{LOOK}{person}", what, words, now)
        self._looked_at[person] = source

    def looked(self, person: int) -> tuple[Errand, Source] | None:
        """A person's latest look, and at what."""
        errand = self._errands.get(f"{LOOK}{person}")
        return (errand, self._looked_at[person]) if errand else None

    def match(self, now: datetime) -> None:
        """Match stored posts with changed queries; when too much goes on the line does it.

        One that runs already may have looked for changes the last time: another one is started.
        """
        if self._count_running() < MOST:
            busy = (earlier := self._errands.get(MATCH)) is not None and earlier.running
            self._start(f"{MATCH} again" if busy else MATCH, "match", ["match"], now)

    def sift(self, now: datetime) -> None:
        """Class the noise of stored mentions again."""
        self._start(SIFT, "sift", ["sift"], now)

    def of(self, source: str) -> Errand | None:
        """The latest errand for a source, or of one of the other sorts."""
        return self._errands.get(source)

    def stop(self) -> None:
        """End what is under way."""
        for errand in self._errands.values():
            if errand.running:
                errand.process.terminate()
                errand.process.wait()
            errand.output.close()
        self._errands.clear()

    def _count_running(self) -> int:
        return sum(errand.running for errand in self._errands.values())

    def _start(self, source: str, what: str, words: Sequence[str], now: datetime) -> None:
        earlier = self._errands.get(source)
        if earlier is not None and earlier.running:
            return  # pressed twice
        if self._count_running() >= MOST:
            raise OtklikError("two errands are under way already; wait until one is done")
        if earlier is not None:
            earlier.output.close()
        output = TemporaryFile()  # noqa: SIM115  (lives as long as the errand)
        process = subprocess.Popen(  # noqa: S603  (our own command, no shell)
            [*self.program, *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._errands[source] = Errand(what, now, process, output)
