"""Which addresses are of the public Internet, and which private ones an installation allows."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from pipeline.errors import OtklikError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2083
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is of the public Internet, looked at through every disguise."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    # `is_global` calls most of multicast public; the rest of what we refuse it knows:
    # loopback, private, link-local (cloud metadata), shared, reserved, documentation.
    return address.is_global and not address.is_multicast


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 one: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


class AllowList:
    """The private `host:port` pairs an installation lets the program reach."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = {entry.strip().lower() for entry in entries}

    def has(self, host: str, port: int) -> bool:
        """Whether this host, by name or by address, is listed with this port."""
        host = host.strip("[]").lower()
        return f"{host}:{port}" in self._entries or f"[{host}]:{port}" in self._entries


def check_web_address(url: str) -> None:
    """Refuse what no visit could begin with, and say why."""
    shown = url if len(url) <= 80 else f"{url[:79]}…"
    if not url.lower().startswith(("http://", "https://")):
        raise OtklikError(
            '"%(url)s" is not an address: it begins with http:// or https://', url=shown
        )
    if len(url) > LONGEST_URL:
        raise OtklikError('"%(url)s" is longer than %(most)s letters', url=shown, most=LONGEST_URL)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise OtklikError(
            '"%(url)s" is not an address: %(error)s', url=shown, error=error
        ) from error
    if not host:
        raise OtklikError('"%(url)s" names no host', url=shown)
    if "@" in parts.netloc:
        raise OtklikError(
            "%(host)s: leave name and password out of the address; they are not sent", host=host
        )
