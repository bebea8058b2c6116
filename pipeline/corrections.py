"""Verdicts set right by people; each is kept as an assessment of theirs."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from classifier.verdict import Sentiment, Verdict
from pipeline import assess
from pipeline.model import Assessment, Mention
from pipeline.people_model import Person


def correct(
    session: Session,
    mention: Mention,
    person: Person,
    now: datetime,
    *,
    sentiment: Sentiment | None = None,
    complaint: bool | None = None,
    theme: str | None = None,
    severity: int | None = None,
) -> Assessment:
    """Set a verdict right; what is not given stays. A model never replaces it."""
    verdict = _verdict(mention)
    if sentiment is not None:
        verdict = replace(verdict, **_certain(sentiment))
    if complaint is not None:
        verdict = replace(verdict, complaint=complaint, p_complaint=float(complaint))
    if theme is not None:
        verdict = replace(verdict, theme=theme or None)
    if severity is not None:
        verdict = replace(verdict, severity=severity)
    return assess.record(session, mention, verdict, assess.PERSON, person, now)


def _certain(sentiment: Sentiment) -> dict[str, Any]:
    """The sentiment's columns when a person is sure of it."""
    return {"sentiment": sentiment, **{f"p_{it}": float(it is sentiment) for it in Sentiment}}


def _verdict(mention: Mention) -> Verdict:
    """The verdict that holds; a neutral one where nobody has judged yet."""
    holding = next((a for a in reversed(mention.assessments) if a.judge == mention.judge), None)
    if holding is not None:
        return holding.verdict
    return Verdict(Sentiment.NEUTRAL, 0.0, 1.0, 0.0, complaint=False, p_complaint=0.0)
