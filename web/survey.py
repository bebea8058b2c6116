"""Asking a customer afterwards: the link on the task page, and the public page behind it."""

from typing import Annotated

from babel.core import negotiate_locale
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline import surveys
from pipeline.desk_model import Survey
from pipeline.opinions import EFFORT, RECOMMEND, SATISFACTION, Opinion
from pipeline.surveys import Link, SurveyError
from web.deed import Doing
from web.desk import Desk
from web.fields import Text, Word, read_id
from web.languages import LANGUAGES, ranked
from web.pages import Facts, render
from web.survey_words import LEFTWARD, WORDS, nearest
from web.visit import desk_of

router = APIRouter()
STATUS = {Link.OPEN: 200, Link.ANSWERED: 200, Link.UNKNOWN: 404, Link.EXPIRED: 410}
# What people write behind a link, and some messengers take for its end.
BEHIND = ".,;:!?…)]>»”\"'"
Said = Annotated[str, Form(max_length=4 * surveys.LONGEST_WORD)]


@router.post("/tasks/{task_id}/survey")
def ask(deed: Doing, language: Text = "") -> Response:
    """Make the link with which the customer of a closed task is asked."""
    known = language if language in WORDS else ""
    surveys.ask(deed.session, deed.task, deed.person, deed.now, known)
    return deed.done("asked")


@router.get("/s/{token}")
def show(request: Request, token: str, language: Word = "") -> HTMLResponse:
    """The questions, or why there are none."""
    desk, token = desk_of(request), token.rstrip(BEHIND)
    if not _admits(desk, request):
        return _busy(request, language)
    with desk.database.reading() as session:
        survey, state = surveys.look(session, token, desk.clock())
        return _page(request, survey, state, language, token)


@router.post("/s/{token}")
def answer(
    request: Request,
    token: str,
    satisfaction: Text = "",
    effort: Text = "",
    recommend: Text = "",
    said: Said = "",
    language: Text = "",
) -> Response:
    """Keep what the customer says, once, and thank them."""
    desk = desk_of(request)
    if not _admits(desk, request):
        return _busy(request, language, said)
    opinion = Opinion(read_id(satisfaction), read_id(effort), read_id(recommend), said)
    with desk.database.writing() as session:
        survey, state = surveys.look(session, token, desk.clock())
        if survey is None or state is not Link.OPEN:
            return _page(request, survey, state, language, token, said=said)
        try:
            surveys.answer(session, token, opinion, desk.clock())
        except SurveyError:
            return _page(request, survey, state, language, token, nothing=True)
    chosen = f"?language={language}" if language in WORDS else ""
    return RedirectResponse(f"/s/{token}{chosen}", 303)


def _page(
    request: Request,
    survey: Survey | None,
    state: Link,
    language: str,
    token: str,
    *,
    nothing: bool = False,
    said: str = "",
) -> HTMLResponse:
    wanted = survey.language if survey else _accepted(request)
    spoken = language if language in WORDS else nearest(wanted)
    facts: Facts = {
        "words": WORDS[spoken],
        "spoken": spoken,
        "leftward": spoken in LEFTWARD,
        "tongues": list(WORDS),
        "state": str(state),
        "brand": survey.task.mention.brand.brand.name if survey else "",
        "outcome": survey.task.outcome if survey else None,
        "token": token if survey else "",
        "nothing": nothing,
        "said": _kept(said),
        "scales": {"satisfaction": SATISFACTION, "effort": EFFORT, "recommend": RECOMMEND},
    }
    return _render(facts, 422 if nothing else STATUS[state])


def _busy(request: Request, language: str, said: str = "") -> HTMLResponse:
    spoken = language if language in WORDS else nearest(_accepted(request))
    facts = {"words": WORDS[spoken], "spoken": spoken, "leftward": spoken in LEFTWARD}
    return _render(facts | {"state": "busy", "said": _kept(said)}, 429)


def _kept(said: str) -> str:
    """What was written and could not be taken, for its author to copy."""
    return said.strip()[: surveys.LONGEST_WORD]


def _render(facts: Facts, status: int) -> HTMLResponse:
    """The page of a customer; its words are not the desk's, so any of its languages will do."""
    return HTMLResponse(render(next(iter(LANGUAGES)), "survey.html", facts), status)


def _admits(desk: Desk, request: Request) -> bool:
    """Is this within what one address may ask in a minute?"""
    return desk.meter.admits(request.client.host if request.client else "", desk.clock())


def _accepted(request: Request) -> str:
    accepted = ranked(request.headers.get("accept-language", ""))
    return negotiate_locale(accepted, list(WORDS), sep="-") or "en"
