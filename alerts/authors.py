"""A rule about who speaks: somebody with many followers, or whom many people answer.  (pure)"""

from collections.abc import Sequence

from pydantic.dataclasses import dataclass

from alerts.complaints import ComplaintOptions, fits
from alerts.facts import Flagged, Hit, Span
from alerts.hysteresis import SERIOUS
from alerts.options import STRICT, AtLeastOne, Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AuthorOptions(ComplaintOptions):
    """How many followers an author must have where the platform tells; elsewhere, how many people
    must have answered or repeated their earlier posts, within how long."""

    followers: AtLeastOne = 10_000
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
        and _is_heard(options, mention)
        and fits(options, mention)
    ]


def _is_heard(options: AuthorOptions, mention: Flagged) -> bool:
    if mention.followers is not None:
        return mention.followers >= options.followers
    return mention.reach >= options.people
