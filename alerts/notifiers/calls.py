"""One POST to a web service: no redirects, limits on time and size, no address in any error."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from alerts.notifier import NotifyError
from pipeline.time_limit import within

TIMEOUT = 30  # seconds
LONGEST_ANSWER = 1_000_000  # bytes
WORTH_A_RETRY = {408, 425, 429}  # besides 500 and above


@dataclass(frozen=True)
class Address:
    """A notifier's address in its parts: scheme://secret/path?api=..."""

    secret: str
    path: tuple[str, ...]
    options: dict[str, str]


def read_address(address: str, example: str) -> Address:
    """The parts of an address; raises NotifyError that shows what one looks like."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise NotifyError(f"its address is not like {example}", retry=False) from error
    path = tuple(part for part in parts.path.split("/") if part)
    if not parts.netloc or not path:
        raise NotifyError(f"its address is not like {example}", retry=False)
    return Address(parts.netloc, path, dict(parse_qsl(parts.query)))


def post(url: str, body: bytes, headers: dict[str, str]) -> Any:  # whatever JSON the service says
    """Send and give the answer's JSON; raises NotifyError when it was not taken."""
    status, answer = exchange(url, body, headers)
    if not 200 <= status < 300:
        raise NotifyError(
            f"answered with status {status}", retry=status >= 500 or status in WORTH_A_RETRY
        )
    try:
        return json.loads(answer)
    except ValueError as error:
        raise NotifyError("answered with something that is not JSON", retry=True) from error


def exchange(
    url: str, body: bytes, headers: dict[str, str], timeout: float = TIMEOUT
) -> tuple[int, bytes]:
    """Send and give status and body; raises NotifyError without a whole one in time."""
    try:
        return within(timeout, lambda: _exchange(url, body, headers, timeout))
    except (OSError, http.client.HTTPException, ValueError) as error:
        # The cause is left out of the error: it may name the address.
        raise NotifyError(f"could not be reached ({type(error).__name__})", retry=True) from None


def _exchange(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = kind(parts.netloc, timeout=timeout)
    try:
        connection.request("POST", path, body, {"User-Agent": "Otklik", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    finally:
        connection.close()
