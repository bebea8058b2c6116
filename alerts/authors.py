"""A rule about who speaks: somebody to whose earlier posts many people answered.  (pure)"""

from collections.abc import Sequence

from pydantic.dataclasses import dataclass

from alerts.complaints import ComplaintOptions, fits
from alerts.facts import Flagged, Hit, Span
from alerts.hysteresis import SERIOUS
from alerts.options import STRICT, AtLeastOne, Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AuthorOptions(ComplaintOptions):
    """How many people must have answered or repeated an author's earlier posts, within how long."""

    people: AtLeastOne = 20
    days: Days = 180
    negative: bool = True


def influential_author(
    options: AuthorOptions, mentions: Sequence[Flagged], span: Span
) -> list[Hit]:
    """One hit for each mention of the time by somebody whom many people follow up."""
    return [
        Hit(
            key=f"author-{mention.mention_id}",
            at=mention.found,
            level=max(float(mention.severity or 0), SERIOUS),
            what=mention,
            incident_id=mention.incident_id,
        )
        for mention in mentions
        if span.since <= mention.found <= span.until
        and mention.reach >= options.people
        and fits(options, mention)
    ]
