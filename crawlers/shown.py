"""What a page showed at the last visit already, just as it is now: that is no news."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.metadata import version

from pipeline.post import Post

# Of other kinds the pages tell by what they leave out which posts are deleted.
KINDS = ("feed",)
MOST = 1_000  # posts of one page that are remembered
_LENGTH = 8  # bytes of a mark
_NONE = bytes(_LENGTH)


@cache
def _version() -> bytes:
    return version("otklik").encode()


def whole(body: bytes, now: datetime) -> bytes:
    """A mark for all that an answer holds; another version of us reads it anew."""
    told = _version()[:48] + f" {now:%F}".encode()
    return blake2b(body, key=told, digest_size=_LENGTH).digest()


def marks(posts: Sequence[Post], now: datetime) -> list[bytes]:
    """A mark for all that each post says.

    It holds for a day, in UTC: once a day every post is looked at again, so that what came of it
    meanwhile, deleted or lost, does not stay so.
    """
    day = f"{now:%F}"
    return [_mark("\0".join(map(str, (day, *vars(post).values())))) for post in posts]


def _mark(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_LENGTH).digest()


def join(body: bytes | None, found: Sequence[bytes]) -> bytes:
    """Marks as they are stored: of the whole answer, where it counts, and of its posts."""
    return b"".join([body or _NONE, *found[:MOST]])


def split(stored: bytes | None) -> set[bytes]:
    """Stored marks of posts, each for itself."""
    stored = stored or b""
    return {stored[at : at + _LENGTH] for at in range(_LENGTH, len(stored), _LENGTH)}


def is_whole(stored: bytes | None, body: bytes, now: datetime) -> bool:
    """Whether an answer is the one that was marked."""
    return stored is not None and stored[:_LENGTH] == whole(body, now)


def forget_whole(stored: bytes | None) -> bytes | None:
    """Stored marks without that of the whole answer."""
    return _NONE + stored[_LENGTH:] if stored else stored
