"""Where requests may go: public addresses over http and https, and what the allow list names."""

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from pipeline.addresses import Address, AllowList, is_public

# Any below stands for Twisted's own objects; its interfaces cannot be told to mypy.
CONDITIONS = ("If-None-Match", "If-Modified-Since")
SECRETS = ("Authorization", "Cookie", "Proxy-Authorization")


class Refused(IgnoreRequest):
    """A request that must not go out; its text says why."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names and gives on only addresses that may be connected to.

    Twisted connects to exactly the addresses given on here and asks no second time, so a
    name that answers differently later (DNS rebinding) changes nothing.
    """

    def __init__(self, reactor: Any, allow: AllowList) -> None:
        self._reactor = reactor
        self._resolver = reactor.nameResolver
        self._allow = allow

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "GuardedResolver":
        return cls(reactor, AllowList(crawler.settings.getlist("GUARD_ALLOW")))

    def install_on_reactor(self) -> None:
        """Put the guard before every connection this process makes."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803  (Twisted calls by these names)
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Twisted's entry; the answer passes through a sieve."""
        sieve = _Sieve(resolutionReceiver, hostName, portNumber, self._allow)
        return self._resolver.resolveHostName(
            sieve, hostName, portNumber, addressTypes, transportSemantics
        )


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, host: str, port: int, allow: AllowList) -> None:
        self._receiver, self._host, self._port, self._allow = receiver, host, port, allow
        self._open = allow.has(host, port)

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802  (Twisted's names)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        ip = ipaddress.ip_address(address.host.partition("%")[0])
        if self._open or is_public(ip) or self._allow.has(str(ip), self._port):
            self._receiver.addressResolved(address)
        else:
            refused_hosts[self._host] = str(ip)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


refused_hosts: dict[str, str] = {}  # name -> the address it was refused for, for the error's text


class GuardMiddleware:
    """Refuses what needs no lookup to be refused, and keeps secrets with their origin."""

    def __init__(self, allow: AllowList) -> None:
        self._allow = allow

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardMiddleware":
        return cls(AllowList(crawler.settings.getlist("GUARD_ALLOW")))

    def process_request(self, request: Request) -> None:
        """Look at every request, redirected ones included."""
        scheme, host, port = origin(request.url)
        if scheme not in ("http", "https"):
            raise Refused(f"{request.url[:80]}: only http and https are fetched")
        if urlsplit(request.url).username is not None:
            raise Refused(f"{host}: an address with a password in it is not fetched")
        address = _literal(host)
        if address and not is_public(address) and not self._allow.has(host, port):
            raise Refused(f"{host}:{port}: not a public address (see OTKLIK_ALLOW)")
        request.meta["cookiejar"] = (request.meta.get("visit"), scheme, host, port)
        _strip_secrets(request)

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """Say of a failed lookup that it was we who refused the answer."""
        host = origin(request.url)[1]
        if host in refused_hosts:
            raise Refused(
                f"{host}: its address {refused_hosts[host]} is not public (see OTKLIK_ALLOW)"
            )


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or ""), parts.port or default


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None  # a name: looked at when it is resolved


def _strip_secrets(request: Request) -> None:
    """Take the spider's own headers off a request that a redirect led to another origin."""
    first = (request.meta.get("redirect_urls") or [request.url])[0]
    if origin(first) != origin(request.url):
        if request.body:  # a form with a secret in it, say
            raise Refused(f"{first[:80]}: leads elsewhere, where no form is sent")
        # What we know of a page is no secret, and holds where its site went over to https.
        kept = CONDITIONS if _site(first) == _site(request.url) else ()
        for name in (*request.meta.get("own_headers", ()), *SECRETS):
            if name not in kept:
                request.headers.pop(name, None)


def _site(url: str) -> str:
    return origin(url)[1].removeprefix("www.")
