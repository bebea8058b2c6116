"""Where requests may go, tried with real servers and a real engine."""

import json
import subprocess
import sys
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.guard import origin
from crawlers.settings import scrapy_settings
from pipeline.addresses import AllowList, is_public
from pipeline.database import Database
from pipeline.model import PostRow, SourceRow
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.states import Outcome
from pipeline.visit_model import Fetch
from pipeline.watch import Source
from tests.crawlers.conftest import Asked, Reply, Web

Run = Callable[..., subprocess.CompletedProcess[str]]

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item>
<title>One</title><link>http://blog.example/one</link><description>Words</description>
</item></channel></rss>"""


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104  (refused, not bound)
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.251",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_no_private_address_in_any_disguise(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


def test_the_allow_list_means_host_and_port() -> None:
    allow = AllowList(["127.0.0.1:8080", "[::1]:80", "Intranet:443"])

    assert allow.has("127.0.0.1", 8080)
    assert allow.has("::1", 80)
    assert allow.has("intranet", 443)
    assert not allow.has("127.0.0.1", 80)
    assert not allow.has("127.0.0.2", 8080)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("https://a.example/b") == ("https", "a.example", 443)
    assert origin("http://a.example:8080") == ("http", "a.example", 8080)


def test_what_of_scrapy_is_switched_off() -> None:
    settings = scrapy_settings(Settings())

    assert settings["TELNETCONSOLE_ENABLED"] is False
    assert settings["REMOTE_CONTROL_ENABLED"] is False
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["HTTPPROXY_ENABLED"] is False
    handlers = settings["DOWNLOAD_HANDLERS"]
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert [handlers[scheme] for scheme in ("data", "file", "ftp", "s3")] == [None] * 4


def add(database: Database, urls: dict[str, str], kind: str = "feed") -> None:
    with database.writing() as session:
        for name, url in urls.items():
            session.add(SourceRow(source=Source(name, kind, Channel.BLOG, url), due=None))


def endings(database: Database) -> dict[str, tuple[Outcome, str]]:
    with database.reading() as session:
        return {
            row.source: (row.outcome, row.error or "") for row in session.scalars(select(Fetch))
        }


def test_no_redirect_leads_out_of_bounds(
    open_web: Callable[[], Web], otklik: Run, database: Database, tmp_path: Path
) -> None:
    web, inner = open_web(), open_web()
    secret = tmp_path / "secret.xml"
    secret.write_text(FEED.replace("Words", "secret words"))
    inner.pages["/feed"] = Reply(FEED, type="application/rss+xml")
    targets = {
        "port": f"{inner.url}/feed",
        "name": f"http://localhost:{inner.host.partition(':')[2]}/feed",
        "mapped": f"http://[::ffff:127.0.0.1]:{inner.host.partition(':')[2]}/feed",
        "number": f"http://2130706433:{inner.host.partition(':')[2]}/feed",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "file": f"file://{secret}",
        "data": "data:application/rss+xml;base64,PHJzcz48L3Jzcz4=",
        "ftp": "ftp://127.0.0.1/feed",
        "password": f"http://user:word@{web.host}/good",
        "loop": f"{web.url}/loop",
    }
    for name, target in targets.items():
        web.pages[f"/{name}"] = Reply("gone there", 302, {"Location": target})
    web.pages["/refresh"] = Reply(
        f'<meta http-equiv="refresh" content="0; url={inner.url}/feed"><p>wait</p>'
    )
    web.pages["/good"] = Reply(FEED, type="application/rss+xml")
    add(database, {name: f"{web.url}/{name}" for name in (*targets, "refresh", "good")})

    done = otklik("crawl", allow=[web.host])

    assert done.returncode == 0, done.stderr
    assert inner.asked == []
    found = endings(database)
    assert found.pop("good") == (Outcome.OK, "")
    assert {outcome for outcome, _ in found.values()} == {Outcome.FAILED}
    assert "not a public address" in found["port"][1]
    assert "not public" in found["name"][1]
    assert "not a public address" in found["metadata"][1]
    assert "max redirections" in found["loop"][1]
    with database.reading() as session:
        assert [row.post.text for row in session.scalars(select(PostRow))] == ["Words"]
    assert "Traceback" not in done.stderr


SECRETS = """
import json, sys
from datetime import UTC, datetime
from crawlers.crawl import crawl
from crawlers.preview import Showcase
from crawlers.source_spider import Follow, SourceSpider
from crawlers.spiders import SPIDERS
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.watch import Source

class SecretSpider(SourceSpider):
    def start(self):
        headers = {"Authorization": "Bearer 123", "X-Token": "456"}
        yield Follow(self.source.url, self.parse, needed=True, headers=headers)

    def parse(self, page):
        yield from ()

if __name__ == "__main__":
    SPIDERS["secret"] = "__main__:SecretSpider"
    url, *allow = sys.argv[1:]
    crawl([Source("s", "secret", Channel.BLOG, url)], Showcase(),
          Settings(allow=allow, crawl_delay=0), lambda: datetime.now(UTC), print)
"""


def test_credentials_and_cookies_stay_with_their_origin(
    open_web: Callable[[], Web], tmp_path: Path
) -> None:
    web, other = open_web(), open_web()
    cookie = {"Set-Cookie": "session=789; Path=/"}
    web.pages["/start"] = Reply("", 302, {"Location": "/same", **cookie})
    web.pages["/same"] = Reply("", 302, {"Location": f"{other.url}/end"})
    other.pages["/end"] = Reply("", 302, {"Location": "/end2"})
    other.pages["/end2"] = Reply("<p>here</p>")
    script = tmp_path / "walk_with_secrets.py"
    script.write_text(SECRETS)

    done = subprocess.run(
        [sys.executable, str(script), f"{web.url}/start", web.host, other.host],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    by_path = {asked.path: asked for asked in [*web.asked, *other.asked]}
    assert _secrets(by_path["/start"]) == {"Bearer 123", "456"}
    assert _secrets(by_path["/same"]) == {"Bearer 123", "456", "session=789"}
    assert _secrets(by_path["/end"]) == set()
    assert _secrets(by_path["/end2"]) == set()
    assert not any(_secrets(asked) for asked in other.asked)
    assert "referer" not in by_path["/end"].headers


def _secrets(asked: Asked) -> set[str]:
    names = ("authorization", "x-token", "cookie")
    return {asked.headers[name] for name in names if name in asked.headers}


def test_a_name_is_judged_by_the_address_it_is_connected_to(tmp_path: Path, web: Web) -> None:
    """DNS rebinding: a public-looking name whose answer at connect time is private."""
    script = tmp_path / "rebinding.py"
    script.write_text(REBINDING)

    done = subprocess.run(
        [sys.executable, str(script), f"http://rebind.example:{web.host.partition(':')[2]}/"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    outcome, error = json.loads(done.stdout)
    assert outcome == "failed"
    assert "127.0.0.1 is not public" in error
    assert web.asked == []


REBINDING = """
import json, socket, sys
from datetime import UTC, datetime

real = socket.getaddrinfo

def rebind(host, *rest, **named):
    return real("127.0.0.1" if host == "rebind.example" else host, *rest, **named)

socket.getaddrinfo = rebind  # before Twisted takes hold of it

from crawlers.preview import preview
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.watch import Source

source = Source("s", "feed", Channel.BLOG, sys.argv[1])
posts, ending = preview(source, Settings(crawl_delay=0))
print(json.dumps([ending.outcome, ending.error]))
"""
