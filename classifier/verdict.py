"""What is judged, what comes out, and who may judge; standard library only."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Sentiment(StrEnum):
    """How a text stands toward a brand."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Act(StrEnum):
    """What a text does."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    OTHER = "other"


@dataclass(frozen=True)
class Reading:
    """One text to judge, and the brand it is judged toward (None: whatever it is about)."""

    text: str
    brand: str | None = None
    language: str | None = None  # ISO 639-1 where known; None lets the judge find out


@dataclass(frozen=True)
class Why:
    """Where in a text (from, to) the words stand that decided its verdict, in their order."""

    text: int  # mark_text of what was read: of any other text the places say nothing
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Verdict:
    """What a judge says of one text toward one brand; None where it has no opinion.

    The three sentiment probabilities sum to 1. `severity` runs from 1 (mild) to
    3 (critical) and is given for complaints only, as is `theme`.
    """

    sentiment: Sentiment
    p_negative: float
    p_neutral: float
    p_positive: float
    complaint: bool
    p_complaint: float
    act: Act | None = None
    theme: str | None = None
    severity: int | None = None
    language: str | None = None
    why: Why | None = None  # None: nobody asked, or no word did it


class Judge(Protocol):
    """Anything that gives verdicts."""

    @property
    def name(self) -> str:
        """Name and version, as kept beside every assessment."""
        ...

    def judge(self, readings: Sequence[Reading]) -> list[Verdict]:
        """One verdict for each reading, in order; hostile texts never raise."""
        ...


@runtime_checkable
class Placer(Protocol):
    """A judge that also says where texts stand among others, so that like ones can be found."""

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One vector for each text, one signed byte for each dimension; only directions compare."""
        ...


@runtime_checkable
class Explainer(Protocol):
    """A judge that also says which words of a text decided its verdict."""

    def explain(self, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> list[Why | None]:
        """The words behind each verdict of this judge; None where no word did it."""
        ...


def mark_text(text: str) -> int:
    """A number that nearly always differs between two texts."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
