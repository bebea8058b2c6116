"""A source whose site says that it moved for good: where to, since when, in how many visits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.dedup import key_of
from pipeline.siblings import core
from pipeline.states import LOST
from pipeline.visit_model import Fetch
from pipeline.watch import Source

FEWEST = 3  # visits in a row that were told the same
SHORTEST = timedelta(days=1)  # from the first of them to the last: a mistake is mended by then
MOST = 50  # visits looked at
_MOVED = re.compile(r"(\S+): has moved for good to (\S+)")
_fetch = Fetch.__table__.c


@dataclass(frozen=True)
class Move:
    """What the latest visits were told, all alike."""

    to: str
    since: datetime
    visits: int
    last: datetime

    @property
    def lasting(self) -> bool:
        """Was it told so often, and for so long, that it is no slip?"""
        return self.visits >= FEWEST and self.last - self.since >= SHORTEST


def tell_move(url: str, new: str) -> str | None:
    """What a visit keeps of it; None where the two addresses are but spelt differently."""
    if core(key_of(url)) == core(key_of(new)):
        return None
    if not urlsplit(new).path.strip("/") and urlsplit(url).path.strip("/"):
        return f"{url}: leads to a front page for good, {new}; the page itself is probably gone"
    return f"{url}: has moved for good to {new}"


def read_move(session: Session, source: Source, last: Fetch | None) -> Move | None:
    """Where the latest visits to a source were led, if its address is still the one they had."""
    if last is None or _new_address(source, last.error) is None:
        return None
    asked = select(_fetch.started, _fetch.error).where(
        _fetch.source == source.name, _fetch.outcome.not_in(LOST)
    )
    latest = asked.order_by(_fetch.started.desc(), _fetch.id.desc()).limit(MOST)
    return find_move(source, [(at, error) for at, error in session.execute(latest)])


def find_move(source: Source, told: Sequence[tuple[datetime, str | None]]) -> Move | None:
    """What visits that were no failures, the latest first, were told in one row.  (pure)"""
    row: list[datetime] = []
    to = _new_address(source, told[0][1]) if told else None
    for at, error in told:
        if to is None or _new_address(source, error) != to:
            break
        row.append(at)
    return Move(to, row[-1], len(row), row[0]) if to and row else None


def _new_address(source: Source, error: str | None) -> str | None:
    found = _MOVED.fullmatch(error or "")
    return found[2] if found and found[1] == source.url else None
