"""What a rule would have done: it is asked about the past, and nothing is kept or sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.facts import Hit, Span
from alerts.hysteresis import OVER
from alerts.rules import Needs, ReadyRule
from alerts.sight import look

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Rehearsal:
    """How often a rule would have fired."""

    rule: str
    days: int
    times: int
    most_an_hour: int
    hits: tuple[Hit, ...]


def rehearse(session: Session, ready: ReadyRule, now: datetime, days: int = 30) -> Rehearsal:
    """Ask a rule about the last days; of one incident only the first and what is worse counts."""
    hits = [
        hit
        for span in _spans(ready, now, days)
        for hit in ready.type.hits(ready.options, look(session, ready, span), span)
    ]
    fired = _news([hit for hit in hits if not hit.key.endswith(OVER)])
    return Rehearsal(
        ready.rule.name, days, len(fired), _most_an_hour([hit.at for hit in fired]), tuple(fired)
    )


def _spans(ready: ReadyRule, now: datetime, days: int) -> list[Span]:
    """What is looked at: all at once, or figures, which are told once a day, day by day."""
    if ready.type.needs is not Needs.FIGURES:
        return [Span(now - timedelta(days=days), now)]
    ends = (now - timedelta(days=back) for back in range(days))
    return [Span(end - timedelta(days=1), end) for end in ends]


def _news(hits: Sequence[Hit]) -> list[Hit]:
    worst: dict[int, float] = {}
    news = []
    for hit in sorted(hits, key=lambda hit: hit.at):
        if hit.incident_id is not None:
            if hit.level <= worst.get(hit.incident_id, -1.0):
                continue
            worst[hit.incident_id] = hit.level
        news.append(hit)
    return news


def _most_an_hour(moments: Sequence[datetime]) -> int:
    """The most in any sixty minutes."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= HOUR:
            first += 1
        most = max(most, last - first + 1)
    return most
