"""What rules look at and what they find, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from classifier.verdict import Sentiment
from pipeline.filled import Filled
from pipeline.flow import Hours
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
    theme_name: str = ""  # as people call it, where they do
    language: str | None = None
    author: str | None = None
    published: datetime | None = None
    incident_id: int | None = None
    task_id: int | None = None
    followers: int | None = None  # of the author, where the platform tells
    reach: int = 0  # people who answered or repeated the author's earlier posts, where it is asked


@dataclass(frozen=True)
class Heard:
    """What was said of incidents, and the hours in which its sources were not seen."""

    mentions: Sequence[Flagged]
    unseen: Mapping[str, frozenset[datetime]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A measured thing that left its usual range, or came back to it."""

    measure: str  # mentions, negative-share, queue, ...: alerts.change_phrases says it in words
    subject: str  # the brand, theme or source it is about; "" for all of them
    value: float
    usual: float | None = None
    over: bool = False  # came back
    hours: int = 0  # counted over so many hours
    detail: str = ""
    task_id: int | None = None
    theme: str = ""
    theme_name: str = ""
    column: str = ""  # of the report that a figure is of
    once_in: int = 0  # so many times chance alone brings this once
    lines: tuple[str, ...] = ()  # of a report, in words; then the subject is its title


@dataclass(frozen=True)
class Hit:
    """A rule fired at a moment, because of one thing; the key names that thing."""

    key: str
    at: datetime
    level: float  # how bad it is, to tell worse news from old news
    what: Flagged | Change
    incident_id: int | None = None


@dataclass(frozen=True)
class Span:
    """The time a rule is asked about."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Count:
    """What was said in one hour."""

    mentions: int = 0
    negative: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.mentions + other.mentions, self.negative + other.negative)


@dataclass(frozen=True)
class Series:
    """What was said hour by hour, by the hour's beginning; an hour without a count had none."""

    brand: str
    competitor: bool
    started: datetime  # before this nobody was listening
    hours: Mapping[datetime, Count]
    theme: str = ""
    theme_name: str = ""
    # The share of its mentions that sources bring which were not seen in an hour.
    blind: Mapping[datetime, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A task as rules see it: when it was opened, answered and closed, and when it is due."""

    task_id: int
    brand: str
    opened: datetime
    answered: datetime | None = None
    closed: datetime | None = None
    due: datetime | None = None  # None: nothing promised, or it waits for the customer
    replied: datetime | None = None  # the latest answer


class Visit(NamedTuple):
    """A visit to a source; a rule looks at half a million, and a tuple is made in a third of the
    time that a dataclass takes.
    """

    at: datetime
    failed: bool
    posts_new: int = 0
    error: str = ""
    filled: Filled = Filled()
    away: bool = False  # failed because our own network was away


@dataclass(frozen=True)
class Visited:
    """A source and its visits, earliest first."""

    source: str
    visits: tuple[Visit, ...] = field(default_factory=tuple)
    hours: Hours = field(default_factory=dict)  # its new posts hour by hour, from further back
    zone: tzinfo = UTC  # that its people live by


@dataclass(frozen=True)
class Figure:
    """One cell of a report."""

    subject: str
    value: float
