"""Is it our own network that is away, and no source?  (pure)"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

FEWEST = 3  # sites: one or two that are not reached have their own trouble
NO_WAY = "no way leads to its host"
NEARLY_ALL = 0.9  # of the sites asked; what is near may be reached still


class Way(Enum):
    """How a site was not reached."""

    LOST = "lost"  # no name, no way there, no answer in time
    REFUSED = "refused"  # something turned us away at the door


@dataclass(frozen=True)
class Away:
    """What says that our own network is away."""

    way: Way
    unreached: int
    sites: int

    def __str__(self) -> str:
        count = f"{self.unreached} of {self.sites} hosts"
        return f"our own network seems to be away: {count} could not be reached"


def find_away(asked: Mapping[str, Way | None]) -> Away | None:
    """What the sites say that one crawl asked: how each was not reached, None where it answered."""
    ways = Counter(way for way in asked.values() if way is not None)
    for way, unreached in ways.most_common(1):
        if unreached >= FEWEST and unreached >= NEARLY_ALL * len(asked):
            return Away(way, unreached, len(asked))
    return None


def site_of(url: str) -> str:
    """What is one site's in an address: hosts of one domain go down together."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return ".".join(host.split(".")[-2:])
    return parts.netloc
