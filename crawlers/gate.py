"""Which addresses are connected to: public ones, and what the allow list names."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from pipeline.addresses import Address, AllowList, is_public

NO_ANSWER = "no name server answers in time"
# Any below stands for Twisted's own objects; its interfaces cannot be told to mypy.
LOOKUPS = 16  # names asked for at the same time; a slow name server holds up the rest


class NotPublicError(OSError):
    """An address that must not be connected to; its text says which."""


class Gate(AbstractResolver):
    """Lets connections through to public addresses only, and to those an installation allows.

    aiohttp connects to exactly the addresses that `resolve` gives on and asks no second time, so a
    name that answers differently later (DNS rebinding) changes nothing. `open_socket` looks at
    every address once more, those included that stand in a URL and are never resolved.
    """

    def __init__(self, allow: AllowList, patience: float) -> None:
        self._allow, self._patience = allow, patience
        self._threads = ThreadPoolExecutor(LOOKUPS, "names")
        self._named: set[tuple[Address, int]] = set()  # what allowed names stand for

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name that may be connected to."""
        found = {_read_address(place[0]): kind for kind, *_, place in await self._ask(host, family)}
        named = self._allow.has(host, port)
        if named:
            self._named.update((address, port) for address in found)
        through = [
            ResolveResult(
                hostname=host, host=str(address), port=port, family=kind, proto=0, flags=0
            )
            for address, kind in found.items()
            if named or self._lets(address, port)
        ]
        if found and not through:
            raise NotPublicError(f"{host}: its address {next(iter(found))} is not public")
        return through

    async def close(self) -> None:
        """Start no lookup any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def open_socket(self, info: AddrInfoType) -> socket.socket:
        """A socket for an address that is about to be connected to."""
        family, kind, protocol, _, (host, port, *_) = info
        address = _read_address(host)
        if (address, port) not in self._named and not self._lets(address, port):
            raise NotPublicError(f"{host}:{port}: not a public address")
        return socket.socket(family, kind, protocol)

    def _lets(self, address: Address, port: int) -> bool:
        return is_public(address) or self._allow.has(str(address), port)

    async def _ask(self, host: str, family: int) -> list[Any]:
        ask = partial(socket.getaddrinfo, host, None, family, socket.SOCK_STREAM)
        lookup = asyncio.get_running_loop().run_in_executor(self._threads, ask)
        try:
            return await asyncio.wait_for(lookup, self._patience)
        except TimeoutError as error:
            raise OSError(f"{host}: {NO_ANSWER}") from error
        except UnicodeError as error:
            raise OSError(f"{host}: no name of a host") from error


@implementer(IHostnameResolver)
class GuardedResolver:
    """The same for Twisted, which reads what aiohttp cannot: it, too, asks no second time."""

    def __init__(self, reactor: Any, allow: AllowList) -> None:
        self._reactor = reactor
        self._resolver = reactor.nameResolver
        self._allow = allow

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> "GuardedResolver":
        return cls(reactor, AllowList(crawler.settings.getlist("GUARD_ALLOW")))

    def install_on_reactor(self) -> None:
        """Put the guard before every connection that Twisted makes."""
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
        self._receiver, self._port, self._allow = receiver, port, allow
        self._open = allow.has(host, port)

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802  (Twisted's names)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        ip = _read_address(address.host)
        if self._open or is_public(ip) or self._allow.has(str(ip), self._port):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def _read_address(written: object) -> Address:
    return ipaddress.ip_address(str(written).partition("%")[0])
