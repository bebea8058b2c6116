"""Who we post as, where an answer belongs, and what every platform's file does."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pipeline.posting.door import Door, NotPosted


@dataclass(frozen=True)
class Account:
    """One account of ours on a platform."""

    platform: str
    host: str  # the site, where a platform has many; else what the platform's file says
    secret: str
    api: str = ""  # another address of the interface than the platform's own

    def parts(self, count: int, shape: str) -> list[str]:
        """The secret's parts; raises NotPosted that says how it should look."""
        found = self.secret.split(":", count - 1)
        if len(found) != count or not all(found):
            raise NotPosted(f'{self}: its secret must look like "{shape}" (see OTKLIK_POST_AS)')
        return found

    def __str__(self) -> str:
        return f"{self.platform} {self.host}".strip()


@dataclass(frozen=True)
class Place:
    """The post that is to be answered."""

    url: str
    kind: str = ""  # how its source is read
    thread: str | None = None

    @property
    def parts(self) -> SplitResult:
        """The address in its parts; an unreadable one is empty."""
        try:
            return urlsplit(self.url)
        except ValueError:
            return urlsplit("")

    @property
    def host(self) -> str:
        """Host and port, without www."""
        return self.parts.netloc.lower().removeprefix("www.")

    @property
    def site(self) -> str:
        """Scheme and host."""
        return f"{self.parts.scheme}://{self.parts.netloc}"


@dataclass(frozen=True)
class Below:
    """What stands below a post already, as far as the platform shows it to our account."""

    answers: tuple[tuple[str | None, str], ...]  # each with its address; texts may hold markup
    whole: bool  # nothing was left out, or the platform itself drops what is posted again


class Platform(Protocol):
    """What a platform's file has."""

    LONGEST: int | None  # characters of an answer, as the platform says (some sites take more)

    def claims(self, place: Place, host: str) -> bool:
        """Whether an account on `host` can answer this post."""

    def post(self, door: Door, account: Account, place: Place, text: str, key: str) -> str | None:
        """Answer; the address of the answer, None where it waits or has none.

        Raises NotPosted when nothing was posted, Uncertain when nobody knows.
        """

    def read_below(self, door: Door, account: Account, place: Place) -> Below:
        """What stands below the post; raises Uncertain or NotPosted where that is not told."""

    def remove(self, door: Door, account: Account, place: Place, url: str) -> None:
        """Delete an answer of ours by its address; one that is gone already is no error."""
