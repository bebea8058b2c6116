"""Asking people afterwards: a signed link that expires and is answered once."""

import struct
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline import signing
from pipeline.desk_model import Survey
from pipeline.errors import OtklikError
from pipeline.opinions import EFFORT, RECOMMEND, SATISFACTION, Opinion
from pipeline.people_model import Person
from pipeline.states import OPEN
from pipeline.task_model import Task, TaskChange

LIFE = timedelta(days=14)
LONGEST_WORD = 2_000
PURPOSE = "survey"
SURVEY = "survey"  # in the history of a task: asked, or answered with what
_SAID = struct.Struct(">IQ")  # the task, and when the link was made in microseconds


class SurveyError(OtklikError):
    """A link that is not good, or an answer that cannot be."""


class Link(StrEnum):
    """What became of a link."""

    OPEN = "open"
    UNKNOWN = "unknown"
    ANSWERED = "answered"
    EXPIRED = "expired"


WHY = {
    Link.UNKNOWN: "this link is not known",
    Link.ANSWERED: "this link was answered already; thank you",
    Link.EXPIRED: "this link has expired",
}


def ask(
    session: Session, task: Task, person: Person | None, now: datetime, language: str = ""
) -> Survey:
    """Ask about a closed task; while a link of it is good, that one is kept."""
    if task.status in OPEN:
        raise SurveyError("task %(task)s is still open; ask when it is resolved", task=task.id)
    survey = of_task(session, task)
    if survey is not None and survey.answered:
        raise SurveyError("task %(task)s: the customer has answered already", task=task.id)
    language = language or task.mention.post.post.language or "ru"
    if survey is not None and survey.expires > now:
        survey.language = language
        return survey
    if survey is not None:
        session.delete(survey)
        session.flush()
    session.add(TaskChange(task=task, person=person, at=now, what=SURVEY, after="asked"))
    return _make(session, task, language, now)


def _make(session: Session, task: Task, language: str, now: datetime) -> Survey:
    token = _token(signing.open_key(session), task.id, now)
    survey = Survey(
        digest=digest(token), task=task, language=language[:16], made=now, expires=now + LIFE
    )
    session.add(survey)
    return survey


def of_task(session: Session, task: Task) -> Survey | None:
    """The survey about a task, if the customer was asked."""
    return session.scalars(select(Survey).where(Survey.task_id == task.id)).one_or_none()


def token_of(session: Session, survey: Survey) -> str:
    """The token of a survey's link; it is made again whenever it is shown, and kept nowhere."""
    return _token(signing.find_key(session) or b"", survey.task_id, survey.made)


def _token(key: bytes, task_id: int, made: datetime) -> str:
    moment = int(made.timestamp()) * 1_000_000 + made.microsecond
    return signing.seal(key, PURPOSE, _SAID.pack(task_id, moment))


def look(session: Session, token: str, now: datetime) -> tuple[Survey | None, Link]:
    """The survey behind a link and what became of it; a made-up link reads no survey."""
    if signing.unseal(signing.find_key(session), PURPOSE, token) is None:
        return None, Link.UNKNOWN
    survey = session.get(Survey, digest(token), with_for_update=True)
    if survey is None:
        return None, Link.UNKNOWN
    if survey.answered:
        return survey, Link.ANSWERED
    return survey, Link.EXPIRED if survey.expires <= now else Link.OPEN


def find(session: Session, token: str, now: datetime) -> Survey:
    """The survey behind a good link; raises SurveyError when it is unknown, used up or too old."""
    survey, state = look(session, token, now)
    if survey is None or state is not Link.OPEN:
        raise SurveyError(WHY[state])
    return survey


def answer(session: Session, token: str, opinion: Opinion, now: datetime) -> Survey:
    """Keep what the customer says, once."""
    survey = find(session, token, now)
    survey.satisfaction = _within(SATISFACTION, opinion.satisfaction)
    survey.effort = _within(EFFORT, opinion.effort)
    survey.recommend = _within(RECOMMEND, opinion.recommend)
    survey.said = _said(opinion.said)
    numbers = (survey.satisfaction, survey.effort, survey.recommend)
    if (*numbers, survey.said) == (None,) * 4:
        raise SurveyError("nothing was answered; choose a number or write a word")
    survey.answered = now
    shown = " ".join("-" if number is None else str(number) for number in numbers)
    session.add(TaskChange(task=survey.task, at=now, what=SURVEY, before="asked", after=shown))
    return survey


def digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _within(scale: range, number: int | None) -> int | None:
    if number is not None and number not in scale:
        raise SurveyError(
            "%(number)s is not on the scale from %(scale)s to %(scale_2)s",
            number=number,
            scale=scale[0],
            scale_2=scale[-1],
        )
    return number


def _said(text: str | None) -> str | None:
    return (text or "").replace("\x00", "").strip()[:LONGEST_WORD] or None
