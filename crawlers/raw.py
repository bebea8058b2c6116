"""Pages as fetched, kept compressed for a while, so that a mended reader can read them again."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path

LEVEL = 3
_LARGEST_HEAD = 16_384  # of the line that says what follows


@dataclass(frozen=True)
class RawPage:
    """One answer of a server, as it came."""

    source: str
    url: str
    content_type: str | None
    fetched: datetime
    body: bytes


class RawStore:
    """A folder with one file for each source and day, only ever appended to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, page: RawPage) -> None:
        """Append a page; a crash may cut the last one off, and only that."""
        path = self._folder / f"{page.fetched:%Y-%m-%d}" / f"{_slug(page.source)}.pages.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps(
            {
                "url": page.url,
                "content_type": page.content_type,
                "fetched": page.fetched.isoformat(),
                "size": len(page.body),
            },
            ensure_ascii=False,
        )
        member = gzip.compress(head.encode() + b"\n" + page.body, LEVEL, mtime=0)
        with path.open("ab") as file:
            file.write(member)

    def pages(self, source: str, since: date) -> Iterator[RawPage]:
        """The pages kept of a source, oldest first."""
        for path in sorted(self._folder.glob(f"*/{_slug(source)}.pages.gz")):
            if path.parent.name >= since.isoformat():
                yield from _read(path, source)

    def forget(self, before: date) -> int:
        """Delete the files of days before this one; how many there were."""
        gone = 0
        for path in self._folder.glob("*/*.pages.gz"):
            if path.parent.name < before.isoformat():
                path.unlink()
                gone += 1
        for folder in self._folder.glob("*/"):
            if folder.name < before.isoformat() and not any(folder.iterdir()):
                folder.rmdir()
        return gone


def _read(path: Path, source: str) -> Iterator[RawPage]:
    with path.open("rb") as file:
        packed = file.read()
    while packed:
        member = zlib.decompressobj(wbits=31)
        try:
            opened = member.decompress(packed)
        except zlib.error:
            return
        if not member.eof:  # cut off by a crash
            return
        packed = member.unused_data
        head, _, body = opened.partition(b"\n")
        facts = json.loads(head[:_LARGEST_HEAD])
        yield RawPage(
            source,
            facts["url"],
            facts["content_type"],
            datetime.fromisoformat(facts["fetched"]),
            body,
        )


def _slug(source: str) -> str:
    """A file name for any source name: readable, and different for different names."""
    digest = blake2b(source.encode(), digest_size=4).hexdigest()
    return f"{re.sub(r'[^a-z0-9]+', '-', source.lower())[:40].strip('-')}-{digest}"
