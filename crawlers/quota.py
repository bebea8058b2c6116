"""Until when a server wants no requests: Retry-After, and quotas told in its answers.  (pure)"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawlers.answer import Answer
from crawlers.denial import find_wait

# These hosts answer 403 where others say 429: "you ask too much", not "you may not".
BUSY_403 = ("reddit.com", "medium.com", "kickstarter.com")
BUSY = timedelta(minutes=10)  # when a server asks for patience and does not say how long
SHORTEST = timedelta(minutes=1)  # after "429, come again at once"
LONGEST = timedelta(days=30)
LONGEST_REST = timedelta(hours=1)  # after a good answer; who still asks too much then is told 429
_INTERFACES = {
    "googleapis.com": "youtube",
    "api.vk.com": "vk",
    "api.stackexchange.com": "stackexchange",
}
_REFUSALS = (403, 429, 503)
_LARGEST_ERROR = 10_000  # bytes of an answer that may tell of a quota
_BACKOFF = re.compile(rb'"backoff"\s*:\s*(\d{1,5})')  # Stack Exchange's; in texts \" would stand
_QUOTA_LEFT = re.compile(rb'"quota_remaining"\s*:\s*0\b')
_NUMBER = re.compile(r"\d{1,19}(?:\.\d{1,9})?")
_EPOCH = 10**9  # seconds since 1970; less than that is a distance
_NAMES = (
    "X-RateLimit",
    "RateLimit",
    "X-Rate-Limit",
)  # Reddit, Mastodon and GitHub; Bluesky; others
HEADERS = (
    *("retry-after", "date", "ratelimit"),
    *(f"{name.lower()}-{what}" for name in _NAMES for what in ("remaining", "reset")),
)
# Drafts of the IETF: RateLimit: limit=10, remaining=0, reset=50 and RateLimit: "day";r=0;t=50
_DRAFT = re.compile(r"\b(?:remaining|r)=(\d{1,9})\b.*?\b(?:reset|t)=(\d{1,9})\b")

Headers = Mapping[str, str]  # by name in lower case


def patience(url: str, status: int, headers: Headers, now: datetime) -> datetime | None:
    """Until when a host that refused this request wants none; None where it said nothing of it."""
    if status not in _REFUSALS:
        return None
    until = retry_after(headers.get("retry-after"), now, date=headers.get("date"))
    busy = status == 429 or (status == 503 and until is not None)
    if not busy and not (status == 403 and _is_one_of(url, BUSY_403)):
        return None
    return max(until or _find_reset(headers, now) or now + BUSY, now + SHORTEST)


def rest(url: str, headers: Headers, body: bytes, now: datetime) -> datetime | None:
    """Until when a host that answered is to be left alone: its quota is used up, or it says so."""
    told = [_told(url, body, now)]
    if _is_used_up(headers):
        reset = _find_reset(headers, now)
        told.append(min(reset, now + LONGEST_REST) if reset else None)
    return max((until for until in told if until and until > now), default=None)


def retry_after(value: str | None, now: datetime, *, date: str | None = None) -> datetime | None:
    """When a Retry-After header lets us come again; None when it says nothing readable.

    A moment is measured from the server's own `date`: its clock may be wrong, or ours.
    """
    until = _read_moment(value, now)
    if until is None:
        return None
    said = _read_date(date) if date and value and not _NUMBER.fullmatch(value.strip()) else None
    wait = until - (said if said and said < until else now)  # a cache may have dated it later
    return now + min(max(wait, timedelta(0)), LONGEST)


def _read_moment(value: str | None, now: datetime) -> datetime | None:
    """A distance in seconds, or a moment as HTTP, ISO 8601 or the seconds since 1970 write it."""
    text = (value or "").strip()
    if not _NUMBER.fullmatch(text):
        return _read_date(text)
    seconds = float(text) / 1000 if float(text) > 1000 * _EPOCH else float(text)
    if seconds < _EPOCH:
        return now + timedelta(seconds=min(seconds, LONGEST.total_seconds()))
    return datetime.fromtimestamp(min(seconds, 4 * _EPOCH), UTC)


def _read_date(text: str) -> datetime | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text[:100])
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _is_used_up(headers: Headers) -> bool:
    left = [headers.get(f"{name.lower()}-remaining", "") for name in _NAMES]
    draft = _DRAFT.search(headers.get("ratelimit", "")[:1000])
    left += [draft[1]] if draft else []
    return any(_NUMBER.fullmatch(one.strip()) and float(one) < 1 for one in left)


def _find_reset(headers: Headers, now: datetime) -> datetime | None:
    """When a quota begins anew; the latest where several are told of."""
    told = [headers.get(f"{name.lower()}-reset") for name in _NAMES]
    draft = _DRAFT.search(headers.get("ratelimit", "")[:1000])
    told += [draft[2]] if draft else []
    found = (_read_moment(one, now) for one in told)
    return max((min(one, now + LONGEST) for one in found if one), default=None)


def _told(url: str, body: bytes, now: datetime) -> datetime | None:
    """What an interface says beside its answer, or instead of one."""
    kind = next((kind for host, kind in _INTERFACES.items() if _is_one_of(url, (host,))), None)
    if kind == "stackexchange":
        if _QUOTA_LEFT.search(body):  # its days begin at midnight UTC
            return now.astimezone(UTC).replace(hour=0, minute=5) + timedelta(days=1)
        if asked := _BACKOFF.search(body):
            return now + timedelta(seconds=int(asked[1]))
    if kind is None or len(body) > _LARGEST_ERROR or b'"error' not in body:
        return None
    try:
        wait = find_wait(kind, Answer(json.loads(body)), now)
    except (ValueError, RecursionError):
        return None
    return now + wait if wait else None


def _is_one_of(url: str, hosts: tuple[str, ...]) -> bool:
    host = host_of(url).partition(":")[0]
    return f".{host}".endswith(tuple(f".{name}" for name in hosts))


def host_of(url: str) -> str:
    """The host and port of an address, without name and password."""
    return url.split("/", 3)[2].rpartition("@")[2].lower()
