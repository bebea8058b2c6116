"""A rule about incidents: many people say the same in a short time.  (pure)"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import timedelta

from pydantic.dataclasses import dataclass

from alerts.facts import Change, Flagged, Heard, Hit, Span
from alerts.hysteresis import SERIOUS
from alerts.options import STRICT, AtLeastOne, Hours, Options


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SpreadOptions(Options):
    """How many mentions of one event in how many hours; told again each time it doubles."""

    brands: list[str] = field(default_factory=list)
    mentions: AtLeastOne = 5
    hours: Hours = 24


def spreading(options: SpreadOptions, heard: Heard, span: Span) -> list[Hit]:
    """Incidents that reached the number, and those that doubled it since."""
    incidents: dict[int, list[Flagged]] = defaultdict(list)
    for mention in sorted(heard.mentions, key=lambda mention: mention.found):
        if mention.incident_id is not None and _is_wanted(options, mention):
            incidents[mention.incident_id].append(mention)
    hits = [hit for one in incidents.values() for hit in _steps(options, one)]
    return [hit for hit in hits if span.since <= hit.at <= span.until]


def _is_wanted(options: SpreadOptions, mention: Flagged) -> bool:
    return mention.brand in options.brands if options.brands else not mention.competitor


def _steps(options: SpreadOptions, mentions: Sequence[Flagged]) -> Iterator[Hit]:
    """A hit whenever as many as the next step stand in the hours that end with a mention."""
    step = options.mentions
    first = 0
    for last, mention in enumerate(mentions):
        while mention.found - mentions[first].found >= timedelta(hours=options.hours):
            first += 1
        if last - first + 1 >= step:
            yield _hit(options, mentions[0], mention, step)
            step *= 2


def _hit(options: SpreadOptions, first: Flagged, last: Flagged, step: int) -> Hit:
    change = Change(
        "spread",
        first.brand,
        float(step),
        hours=options.hours,
        detail=first.text,
        task_id=first.task_id,
    )
    return Hit(f"spread|{first.incident_id}|{step}", last.found, SERIOUS, change)
