"""Fetches pages over HTTP: with aiohttp, and what it cannot read with Twisted's patient client."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import urldefrag

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from yarl import URL

from crawlers.away import NO_NAME, NO_WAY
from crawlers.gate import NO_ANSWER, Gate, NotPublicError
from crawlers.guard import Refused
from crawlers.quota import host_of
from pipeline.addresses import AllowList

LONGEST_LINE = 16 * 1024  # bytes of a line of an answer's head
MOST_LINES = 500  # together less than a page may hold
KEPT_OPEN = 60.0  # seconds a connection waits for the next request
SAFE_TWICE = ("GET", "HEAD")
OURS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")  # Scrapy sets them, or nobody
_LEGACY_SERVERS = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on
_TOO_LONG = ("Got more than", "Too many headers")  # aiohttp tells it in words alone
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
# By OpenSSL's X509_V_ERR_ numbers (x509_vfy.h).
_CERTIFICATES = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is signed by itself alone",
    **dict.fromkeys((19, 20, 21), "its certificate is signed by nobody who is trusted here"),
    **dict.fromkeys((62, 64), "its certificate is for another host"),
}
_WORDS: tuple[tuple[type[Exception], str], ...] = (  # the first that fits holds
    (aiohttp.ClientConnectorSSLError, "no secure connection (TLS) is to be had"),
    (aiohttp.ClientResponseError, "what answers is no web server"),
    (aiohttp.ServerDisconnectedError, "the connection was closed without an answer"),
    (aiohttp.ClientConnectorError, NO_WAY),
    (aiohttp.ClientOSError, "the connection broke off"),
)


class Fetcher(BaseDownloadHandler):
    """Sends requests and takes their answers in, within limits; Scrapy does all the rest.

    It follows no redirect, keeps no cookie, takes no proxy from the environment and decompresses
    nothing: Scrapy's middlewares do what of this is wanted.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._time = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        allow = AllowList(settings.getlist("GUARD_ALLOW"))
        self._door = Gate(allow, settings.getfloat("DNS_TIMEOUT"))
        self._sessions = Sessions(self._door, settings.getint("CONCURRENT_REQUESTS"))
        self._patient: BaseDownloadHandler | None = None
        self._sloppy = set[str]()  # hosts whose answers aiohttp cannot read

    async def download_request(self, request: Request) -> Response:
        """The answer to a request; what keeps it from coming is told as Scrapy tells it."""
        time = request.meta.get("download_timeout") or self._time
        try:
            async with asyncio.timeout(time):
                return await self._ask(request)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"no full answer within {time} seconds") from error
        except aiohttp.InvalidURL as error:  # trying again does not help
            raise ValueError(error.description or "no address of a page") from error
        except aiohttp.ClientError as error:
            raise _told(error) from error

    async def close(self) -> None:
        """Close what is open."""
        await self._sessions.close()
        await self._door.close()
        if self._patient:
            await self._patient.close()

    async def _ask(self, request: Request) -> Response:
        """The answer, read by whoever can; much of what aiohttp refuses browsers read."""
        host = host_of(request.url)
        if host not in self._sloppy:
            try:
                async with self._sessions.of(host) as session:
                    return await self._fetch(session, request)
            except aiohttp.ClientResponseError as error:
                if request.method not in SAFE_TWICE or _is_too_long(error):
                    raise
                self._sloppy.add(host)
        return await self._open_patient().download_request(request)

    def _open_patient(self) -> BaseDownloadHandler:
        if self._patient is None:  # few crawls need it, and to load it takes a third of a second
            from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

            self._patient = HTTP11DownloadHandler(self.crawler)
        return self._patient

    async def _fetch(self, session: aiohttp.ClientSession, request: Request) -> Response:
        began = monotonic()
        async with session.request(
            request.method,
            URL(request.url, encoded=True),  # as it stands: Scrapy has escaped it
            headers=_lines(request.headers),
            data=request.body or None,
            allow_redirects=False,
        ) as answer:
            request.meta["download_latency"] = monotonic() - began
            headers = Headers(answer.raw_headers)
            body = await _read(answer, request.meta.get("download_maxsize", self._most))
        url = urldefrag(request.url)[0]
        kind = responsetypes.from_args(headers=headers, url=url, body=body)
        return kind(url=url, status=answer.status, headers=headers, body=body)


class Sessions:
    """Connections, kept open to the hosts that were asked last and to no others."""

    def __init__(self, gate: Gate, most: int) -> None:
        self._gate, self._most, self._tls = gate, most, secure()
        self._in_use: dict[str, tuple[aiohttp.ClientSession, int]] = {}  # with how many requests
        self._idle: dict[str, aiohttp.ClientSession] = {}  # the one that waits longest first

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[aiohttp.ClientSession]:
        """The session of a host for one request."""
        session, users = self._in_use.get(host, (None, 0))
        session = session or self._idle.pop(host, None) or self._open()
        self._in_use[host] = session, users + 1
        try:
            yield session
        finally:
            await self._give_back(host)

    async def close(self) -> None:
        """Close all connections."""
        for session in (*self._idle.values(), *(each for each, _ in self._in_use.values())):
            await session.close()

    async def _give_back(self, host: str) -> None:
        session, users = self._in_use.pop(host)
        if users > 1:
            self._in_use[host] = session, users - 1
            return
        self._idle[host] = session
        if len(self._idle) > self._most:
            await self._idle.pop(next(iter(self._idle))).close()

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self._gate,
            socket_factory=self._gate.open_socket,
            use_dns_cache=False,
            ssl=self._tls,
            limit=0,  # Scrapy's slots know how many a host is asked at the same time
            keepalive_timeout=KEPT_OPEN,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None),  # ours holds for the whole
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=OURS,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
            max_headers=MOST_LINES,
        )


def secure() -> ssl.SSLContext:
    """TLS that verifies, and that old servers understand too."""
    context = ssl.create_default_context()
    context.set_ciphers("DEFAULT")
    context.options |= _LEGACY_SERVERS
    return context


def _lines(headers: Headers) -> list[tuple[str, str]]:
    """The lines of a request's head, without a site's tags and cookies that cannot be sent."""
    return [
        (name.decode("latin-1"), value.decode("utf-8", "replace"))
        for name, values in headers.items()
        for value in values
        if not _CONTROL.search(value)
    ]


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, unless it is too large; what comes after that is not waited for."""
    if (answer.content_length or 0) > most and answer.method != "HEAD":
        raise DownloadCancelledError("answer too large")
    parts, size = list[bytes](), 0
    try:
        async for part in answer.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > most:
                raise DownloadCancelledError("answer too large")
    except aiohttp.ClientError as error:
        raise ResponseDataLossError("the answer broke off") from error
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _is_too_long(error: aiohttp.ClientResponseError) -> bool:
    """Whether the head of an answer was more than we take."""
    return any(words in error.message for words in _TOO_LONG)


def _told(error: aiohttp.ClientError) -> Exception:
    """An error of aiohttp's as Scrapy knows it, in words."""
    cause = getattr(error, "os_error", None)
    if isinstance(cause, NotPublicError):
        return Refused(f"{cause} (see OTKLIK_ALLOW)")
    if isinstance(cause, ConnectionRefusedError):
        return DownloadConnectionRefusedError("connection refused")
    if isinstance(cause, TimeoutError):
        return DownloadTimeoutError("no connection in time")
    if isinstance(cause, ConnectionError):  # while TLS was agreed on
        return DownloadFailedError("the connection broke off")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        unanswered = NO_ANSWER in str(cause) or getattr(cause, "errno", 0) == socket.EAI_AGAIN
        return (
            DownloadFailedError(NO_NAME) if unanswered else CannotResolveHostError("no such host")
        )
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        number = getattr(error.certificate_error, "verify_code", 0)
        told = "its certificate is not valid for this address"
        return DownloadFailedError(_CERTIFICATES.get(number, told))
    if isinstance(error, aiohttp.ClientResponseError) and _is_too_long(error):
        return DownloadCancelledError("answer too large")
    for known, words in _WORDS:
        if isinstance(error, known):
            return DownloadFailedError(words)
    return DownloadFailedError(str(error)[:300] or type(error).__name__)
