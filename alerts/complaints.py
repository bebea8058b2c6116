"""Rules about single mentions: a complaint worth speaking up for.  (pure)"""

from collections.abc import Sequence
from dataclasses import field

from pydantic.dataclasses import dataclass

from alerts.facts import Flagged, Hit, Span
from alerts.options import STRICT, Options
from classifier.verdict import Sentiment
from pipeline.post import Channel

MILD = 1


@dataclass(frozen=True, config=STRICT, kw_only=True)
class ComplaintOptions(Options):
    """Which complaints a rule speaks of; an empty list means all."""

    brands: list[str] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    min_severity: int = MILD  # 1 mild, 2 serious, 3 critical
    min_p_complaint: float = 0.0  # how sure the judge must be
    negative: bool = False  # clearly negative mentions too, complaint or not
    competitors: bool = False  # mentions of competitors too


def new_complaint(options: ComplaintOptions, mentions: Sequence[Flagged], span: Span) -> list[Hit]:
    """One hit for each mention of the time that fits."""
    return [
        _hit(mention)
        for mention in mentions
        if span.since <= mention.found <= span.until and fits(options, mention)
    ]


def fits(options: ComplaintOptions, mention: Flagged) -> bool:
    """Whether a mention is bad enough and where the rule looks."""
    return _is_bad(options, mention) and _is_ours(options, mention)


def _is_bad(options: ComplaintOptions, mention: Flagged) -> bool:
    severe = (mention.severity or MILD) >= options.min_severity
    complains = mention.complaint and severe and mention.p_complaint >= options.min_p_complaint
    return complains or (options.negative and mention.sentiment is Sentiment.NEGATIVE)


def _is_ours(options: ComplaintOptions, mention: Flagged) -> bool:
    wanted: list[tuple[Sequence[str], str | None]] = [
        (options.brands, mention.brand),
        (options.channels, mention.channel),
        (options.sources, mention.source),
        (options.languages, mention.language),
        (options.themes, mention.theme),
    ]
    if mention.competitor and not (options.competitors or mention.brand in options.brands):
        return False
    return all(not allowed or value in allowed for allowed, value in wanted)


def _hit(mention: Flagged) -> Hit:
    return Hit(
        key=f"mention-{mention.mention_id}",
        at=mention.found,
        level=float(mention.severity or MILD),
        what=mention,
        incident_id=mention.incident_id,
    )
