"""What interfaces say when they give nothing: a quota used up, a token refused."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scrapy.http import Response

from crawlers.answer import Answer
from crawlers.ask import header
from crawlers.plain import fold_spaces, strip_markup
from crawlers.read import Denied
from crawlers.rhythm import Weight
from crawlers.stand_in import find_challenge
from crawlers.trouble import Trouble, asks_for_login, of_exception, of_status
from pipeline.settings import PREFIX

LONGEST = 300  # letters of what an interface says
NOT_PAGES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
GONE = (404, 410)
LOST = (401, *GONE)  # answers that mean, given twice, that a page is no longer shown
_TOKENS = {
    "vk": "VK_TOKEN",
    "youtube": "YOUTUBE_KEY",
    "reddit": "REDDIT_CLIENT",
    "mastodon": "MASTODON_TOKENS",
    "stackexchange": "STACKEXCHANGE_KEY",
}
_MESSAGES = (
    *(("error", "message"), ("error", "error_msg"), ("error_message",), ("message",)),
    *(("error_description",), ("error",)),
)
_QUOTAS = {"quotaExceeded", "dailyLimitExceeded"}  # YouTube's
_CALIFORNIA = ZoneInfo("America/Los_Angeles")  # where its days begin
_VK_TOKEN = {5, 27, 28}
_VK_BUSY = {6: timedelta(minutes=1), 9: timedelta(hours=1), 29: timedelta(hours=6)}
_KEY = re.compile(r"api key|access token|client id", re.I)
_SECONDS = re.compile(r"available in (\d{1,6}) seconds")  # Stack Exchange's


@dataclass(frozen=True)
class Refusal:
    """Why an answer is not the page that was asked for."""

    trouble: Trouble
    gone: bool = False  # it says that there is none
    lost: bool = False  # given twice, it means that the page is no longer shown


def find_refusal(response: Response, asked_for: str, kind: str, now: datetime) -> Refusal | None:
    """Whether an answer is something else than a page to read."""
    if not 200 <= response.status < 300:
        lost = response.status in LOST
        return Refusal(of_answer(response, kind, now), gone=is_gone(response, kind), lost=lost)
    if asks_for_login(response.url) and not asks_for_login(asked_for):
        return Refusal(Trouble(f"{asked_for}: asks for a login", Weight.SOFT), lost=True)
    told = header(response, "Content-Type") or ""
    if told.startswith(NOT_PAGES):
        words = f"{response.url}: {told.partition(';')[0]} is no page to read"
        return Refusal(Trouble(words, Weight.HARD))
    return None


def of_answer(response: Response, kind: str, now: datetime) -> Trouble:
    """Trouble for an answer that is an error; interfaces tell why in words of their own."""
    trouble = of_status(response.status, response.url)
    try:
        answer = Answer(json.loads(response.body[:100_000]))
    except (ValueError, RecursionError):
        wall = find_challenge(response)
        words = f"{response.url}: {wall.words}" if wall else trouble.words
        return replace(trouble, words=words)
    denied = find_denial(kind, response.status, answer, now)
    if denied:
        return of_exception(denied, response.url)
    words = _words(answer)
    return replace(trouble, words=f"{trouble.words} ({words})") if words else trouble


def is_gone(response: Response, kind: str) -> bool:
    """Whether an answer says that what was asked for is not there."""
    if response.status == 400 and kind == "bluesky":
        return b'"NotFound"' in response.body[:LONGEST]
    return response.status in GONE


def find_denial(kind: str, status: int, answer: Answer, now: datetime | None) -> Denied | None:
    """What an interface refuses, if it is the quota or the token."""
    words, setting = _words(answer), _TOKENS.get(kind)
    wait = find_wait(kind, answer, now) if now else None
    if wait and now:
        return Denied(f"{kind}: no more requests for now ({words})", now + wait)
    refused = status == 401 or (status in (400, 403) and _KEY.search(words))
    if setting and (refused or answer.number("error", "error_code") in _VK_TOKEN):
        said = f"answered {status}: {words}" if words else f"answered {status}"
        return Denied(f"{kind}: needs a valid {PREFIX}{setting} ({said})")
    return None


def find_wait(kind: str, answer: Answer, now: datetime) -> timedelta | None:
    """How long an interface wants no requests."""
    code = answer.number("error", "error_code")
    if kind == "vk" and code in _VK_BUSY:
        return _VK_BUSY[code]
    if kind == "youtube":
        reasons = {each.text("reason") for each in answer.at("error", "errors").each()}
        return _midnight(now) - now if reasons & _QUOTAS else None
    seconds = _SECONDS.search(_words(answer)) if kind == "stackexchange" else None
    return timedelta(seconds=int(seconds[1])) if seconds else None


def _midnight(now: datetime) -> datetime:
    """Shortly after the next day of California begins; in UTC, since its days differ in length."""
    tomorrow = now.astimezone(_CALIFORNIA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0, 5), _CALIFORNIA).astimezone(UTC)


def _words(answer: Answer) -> str:
    """What the answer says of itself, in one line."""
    said = (answer.text(*path) for path in _MESSAGES)
    return fold_spaces(strip_markup(next(filter(None, said), "")))[:LONGEST]
