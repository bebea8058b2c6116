"""Is it our own network that is away, and no source?  (pure)"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

FEWEST = 3  # sites: one or two that are not reached have their own trouble
NO_WAY = "no way leads to its host"
NO_NAME = "no name server says where its host is"
NEARLY_ALL = 0.9  # of the sites asked; what is near may be reached still
ROW = 5  # sites one after the other while nobody answers: the network was lost on the way
UNLIKELY = 0.001  # that so many sites in a row have trouble of their own


class Way(Enum):
    """How a site was not reached."""

    LOST = "lost"  # no name, no way there, no answer in time
    REFUSED = "refused"  # something turned us away at the door


@dataclass
class Asked:
    """What came of asking one site, at which seconds of the crawl."""

    left: float  # when the first request went out
    way: Way | None = None  # how it was not reached in the end; None where it answered
    answers: list[float] = field(default_factory=list)

    def answer(self, now: float) -> None:
        """It answered; of answers in one second the first and the last are kept."""
        if len(self.answers) > 1 and now - self.answers[-2] < 1:
            self.answers[-1] = now
        else:
            self.answers.append(now)


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


def find_lost(asked: Mapping[str, Asked]) -> dict[str, Away]:
    """The sites that were not reached since our own network was lost, away from the start or not.

    A network that is lost on the way, and back later or not, shows as a row of sites that were
    asked one after the other, none of which was reached, all alike, while nobody else answered.
    """
    away = find_away({site: one.way for site, one in asked.items()})
    if away:
        return {site: away for site, one in asked.items() if one.way is away.way}
    lost = dict[str, Away]()
    for way in Way:
        for row in _rows(asked, way):
            if len(row) >= ROW and _is_unlikely(row, asked):
                lost |= dict.fromkeys(row, Away(way, len(row), len(asked)))
    return lost


def _rows(asked: Mapping[str, Asked], way: Way) -> list[list[str]]:
    """Sites not reached in one way, in the order they were asked, parted where anybody answered."""
    moments = [(one.left, site) for site, one in asked.items() if one.way is way]
    for one in asked.values():
        if one.way is not way:
            moments += [(at, "") for at in (one.left, *one.answers)]
    rows: list[list[str]] = [[]]
    for _, site in sorted(moments):
        if site:
            rows[-1].append(site)
        elif rows[-1]:
            rows.append([])
    return rows


def _is_unlikely(row: Sequence[str], asked: Mapping[str, Asked]) -> bool:
    """Whether sites that fail as often as the others do would hardly ever make such a row."""
    others = [one.way is not None for site, one in asked.items() if site not in set(row)]
    share = (sum(others) + 1) / (len(others) + 2)
    return share ** len(row) * len(asked) < UNLIKELY


def site_of(url: str) -> str:
    """What is one site's in an address: hosts of one domain go down together."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return ".".join(host.split(".")[-2:])
    return parts.netloc
