"""What went wrong with a page, in words, and how much it counts."""

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.away import NO_NAME, NO_WAY, Way
from crawlers.guard import Refused
from crawlers.read import Denied, PageChanged
from crawlers.rhythm import Weight
from pipeline.errors import OtklikError

_LOGIN = re.compile(
    r"/(log-?in|sign-?in|wp-login\.php|accounts?/login)(/|[?#]|\.|$)"
    r"|[?&](mode|action|do|act)=log-?in\b",
    re.I,
)
_UNREACHED: dict[type[BaseException], Way] = {
    DownloadTimeoutError: Way.LOST,
    CannotResolveHostError: Way.LOST,
    DownloadConnectionRefusedError: Way.REFUSED,
}
_PLAIN: dict[type[BaseException], tuple[str, Weight]] = {
    DownloadTimeoutError: ("no full answer in time", Weight.TEMPORARY),
    DownloadConnectionRefusedError: ("connection refused", Weight.SOFT),
    CannotResolveHostError: ("no such host", Weight.HARD),
    DownloadCancelledError: ("answer too large", Weight.HARD),
    ResponseDataLossError: ("the answer broke off", Weight.TEMPORARY),
}
# What the errors of a connection mean; the first that is there holds.
_CONNECTION = {
    "certificate verify failed": "its certificate is not valid for this address",
    "SSL": "no secure connection (TLS) is to be had",
    "ParseError": "what answers is no web server",
    "ConnectionLost": "the connection broke off",
    "ConnectionDone": "the connection was closed without an answer",
    "ResponseNeverReceived": "the connection was closed without an answer",
}


@dataclass(frozen=True)
class Trouble:
    """Why a page could not be had or read."""

    words: str
    weight: Weight
    wait_until: datetime | None = None
    changed: bool = False  # the page came, and no longer looks like itself
    way: Way | None = None  # in which its host was not reached
    ours: bool = False  # our own network is to blame


class AskedToWait(IgnoreRequest):
    """A host wants no requests for a while."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} asks to wait until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


class RobotsRefused(IgnoreRequest):
    """robots.txt says no, or could not be had; its text says which."""

    def __init__(self, words: str, *, for_now: bool) -> None:
        super().__init__(words)
        self.for_now = for_now


def of_status(status: int, url: str) -> Trouble:
    """Trouble for a page that answered with an error."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    weight = Weight.HARD if status == HTTPStatus.GONE else Weight.SOFT
    return Trouble(f"{url}: answered {name}", weight)


def asks_for_login(url: str) -> bool:
    """Whether an address looks like that of a form to log in with."""
    return _LOGIN.search(url.partition("//")[2]) is not None


def of_exception(error: BaseException, url: str) -> Trouble:
    """Trouble for a page that could not be fetched or read."""
    match error:
        case AskedToWait() | Denied():
            weight = Weight.TEMPORARY if error.until else Weight.HARD
            return Trouble(str(error), weight, error.until)
        case RobotsRefused():
            return Trouble(str(error), Weight.SOFT if error.for_now else Weight.HARD)
        case PageChanged():
            return Trouble(str(error), Weight.HARD, changed=True)
        case Refused() | OtklikError():
            return Trouble(str(error), Weight.HARD)
        case DownloadFailedError():
            lost = NO_WAY in str(error) or NO_NAME in str(error)
            way = Way.LOST if lost else None
            return Trouble(f"{url}: {_of_connection(str(error))}", Weight.SOFT, way=way)
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):  # once it is decompressed
            return Trouble(f"{url}: answer too large", Weight.HARD)
        case IgnoreRequest():
            return Trouble(f"{url}: {_first_line(error)}", Weight.SOFT)
        case ValueError():  # a redirect to what is no address
            return Trouble(f"{url}: {_first_line(error)}", Weight.HARD)
        case _ if type(error) in _PLAIN:
            words, weight = _PLAIN[type(error)]
            return Trouble(f"{url}: {words}", weight, way=_UNREACHED.get(type(error)))
        case _:
            return Trouble(f"{url}: {type(error).__name__}: {_first_line(error)}", Weight.SOFT)


def _of_connection(told: str) -> str:
    """Why no answer came, from what Twisted and OpenSSL tell of it."""
    for sign, words in _CONNECTION.items():
        if sign in told:
            return words
    return told[:300]


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["no words"])[0][:300]
