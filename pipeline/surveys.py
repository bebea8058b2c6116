"""Asking people afterwards: a link that answers once, and the three scores as they are counted."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.desk_model import Survey
from pipeline.errors import OtklikError
from pipeline.model import OPEN, Task

LIFE = timedelta(days=14)
LONGEST_WORD = 2_000
SATISFACTION, EFFORT, RECOMMEND = range(1, 6), range(1, 8), range(11)


class SurveyError(OtklikError):
    """A link that is not good, or an answer that cannot be."""


@dataclass(frozen=True)
class Opinion:
    """What a customer answers; each question may be left out."""

    satisfaction: int | None = None
    effort: int | None = None
    recommend: int | None = None
    said: str | None = None


def ask(session: Session, task: Task, now: datetime) -> str:
    """The token of a link to ask about a closed task; an earlier link of it stops working."""
    if task.status in OPEN:
        raise SurveyError(f"task {task.id} is still open; ask when it is resolved")
    token = secrets.token_urlsafe(24)
    survey = session.scalars(select(Survey).where(Survey.task_id == task.id)).one_or_none()
    if survey is not None and survey.answered:
        raise SurveyError(f"task {task.id}: the customer has answered already")
    if survey is not None:
        session.delete(survey)
        session.flush()
    language = task.mention.post.post.language or "ru"
    session.add(
        Survey(
            digest=digest(token), task_id=task.id, language=language, made=now, expires=now + LIFE
        )
    )
    return token


def find(session: Session, token: str, now: datetime) -> Survey:
    """The survey behind a link; raises SurveyError when it is unknown, used up or too old."""
    survey = session.get(Survey, digest(token), with_for_update=True)
    if survey is None:
        raise SurveyError("this link is not known; it may have been replaced by a newer one")
    if survey.answered:
        raise SurveyError("this link was answered already; thank you")
    if survey.expires <= now:
        raise SurveyError("this link has expired")
    return survey


def answer(session: Session, token: str, opinion: Opinion, now: datetime) -> Survey:
    """Keep what the customer says, once."""
    survey = find(session, token, now)
    survey.satisfaction = _within(SATISFACTION, opinion.satisfaction)
    survey.effort = _within(EFFORT, opinion.effort)
    survey.recommend = _within(RECOMMEND, opinion.recommend)
    survey.said = _said(opinion.said)
    if (survey.satisfaction, survey.effort, survey.recommend, survey.said) == (None,) * 4:
        raise SurveyError("nothing was answered; choose a number or write a word")
    survey.answered = now
    return survey


def digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _within(scale: range, number: int | None) -> int | None:
    if number is not None and number not in scale:
        raise SurveyError(f"{number} is not on the scale from {scale[0]} to {scale[-1]}")
    return number


def _said(text: str | None) -> str | None:
    return (text or "").replace("\x00", "").strip()[:LONGEST_WORD] or None


@dataclass(frozen=True)
class Scores:
    """The three scores; None where nobody answered the question."""

    answers: int
    csat: float | None  # the share of 4 and 5 among 1 to 5
    ces: float | None  # the mean of 1 to 7
    nps: float | None  # the share of 9 and 10 less that of 0 to 6, from -1 to 1


def scores(opinions: Sequence[Opinion]) -> Scores:
    """Count opinions the standard way.  (pure)"""
    satisfied = [it.satisfaction for it in opinions if it.satisfaction is not None]
    easy = [it.effort for it in opinions if it.effort is not None]
    loyal = [it.recommend for it in opinions if it.recommend is not None]
    promoters, detractors = sum(it >= 9 for it in loyal), sum(it <= 6 for it in loyal)
    return Scores(
        answers=len(opinions),
        csat=sum(it >= 4 for it in satisfied) / len(satisfied) if satisfied else None,
        ces=sum(easy) / len(easy) if easy else None,
        nps=(promoters - detractors) / len(loyal) if loyal else None,
    )
