"""Answers kept in a folder by address, so that a long walk that was cut off asks for none twice."""

import gzip
import json
import os
import shutil
import zlib
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from scrapy.http import Response

LEVEL = 3
HOLDS = timedelta(days=7)  # an older answer is asked for again


def forget_old(folder: Path, now: datetime) -> None:
    """Delete the answers of all walks that nobody went on with while they held."""
    for path in folder.glob("*/*/*"):
        if now.timestamp() - path.stat().st_mtime > HOLDS.total_seconds():
            path.unlink(missing_ok=True)


class PageFolder:
    """One compressed file for each answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str, now: datetime) -> Response | None:
        """The answer kept for an address; None where there is none, or an old or broken one."""
        path = self._path(url)
        try:
            if now.timestamp() - path.stat().st_mtime > HOLDS.total_seconds():
                return None
            head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
            facts = json.loads(head)
            headers = {"Content-Type": facts["type"]} if facts["type"] else {}
            return Response(facts["url"], headers=headers, body=body)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
            return None

    def keep(self, url: str, response: Response) -> None:
        """Write an answer in one move, so that a crash leaves no half of it."""
        path = self._path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = response.headers.get("Content-Type")
        facts = {"url": response.url, "type": kind.decode("latin-1") if kind else None}
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(
            gzip.compress(json.dumps(facts).encode() + b"\n" + response.body, LEVEL, mtime=0)
        )
        beside.replace(path)

    def clear(self) -> None:
        """Forget everything."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, url: str) -> Path:
        name = blake2b(url.encode(), digest_size=16).hexdigest()
        return self._folder / name[:2] / f"{name}.gz"
