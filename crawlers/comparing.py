"""Another program's finds beside ours, address by address.  (pure)"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline import dedup
from pipeline.post import Post
from pipeline.recapture import estimate
from pipeline.reports.table import Cell, Share, Table

_SHORTER = re.compile(r"^(https?://)(?:www\.|m\.)|(?<=//t\.me/)()s/")
_WALL = re.compile(r"https?://vk\.com/[^?]*\?(?:.*&)?w=(wall-?\d+_\d+)")
QUOTED = 200  # letters of a text
# On these each account is a place of its own: to read one says nothing of the others.
_ACCOUNTS = {"t.me": re.compile(r"/(?:s/)?(\w+)"), "dzen.ru": re.compile(r"/(?!a/|b/)([\w.-]+)")}
CHANNELS = (
    *("channel", "theirs", "ours", "both", "only theirs", "only ours"),
    *("all there are", "at least", "at most", "our share", "their share"),
)
PLACES = ("place", "only theirs", "naming the brand", "source of ours", "example")
POSTS = ("address", "channel", "published", "place", "source of ours", "named", "text")


@dataclass(frozen=True)
class Theirs:
    """A post of their list: is the brand named in it, and which source of ours reads that place?"""

    post: Post
    named: bool
    source: str | None


@dataclass(frozen=True)
class Ours:
    """A mention of ours, as far as it is compared."""

    url: str
    channel: str
    source: str


@dataclass(frozen=True)
class Comparison:
    """Both lists by canonical address: each address once."""

    theirs: Mapping[str, Theirs] = field(default_factory=dict)
    ours: Mapping[str, Ours] = field(default_factory=dict)

    @property
    def missed(self) -> list[Theirs]:
        """What only they found, where the brand is named first, in the order of their list."""
        only = [one for key, one in self.theirs.items() if key not in self.ours]
        return sorted(only, key=lambda one: not one.named)

    def channels(self) -> Table:
        """How many both and each of them found, and how many there are in all."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for key in self.theirs.keys() | self.ours.keys():
            theirs, ours = self.theirs.get(key), self.ours.get(key)
            channel = ours.channel if ours else str(self.theirs[key].post.channel)
            on = {"theirs": theirs, "ours": ours, "both": theirs and ours}
            counts[channel].update(name for name, found in on.items() if found)
        rows = [_row(name, count) for name, count in sorted(counts.items())]
        whole = sum(counts.values(), Counter[str]())
        return Table("compare", CHANNELS, (*rows, *([_row("all", whole)] if rows else [])))

    def places(self) -> Table:
        """Where we missed most, first where no source of ours reads, as a list of what to add."""
        by_place: dict[str, list[Theirs]] = defaultdict(list)
        for one in self.missed:
            by_place[place_of(one.post.url)].append(one)
        rows = [
            (place, len(some), sum(one.named for one in some), some[0].source, some[0].post.url)
            for place, some in by_place.items()
        ]
        rows.sort(key=lambda row: (row[3] is not None, -row[2], -row[1], row[0]))
        return Table("places", PLACES, tuple(rows))

    def posts(self) -> Table:
        """Each post that only they found."""
        return Table("posts", POSTS, tuple(_tell(one) for one in self.missed))


def _row(name: str, counts: Counter[str]) -> tuple[Cell, ...]:
    theirs, ours, both = counts["theirs"], counts["ours"], counts["both"]
    told = estimate(theirs, ours, both)
    ends = (_whole(told.whole), _whole(told.low), _whole(told.high))
    shares = (_share(both, theirs), _share(both, ours))
    return (name, theirs, ours, both, theirs - both, ours - both, *ends, *shares)


def _whole(count: float | None) -> int | None:
    return None if count is None else round(count)


def _share(part: int, whole: int) -> Share | None:
    return Share(part, whole) if whole else None


def _tell(one: Theirs) -> tuple[Cell, ...]:
    post = one.post
    words = " ".join(post.text.split())
    text = words if len(words) <= QUOTED else words[: QUOTED - 1] + "…"
    named = "yes" if one.named else "no"
    where = place_of(post.url)
    return (post.url, str(post.channel), post.published, where, one.source, named, text)


def place_of(url: str) -> str:
    """The site of an address; with the account where a site is nothing but accounts."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    account = _ACCOUNTS[host].match(parts.path) if host in _ACCOUNTS else None
    return f"{host}/{account[1].lower()}" if account else host


def address_of(url: str) -> str:
    """One spelling of a post's address, also of those that programs make up for themselves."""
    plain = _SHORTER.sub(lambda found: found[1] or "", url, count=1)
    wall = _WALL.match(plain)
    return dedup.key_of(f"https://vk.com/{wall[1]}" if wall else plain)


def read_places(sources: Iterable[tuple[str, str]], ours: Sequence[Ours]) -> dict[str, str]:
    """Which source reads which place: by its address, and by where its posts stand."""
    by_posts = {place_of(one.url): one.source for one in ours}
    return by_posts | {place_of(url): name for name, url in sources}
