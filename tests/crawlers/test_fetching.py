"""How answers of odd servers are taken in, tried with real sockets and Scrapy's engine."""

import asyncio
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.fetching import Sessions, secure
from crawlers.gate import Gate, NotPublicError
from pipeline.addresses import AllowList

OK = b"HTTP/1.1 200 OK\r\n"
TEN = b"Content-Length: 10\r\n\r\nhello body"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\na\r\nhello body\r\n0\r\n\r\n"
# What a server sends -> status and body as they are taken, or words.
CASES: dict[str, tuple[bytes, str]] = {
    "plain": (OK + TEN, "200 hello body"),
    "line feeds alone": (b"HTTP/1.1 200 OK\nContent-Length: 10\n\nhello body", "200 hello body"),
    "no reason": (b"HTTP/1.1 200\r\n" + TEN, "200 hello body"),
    "until it closes": (OK + b"\r\nhello body", "200 hello body"),
    "bytes in a head": (OK + b"X-A: \xff\xd0\x90\r\n" + TEN, "200 hello body"),
    "a long line": (OK + b"X-A: " + b"x" * 15_000 + b"\r\n" + TEN, "200 hello body"),
    "many lines": (OK + b"X-A: b\r\n" * 400 + TEN, "200 hello body"),
    "chunks": (OK + CHUNKED, "200 hello body"),
    "more than told": (OK + b"Content-Length: 5\r\n\r\nhello body", "200 hello"),
    "length told twice": (OK + b"Content-Length: 10\r\n" + TEN, "200 hello body"),
    "chunks and a length": (OK + b"Content-Length: 10\r\n" + CHUNKED, "200 hello body"),
    "a line without a colon": (OK + b"no colon here\r\n" + TEN, "200 hello body"),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + TEN, "200 hello body"),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", "304 "),
    "less than told": (OK + b"Content-Length: 99\r\n\r\nhello body", "the answer broke off"),
    "chunks without an end": (OK + CHUNKED[:-5], "the answer broke off"),
    "too much told": (OK + b"Content-Length: 99999999\r\n\r\n", "answer too large"),
    "a head without an end": (OK + b"X-A: b\r\n" * 100_000, "answer too large"),
    "a line without an end": (OK + b"X-A: " + b"x" * 9_000_000, "answer too large"),
    "no words": (b"", "the connection was closed without an answer"),
    "no web server": (b"SSH-2.0-OpenSSH\r\n", "what answers is no web server"),
    "slow": (OK + b"Content-Length: 10\r\n\r\nhello", "no full answer in time"),
}
PATHS = ("/a%2Fb%2fc", "/%D0%B0|b", "/a//b/../c;d=e", "/a?b=%7e+%20&c[]=d", "/v%zz")
ASK = """
import json, socket, sys
real, asked = socket.getaddrinfo, []

def look_up(host, *rest, **named):  # the first answer may be connected to, those that follow not
    if host != "turning.example":
        return real(host, *rest, **named)
    asked.append(host)
    return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *rest, **named)

socket.getaddrinfo = look_up
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawlers.settings import scrapy_settings
from crawlers.trouble import of_exception
from pipeline.settings import Settings

class Asking(Spider):
    name = "asking"

    async def start(self):
        for name, url in wanted:
            slow = name == "slow"
            meta = {"dont_retry": True, "verbatim_url": True, "download_timeout": 1 if slow else 20}
            try:
                request = Request(url, meta=meta, headers={"If-None-Match": "a\\x01b"})
                answer = await self.crawler.engine.download_async(request)
                print(json.dumps([name, f"{answer.status} {answer.body[:20].decode()}"]))
            except Exception as error:
                print(json.dumps([name, of_exception(error, "url").words]))
        for request in ():
            yield request

wanted, allow = json.loads(sys.argv[1])
settings = scrapy_settings(Settings(allow=allow, crawl_delay=0))
settings |= {"ROBOTSTXT_OBEY": False, "ROBOTS_MEMORY": None, "LOG_ENABLED": False}
process = AsyncCrawlerProcess(settings)
process.crawl(Asking)
process.start()
"""


class Server:
    """Says the same bytes to each who asks, and remembers the lines they asked with."""

    def __init__(self, said: bytes, *, stays: bool = False, tls: Path | None = None) -> None:
        self.asked: list[str] = []
        self._said, self._stays, self._context = said, stays, None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(tls)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(
                    target=self._answer, args=(self._socket.accept()[0],), daemon=True
                ).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                while head := connection.recv(65536):
                    self.asked.append(head.split(b" ")[1].decode("latin-1"))
                    connection.sendall(self._said)
                    if not self._stays:
                        return


@dataclass(frozen=True)
class Answers:
    """What came of asking every server once, in one process."""

    words: dict[str, str]
    plain: list[str]
    turning: list[str]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    folder = tmp_path_factory.mktemp("fetching")
    servers = {name: Server(said, stays=name == "slow") for name, (said, _) in CASES.items()}
    servers["turning"] = Server(CASES["a line without a colon"][0])
    servers["kept"] = Server(OK + TEN, stays=True)
    servers["self-signed"] = Server(OK + TEN, tls=write_certificate(folder / "own.pem"))
    wanted = [(name, f"http://127.0.0.1:{server.port}/") for name, server in servers.items()]
    wanted = [(name, url) for name, url in wanted if name not in ("turning", "self-signed")]
    wanted += [(path, f"http://127.0.0.1:{servers['plain'].port}{path}") for path in PATHS]
    wanted += [
        ("turning", f"http://turning.example:{servers['turning'].port}/"),
        ("private", "http://localhost:1/"),
        ("number", f"http://2130706433:{servers['plain'].port}/"),
        ("self-signed", f"https://127.0.0.1:{servers['self-signed'].port}/"),
        ("no tls", f"https://127.0.0.1:{servers['no web server'].port}/"),
        ("no words on tls", f"https://127.0.0.1:{servers['no words'].port}/"),
        ("no name", "http://a..b.invalid/"),
        ("kept again", f"http://127.0.0.1:{servers['kept'].port}/"),
    ]
    script = folder / "ask.py"
    script.write_text(ASK)
    allow = [f"127.0.0.1:{server.port}" for server in servers.values()]
    done = subprocess.run(
        [sys.executable, str(script), json.dumps([wanted, allow])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    words = dict(json.loads(line) for line in done.stdout.splitlines())
    yield Answers(words, servers["plain"].asked, servers["turning"].asked)
    for server in servers.values():
        server.close()


def write_certificate(path: Path) -> Path:
    """A key and a certificate that it signed itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    encoding = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(encoding, *plain) + signed.public_bytes(encoding))
    return path


@pytest.mark.parametrize("name", CASES)
def test_odd_servers_are_read_or_told_in_words(answers: Answers, name: str) -> None:
    assert answers.words[name].removeprefix("url: ") == CASES[name][1]


def test_addresses_go_out_as_they_stand(answers: Answers) -> None:
    assert answers.plain == ["/", *PATHS]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("private", "localhost: its address"),
        ("number", "is not a canonical IPv4 address"),
        ("self-signed", "its certificate is signed by itself alone"),
        ("no tls", "no secure connection (TLS) is to be had"),
        ("no words on tls", "the connection broke off"),
        ("no name", "no such host"),
        ("kept again", "200 hello body"),
    ],
)
def test_what_is_not_connected_to(answers: Answers, name: str, words: str) -> None:
    assert words in answers.words[name]


def test_a_second_client_is_guarded_too(answers: Answers) -> None:
    """The answer is read anew by Twisted, and the name points elsewhere by then."""
    assert answers.words["turning"] == "url: no such host"
    assert answers.turning == ["/"]


@pytest.mark.parametrize(
    ("address", "port"),
    [("127.0.0.1", 80), ("::1", 80), ("::ffff:127.0.0.1", 80), ("fe80::1%lo", 80), ("10.0.0.1", 1)],
)
def test_no_socket_for_a_private_address(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    gate = Gate(AllowList(["10.0.0.1:80"]), 5)

    with pytest.raises(NotPublicError):
        gate.open_socket((family, socket.SOCK_STREAM, 0, "", (address, port)))


def test_an_allowed_name_opens_its_addresses_for_itself_and_its_port_alone() -> None:
    gate = Gate(AllowList(["localhost:80"]), 5)

    async def look_up() -> set[str]:
        with pytest.raises(NotPublicError):
            await gate.resolve("localhost", 81)
        found = await gate.resolve("localhost", 80)
        with pytest.raises(NotPublicError):  # another name for the same address
            await gate.resolve("127.1", 80)
        await gate.close()
        return {each["host"] for each in found}

    assert "127.0.0.1" in asyncio.run(look_up())
    gate.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))).close()
    with pytest.raises(NotPublicError):
        gate.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 81)))


def test_connections_stay_open_to_a_few_hosts_only() -> None:
    async def visit() -> list[bool]:
        sessions = Sessions(Gate(AllowList([]), 5), most=2)
        async with sessions.of("used") as used, sessions.of("used") as same:
            assert used is same
            opened = []
            for host in ("a", "b", "a", "c"):
                async with sessions.of(host) as session:
                    opened.append(session)
            assert opened[0] is opened[2]
            left = [used.closed, *(session.closed for session in opened)]
        await sessions.close()
        assert used.closed
        return left

    assert asyncio.run(visit()) == [False, False, True, False, False]


def test_certificates_are_verified() -> None:
    context = secure()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
