"""Where requests may go: what needs no lookup to be refused, and secrets that stay at home."""

import ipaddress
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from pipeline.addresses import Address, AllowList, is_public

CONDITIONS = ("If-None-Match", "If-Modified-Since")
SECRETS = ("Authorization", "Cookie", "Proxy-Authorization")


class Refused(IgnoreRequest):
    """A request that must not go out; its text says why."""


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
