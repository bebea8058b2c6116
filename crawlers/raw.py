"""Pages as fetched, kept compressed for a while, so that a mended reader can read them again."""

import gzip
import json
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

LEVEL = 3
_LARGEST_HEAD = 16_384  # of the line that says what follows
_BEGINNING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # of each page: gzip's mark, no name, no time
_PIECE = 65_536
_FEW = 20  # pages in memory at once


@dataclass(frozen=True)
class RawPage:
    """One answer of a server, as it came."""

    source: str
    url: str
    content_type: str | None
    fetched: datetime
    body: bytes
    asked: str | None = None  # the address before redirects; None in pages kept by earlier versions
    kind: str | None = None  # as which it was read
    gave: int = 0  # posts and ways to posts that were read in it


class RawStore:
    """A folder with one file for each source and day, only ever appended to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, page: RawPage) -> None:
        """Append a page; a crash may cut the last one off, and only that, a full disk none."""
        path = self._folder / f"{page.fetched:%Y-%m-%d}" / f"{slug(page.source)}.pages.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps(
            {
                "url": page.url,
                "content_type": page.content_type,
                "fetched": page.fetched.isoformat(),
                "size": len(page.body),
                "asked": page.asked,
                "kind": page.kind,
                "gave": page.gave,
            },
            ensure_ascii=False,
        )
        member = gzip.compress(head.encode() + b"\n" + page.body, LEVEL, mtime=0)
        with path.open("ab") as file:
            whole = file.tell()
            try:
                file.write(member)
                file.flush()
            except OSError:
                file.truncate(whole)
                raise

    def pages(self, source: str, since: date) -> Iterator[RawPage]:
        """The pages kept of a source, oldest first."""
        for path in sorted(self._folder.glob(f"*/{slug(source)}.pages.gz")):
            if path.parent.name >= since.isoformat():
                yield from _read(path, source)

    def latest(self, source: str, fits: Callable[[RawPage], bool]) -> Iterator[RawPage]:
        """The pages kept of a source that fit, latest first; of each day only the last few."""
        for path in sorted(self._folder.glob(f"*/{slug(source)}.pages.gz"), reverse=True):
            yield from reversed(deque(filter(fits, _read(path, source)), _FEW))

    def last_giving(self, source: str, asked: str) -> RawPage | None:
        """The latest kept page of an address that something was read in."""
        return next(self.latest(source, lambda page: page.gave > 0 and page.asked == asked), None)

    def days(self, source: str) -> list[date]:
        """The days of which pages of a source are kept, earliest first."""
        kept = self._folder.glob(f"*/{slug(source)}.pages.gz")
        return sorted(date.fromisoformat(path.parent.name) for path in kept)

    def shrink(self, most: int) -> int:
        """Delete the earliest days until no more than so many bytes are kept; today stays."""
        days = sorted({path.parent.name for path in self._folder.glob("*/*.pages.gz")})
        sizes = {day: self._size(day) for day in days}
        gone = 0
        for day, following in pairwise(days):
            if sum(sizes.values()) <= most:
                break
            gone += self.forget(date.fromisoformat(following))
            del sizes[day]
        return gone

    def _size(self, day: str) -> int:
        return sum(path.stat().st_size for path in (self._folder / day).glob("*.pages.gz"))

    def drop(self, source: str) -> None:
        """Delete all pages kept of a source."""
        for path in self._folder.glob(f"*/{slug(source)}.pages.gz"):
            path.unlink(missing_ok=True)

    def forget(self, before: date) -> int:
        """Delete the files of days before this one; how many there were."""
        gone = 0
        for path in self._folder.glob("*/*.pages.gz"):
            if path.parent.name < before.isoformat():
                path.unlink(missing_ok=True)  # another crawl may do the same just now
                gone += 1
        for folder in self._folder.glob("*/"):
            if folder.name < before.isoformat():
                with suppress(OSError):  # not empty, or gone already
                    folder.rmdir()
        return gone


def _read(path: Path, source: str) -> Iterator[RawPage]:
    packed, at = path.read_bytes(), 0
    while 0 <= at < len(packed):
        opened, end = _unpack(packed, at)
        if opened is None:  # cut off by a crash; the next one begins somewhere behind it
            at = packed.find(_BEGINNING, at + 1)
            continue
        at = end
        head, _, body = opened.partition(b"\n")
        facts = json.loads(head[:_LARGEST_HEAD])
        fetched = datetime.fromisoformat(facts["fetched"])
        read = facts.get("asked"), facts.get("kind"), facts.get("gave", 0)
        yield RawPage(source, facts["url"], facts["content_type"], fetched, body, *read)


def _unpack(packed: bytes, at: int) -> tuple[bytes | None, int]:
    """The page that begins here, None for a broken one; and where the next one begins."""
    member, parts = zlib.decompressobj(wbits=31), []
    try:
        while not member.eof and at < len(packed):
            piece = packed[at : at + _PIECE]
            parts.append(member.decompress(piece))
            at += len(piece)
    except zlib.error:
        return None, at
    return (b"".join(parts) if member.eof else None), at - len(member.unused_data)


def slug(source: str) -> str:
    """A file name for any source name: readable, and different for different names."""
    digest = blake2b(source.encode(), digest_size=4).hexdigest()
    return f"{re.sub(r'[^a-z0-9]+', '-', source.lower())[:40].strip('-')}-{digest}"
