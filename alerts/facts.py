"""What rules look at and what they find, as values."""

from dataclasses import dataclass
from datetime import datetime

from classifier.verdict import Sentiment
from pipeline.post import Channel


@dataclass(frozen=True)
class Flagged:
    """A judged mention as rules see it."""

    mention_id: int
    brand: str
    competitor: bool
    channel: Channel
    source: str
    url: str
    text: str
    found: datetime
    complaint: bool
    p_complaint: float
    sentiment: Sentiment
    p_negative: float
    severity: int | None = None
    theme: str | None = None
    language: str | None = None
    author: str | None = None
    published: datetime | None = None
    incident_id: int | None = None
    task_id: int | None = None


@dataclass(frozen=True)
class Change:
    """A measured thing that left its usual range, or came back to it."""

    measure: str  # mentions, negative-share, queue, ...: alerts.phrases says it in words
    subject: str  # the brand, theme or source it is about; "" for all of them
    value: float
    usual: float | None = None
    over: bool = False  # came back
    detail: str = ""


@dataclass(frozen=True)
class Hit:
    """A rule fired at a moment, because of one thing; the key names that thing."""

    key: str
    at: datetime
    level: float  # how bad it is, to tell worse news from old news
    what: Flagged | Change
    incident_id: int | None = None
