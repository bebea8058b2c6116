"""Which posts a page showed at the last visit already, just as they are now: they are no news."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from pipeline.post import Post

# Of other kinds the pages tell by what they leave out which posts are deleted.
KINDS = ("feed",)
MOST = 1_000  # posts of one page that are remembered
_LENGTH = 8  # bytes of a mark


def marks(posts: Sequence[Post], now: datetime) -> list[bytes]:
    """A mark for all that each post says.

    It holds for a day, in UTC: once a day every post is looked at again, so that what came of it
    meanwhile, deleted or lost, does not stay so.
    """
    day = f"{now:%F}"
    return [_mark("\0".join(map(str, (day, *vars(post).values())))) for post in posts]


def _mark(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_LENGTH).digest()


def join(found: Sequence[bytes]) -> bytes:
    """Marks as they are stored."""
    return b"".join(found[:MOST])


def split(stored: bytes | None) -> set[bytes]:
    """Stored marks, each for itself."""
    stored = stored or b""
    return {stored[at : at + _LENGTH] for at in range(0, len(stored), _LENGTH)}
