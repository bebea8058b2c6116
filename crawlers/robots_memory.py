"""What each host's robots.txt said last, kept between crawls as long as RFC 9309 lets it hold."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

LONGEST = timedelta(hours=24)  # RFC 9309, 2.4: an older answer is not used
SHORTEST = timedelta(hours=1)  # an owner who says "do not keep it" is asked 24 times a day
# RFC 9309, 2.3.1.4: a host that gives no answer forbids everything, but not for ever.
SILENCE_FORBIDS = timedelta(days=30)
FORGOTTEN = timedelta(days=60)  # hosts not asked for so long
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.I)
_NOT_KEPT = re.compile(r"\bno-(cache|store)\b", re.I)


@dataclass(frozen=True)
class Remembered:
    """A host's robots.txt."""

    body: bytes | None  # None: it has never answered
    until: datetime  # from then on it is to be asked for again
    silent: datetime | None = None  # since when the host gives no answer

    def holds(self, now: datetime) -> bool:
        """Whether the host need not be asked."""
        return self.silent is None and now < self.until

    def forbids_all(self, now: datetime) -> bool:
        """Whether silence still means no; after a long one the last answer holds, or none."""
        return self.silent is not None and now - self.silent < SILENCE_FORBIDS


def heard(body: bytes, cache_control: str | None, now: datetime) -> Remembered:
    """What to remember of an answer."""
    return Remembered(body, now + lifetime(cache_control))


def unheard(known: Remembered | None, now: datetime) -> Remembered:
    """What to remember when no answer came."""
    silent = (known.silent if known else None) or now
    return Remembered(known.body if known else None, now, silent)


def lifetime(cache_control: str | None) -> timedelta:
    """How long an answer may be kept by its own words, within bounds."""
    said = cache_control or ""
    if _NOT_KEPT.search(said):
        return SHORTEST
    age = _MAX_AGE.search(said)
    return min(max(timedelta(seconds=int(age[1])), SHORTEST), LONGEST) if age else LONGEST


class RobotsMemory:
    """A folder with one small file for each host."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, host: str) -> Remembered | None:
        """What is known of a host; a file that cannot be read is as good as none."""
        try:
            head, _, body = self._path(host).read_bytes().partition(b"\n")
            facts: Mapping[str, str | None] = json.loads(head)
            silent = facts["silent"]
            return Remembered(
                body if facts["answered"] else None,
                datetime.fromisoformat(facts["until"] or ""),
                datetime.fromisoformat(silent) if silent else None,
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, host: str, known: Remembered) -> None:
        """Write a host's file in one move, so that a crash leaves the old one."""
        path = self._path(host)
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = {
            "host": host,
            "answered": "yes" if known.body is not None else None,
            "until": known.until.isoformat(),
            "silent": known.silent.isoformat() if known.silent else None,
        }
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(json.dumps(facts).encode() + b"\n" + (known.body or b""))
        beside.replace(path)

    def forget(self, now: datetime) -> None:
        """Delete the files of hosts that nobody asked for a long time."""
        for path in self._folder.glob("*/*"):
            if path.stat().st_mtime < (now - FORGOTTEN).timestamp():
                path.unlink()

    def _path(self, host: str) -> Path:
        name = blake2b(host.encode(), digest_size=12).hexdigest()
        return self._folder / name[:2] / f"{name}.txt"
