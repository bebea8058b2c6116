"""Sites on loopback that live through weeks: posts by hours and weekdays, and what goes wrong."""

import hashlib
import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

START = datetime(2026, 3, 2, 0, 3, tzinfo=UTC)  # a Monday
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SHOWN = 20  # posts on a feed
NIGHT = (0.1,) * 5 + (0.3, 0.5, 1, 1.8, 2.2, 2.2, 2, 1.8, 2, 2, 1.8, 1.8, 1.6, 1.4, 1.2, 1, 0.8)
BY_HOUR = (*NIGHT, 0.5, 0.3)
EMPTY = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>'

Status = tuple[int, dict[str, str]]


@dataclass
class Clock:
    """The time that all of it lives by; whoever runs it moves it on."""

    now: datetime = START

    def read(self) -> datetime:
        return self.now


@dataclass
class Site:
    """A feed, when its posts are written, and what it answers instead at times."""

    name: str
    posts: Sequence[datetime]
    instead: Callable[[datetime], Status | None] = lambda _now: None
    bare: Callable[[datetime], bool] = lambda _at: False  # posts without their author

    def answer(self, now: datetime, known: str | None) -> tuple[Status, bytes]:
        """The feed as it is now, or what went wrong."""
        said = self.instead(now)
        if said:
            return said, b"" if said[0] != 200 else EMPTY.format("").encode()
        last = bisect_right(self.posts, now)
        items = map(self._item, range(last - 1, max(last - 1 - SHOWN, -1), -1))
        body = EMPTY.format("".join(items)).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if known == tag:
            return (304, {"ETag": tag}), b""
        return (200, {"ETag": tag, "Content-Type": "application/rss+xml"}), body

    def _item(self, number: int) -> str:
        at = self.posts[number]
        who = "" if self.bare(at) else f"<author>a@x.example (Anna {number % 5})</author>"
        return (
            f"<item><title>Post {number}</title><link>http://{self.name}.example/{number}</link>"
            f"<description>Words of post {number}</description>{who}"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
        )


def serve(sites: Sequence[Site], clock: Clock) -> list[str]:
    """Open the sites, each at an address of its own; their hosts."""
    hosts: dict[str, Site] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site = hosts[self.headers["Host"]]
            (status, headers), body = (404, dict[str, str]()), b""
            if self.path == "/feed":
                (status, headers), body = site.answer(clock.now, self.headers["If-None-Match"])
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    hosts |= {f"127.0.0.{2 + n}:{server.server_address[1]}": site for n, site in enumerate(sites)}
    return list(hosts)


def build(weeks: int) -> list[Site]:
    """The sites; what goes wrong goes wrong in the middle."""
    middle = START + weeks * 7 * DAY / 2

    def ill(days: float, status: int = 500) -> Callable[[datetime], Status | None]:
        return lambda now: (status, {}) if middle < now < middle + days * DAY else None

    def often(now: datetime) -> Status | None:
        wait = format_datetime(now + 2 * HOUR, usegmt=True)
        return (429, {"Retry-After": wait}) if 9 <= now.hour < 11 else None

    weekly = [START + (7 * week + 1) * DAY + 7 * HOUR for week in range(-4, weeks)]
    return [
        Site("news", _write(40, weeks)),
        Site("wire", _write(200, weeks)),
        Site("forum", _write(10, weeks)),
        Site("office", _write(20, weeks, hours=range(6, 15), days=5)),
        Site("evening", _write(20, weeks, hours=range(16, 20))),
        Site("bursts", _burst(weeks)),
        Site("weekly", weekly),
        Site("flaky", _write(20, weeks), lambda now: (500, {}) if now.minute < 10 else None),
        Site("busy", _write(30, weeks), often),
        Site("dead-a-day", _write(10, weeks), ill(1)),
        Site("dead-a-week", _write(10, weeks), ill(7)),
        Site("emptied", _write(10, weeks), ill(3, 200)),
        Site("silent", [at for at in _write(10, weeks) if at < middle]),
        Site("authorless", _write(10, weeks), bare=lambda at: at > middle),
        Site("valid-and-empty", []),
    ]


def _write(a_day: float, weeks: int, *, hours: Sequence[int] = (), days: int = 7) -> list[datetime]:
    """Posts by chance: by day more than by night, at weekends fewer; or in some hours alone."""
    chance = random.Random(f"{a_day} {hours}")  # noqa: S311  (the same posts in each run)
    at, found = START - 14 * DAY, list[datetime]()
    while at < START + weeks * 7 * DAY:
        rate = a_day / 24 * BY_HOUR[at.hour] / (sum(BY_HOUR) / 24)
        rate *= 0.4 if at.weekday() > 4 else 1
        if hours:
            rate = a_day / len(hours) if at.hour in hours and at.weekday() < days else 0
        left = chance.random()
        while left > math.exp(-rate):
            found.append(at + HOUR * chance.random())
            left *= chance.random()
        at += HOUR
    return sorted(found)


def _burst(weeks: int) -> list[datetime]:
    """Five to forty posts in an hour and a half, at any time, every three days or so."""
    chance = random.Random(7)  # noqa: S311  (the same posts in each run)
    at, found = START - 2 * DAY, list[datetime]()
    while (at := at + chance.expovariate(1 / 3) * DAY) < START + weeks * 7 * DAY:
        found += [at + chance.random() * 90 * MINUTE for _ in range(chance.randint(5, 40))]
    return sorted(found)
