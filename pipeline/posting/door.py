"""The way out to platforms: public addresses only, one request, and honest about its end."""

import http.client
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from classifier.entities import unescape
from pipeline.addresses import AllowList, is_public
from pipeline.errors import OtklikError
from pipeline.time_limit import within

TIMEOUT = 20.0  # seconds for each step: connecting, sending, waiting for the answer
WHOLE = 2  # times as long for all of a request
LARGEST = 1_000_000  # bytes of an answer
USER_AGENT = "otklik (answers to mentions)"
LONGEST_SAID = 200
GONE = (404, 410)
# What a person can do about a refusal, by its status; 0 stands for all others.
POSTING = {
    401: "the token is wrong or has run out (see OTKLIK_POST_AS)",
    403: "the account may not answer there",
    404: "the post is gone, or the account cannot see it",
    429: "it asks to wait; try again later",
    0: "nothing was posted; answer by hand",
}
REMOVING = POSTING | {403: "the account may not delete there", 0: "delete the answer by hand"}


class NotPosted(OtklikError):  # noqa: N818  (how a request ended)
    """Nothing was posted; the text says why and what to do."""


class Uncertain(OtklikError):  # noqa: N818
    """The platform was asked to post, and nobody knows whether it did."""


@dataclass(frozen=True)
class Answer:
    """What a platform said."""

    status: int
    body: bytes

    @property
    def content(self) -> Any:
        """The JSON it sent, of any shape; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def at(self, *steps: str | int) -> Any:
        """A value inside of the JSON; None where the steps lead nowhere."""
        value = self.content
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def rows(self, *steps: str | int) -> list[dict[str, Any]]:
        """A list of objects inside of the JSON; raises Uncertain where there is none."""
        found = self.at(*steps) if steps else self.content
        if not isinstance(found, list):
            raise Uncertain("the platform answered with something it does not say")
        return [one for one in found if isinstance(one, dict)]


class Door:
    """Asks platforms, and refuses private addresses that nobody allowed."""

    def __init__(
        self,
        allow: list[str],
        timeout: float = TIMEOUT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.now = now  # for platforms that want to be told when something was said
        self._allow = AllowList(allow)
        self._timeout = timeout

    def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Look something up before posting; every failure is NotPosted."""
        try:
            return self._call("GET", url, dict(headers or {}), None)
        except Uncertain as error:
            raise NotPosted(str(error)) from error

    def trade(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Send a form that posts nothing, such as for a fresh token; failures are NotPosted."""
        try:
            return self.send_form(url, form, headers)
        except Uncertain as error:
            raise NotPosted(str(error)) from error

    def trade_json(self, url: str, content: object, headers: Mapping[str, str]) -> Answer:
        """The same with JSON."""
        try:
            return self.send_json(url, content, headers)
        except Uncertain as error:
            raise NotPosted(str(error)) from error

    def send_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Post a form."""
        typed = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._call("POST", url, typed, urlencode(form).encode())

    def send_json(self, url: str, content: object, headers: Mapping[str, str]) -> Answer:
        """Post JSON."""
        typed = {"Content-Type": "application/json", **headers}
        return self._call("POST", url, typed, json.dumps(content).encode())

    def remove(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Delete what we posted; what is gone already is as it should be."""
        return self._call("DELETE", url, dict(headers), None)

    def _call(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        """One request; no redirect is followed: a post must not wander."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        connection = self._connect(parts.scheme, host, port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told = {"User-Agent": USER_AGENT, "Accept": "application/json", **headers}

        def exchange() -> Answer:
            connection.request(method, path, body, told)
            response = connection.getresponse()
            return Answer(response.status, response.read(LARGEST))

        try:
            answer = within(WHOLE * self._timeout, exchange)
        except (OSError, http.client.HTTPException) as error:
            raise Uncertain(f"{host}: {_reason(error)} after it was asked") from error
        finally:
            connection.close()
        if method == "DELETE" and answer.status in GONE:
            return answer
        return _judge(host, answer, REMOVING if method == "DELETE" else POSTING)

    def _connect(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        """A connection to an address that was looked at: a name may answer otherwise later."""
        allowed = self._allow.has(host, port)
        if scheme != "https" and not (scheme == "http" and allowed):
            raise NotPosted(f"{host}: answers are sent over https only (or see OTKLIK_ALLOW)")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            for *_, place in found:
                address = ip_address(str(place[0]).partition("%")[0])
                if allowed or is_public(address) or self._allow.has(str(address), port):
                    plain = socket.create_connection((str(address), port), self._timeout)
                    speak = partial(_speak, scheme, host, port, plain, self._timeout)
                    return within(self._timeout, speak)
        except (OSError, UnicodeError) as error:
            raise NotPosted(f"{host}: {_reason(error)}; nothing was sent, try later") from error
        raise NotPosted(f"{host}: its address is not public; nothing was sent (see OTKLIK_ALLOW)")


def _speak(
    scheme: str, host: str, port: int, plain: socket.socket, timeout: float
) -> http.client.HTTPConnection:
    if scheme != "https":
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        connection.sock = plain
        return connection
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    secure.sock = context.wrap_socket(plain, server_hostname=host)
    return secure


def _judge(host: str, answer: Answer, ways: Mapping[int, str]) -> Answer:
    """The answer when it is one; 5xx means that the platform may have posted all the same."""
    if answer.status < 300:
        return answer
    said = f": {explain(answer)}" if explain(answer) else ""
    if answer.status >= 500 or answer.status == 408:
        raise Uncertain(f"{host} answered {answer.status}{said}")
    raise NotPosted(f"{host} answered {answer.status}{said}; {ways.get(answer.status, ways[0])}")


def explain(answer: Answer) -> str:
    """What a platform says of its refusal, in one short line."""
    error = answer.at("error")
    said = (
        *(answer.at(name) for name in ("message", "error_description", "description")),
        *(answer.at("errors", 0), answer.at("error", "message"), error),
    )
    return next((clip(words) for words in said if isinstance(words, str)), "")


def clip(said: str) -> str:
    """One short line of a platform's words."""
    return " ".join(unescape(said).split())[:LONGEST_SAID]


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "nobody knows this name"
    if isinstance(error, ssl.SSLError):
        return "its certificate cannot be trusted"
    return "the connection broke" if not isinstance(error, ConnectionRefusedError) else "refused"
