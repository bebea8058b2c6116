"""Scrapy's public advisories that concern a crawler like ours, one test for each."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from scrapy import Request

from crawlers.decode import open_page
from crawlers.guard import GuardMiddleware, Refused
from crawlers.kinds import read_as
from crawlers.settings import scrapy_settings
from crawlers.spiders import open_spider
from pipeline.addresses import AllowList
from pipeline.errors import OtklikError
from pipeline.post import Channel
from pipeline.settings import Settings
from pipeline.watch import Source
from tests.crawlers.conftest import Asked, Reply, Web

RSS = "application/rss+xml"
FEED = '<rss version="2.0"><channel><item><title>Tea</title></item></channel></rss>'
SETTINGS = scrapy_settings(Settings())
WALK = """
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
        headers = {"Authorization": "Bearer 123", "Cookie": "own=1"}
        yield Follow(self.source.url, self.parse, needed=True, headers=headers)

    def parse(self, page):
        yield from ()

if __name__ == "__main__":
    SPIDERS["secret"] = "__main__:SecretSpider"
    wanted, allow = json.loads(sys.argv[1])
    sources = [Source(name, kind, Channel.BLOG, url) for name, kind, url in wanted]
    told = []
    crawl(sources, Showcase(), Settings(allow=allow, crawl_delay=0), lambda: datetime.now(UTC),
          told.append)
    print(json.dumps({one.visit.source.name: [one.ending.outcome, one.ending.error or ""]
                      for one in told}))
"""


@dataclass(frozen=True)
class Walked:
    """What came of one crawl of hostile servers."""

    endings: dict[str, tuple[str, str]]
    first: list[Asked]
    other: list[Asked]

    def asked(self, path: str) -> Asked:
        return next(one for one in [*self.first, *self.other] if one.path == path)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """One crawl for all tests below: each advisory is a source of it."""
    first, other = Web(), Web()
    port = other.host.partition(":")[2]
    cookie = {"Set-Cookie": "session=789; Path=/; Domain=127.0.0.1"}
    zeros = bytes(64 << 20)
    first.pages |= {
        "/port": Reply("", 302, {"Location": f"{other.url}/port-end"} | cookie),
        "/domain": Reply("", 302, {"Location": f"http://localhost:{port}/domain-end"} | cookie),
        "/file": Reply("", 302, {"Location": "file:///etc/hostname"}),
        "/data": Reply("", 302, {"Location": "data:text/plain,tea"}),
        "/gzip": Reply(gzip.compress(zeros), headers={"Content-Encoding": "gzip"}, type=RSS),
        "/br": Reply(
            brotli.compress(zeros, quality=1), headers={"Content-Encoding": "br"}, type=RSS
        ),
        "/large": Reply(bytes(11 << 20), type=RSS),
        "/policy": Reply(FEED, headers={"Referrer-Policy": "sys.exit"}, type=RSS),
        "/good": Reply(FEED, type=RSS),
    }
    other.pages |= {path: Reply("<p>here</p>") for path in ("/port-end", "/domain-end")}
    kinds = {"/port": "secret", "/domain": "secret"}
    wanted = [(path.strip("/"), kinds.get(path, "feed"), first.url + path) for path in first.pages]
    script = tmp_path_factory.mktemp("walk") / "walk.py"
    script.write_text(WALK)
    proxy = f"http://user:word@{other.host}"
    done = subprocess.run(
        [
            sys.executable,
            str(script),
            json.dumps([wanted, [first.host, other.host, f"localhost:{port}"]]),
        ],
        env=os.environ | {"http_proxy": proxy, "HTTP_PROXY": proxy},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    endings = {name: tuple(ending) for name, ending in json.loads(done.stdout).items()}
    yield Walked(endings, first.asked, other.asked)
    first.close()
    other.close()


def test_ghsa_7j7m_v7m3_jqm7_bombs_of_gzip(walked: Walked) -> None:
    assert walked.endings["gzip"][0] == "failed"
    assert "answer too large" in walked.endings["gzip"][1]


def test_ghsa_2qfp_q593_8484_bombs_of_brotli(walked: Walked) -> None:
    assert walked.endings["br"][0] == "failed"


def test_ghsa_h7wm_ph43_c39p_large_files_fill_no_memory(walked: Walked) -> None:
    assert "too large" in walked.endings["large"][1]
    assert "ITEM_PIPELINES" not in SETTINGS  # its files pipeline is not in use


def test_ghsa_cw9j_q3vf_hrrv_credentials_stay_when_the_domain_changes(walked: Walked) -> None:
    assert walked.asked("/domain").headers["authorization"] == "Bearer 123"
    assert "authorization" not in walked.asked("/domain-end").headers


def test_ghsa_4qqq_9vqf_3h3f_credentials_stay_when_the_port_changes(walked: Walked) -> None:
    assert "authorization" not in walked.asked("/port-end").headers


def test_ghsa_4qqq_9vqf_3h3f_credentials_stay_when_the_scheme_changes() -> None:
    request = Request(
        "http://shop.example/b",
        headers={"Authorization": "Bearer 123", "X-Token": "4", "Cookie": "a=1"},
        meta={"redirect_urls": ["https://shop.example/a"], "own_headers": ("X-Token",)},
    )

    GuardMiddleware(AllowList([])).process_request(request)

    assert not {b"Authorization", b"X-Token", b"Cookie"} & set(request.headers)
    conditions = {"If-None-Match": '"1"', "X-Token": "4"}
    for url, kept in (("https://www.shop.example/b", True), ("https://other.example/b", False)):
        meta = {"redirect_urls": ["http://shop.example/a"], "own_headers": tuple(conditions)}
        moved = Request(url, headers=conditions, meta=meta)
        GuardMiddleware(AllowList([])).process_request(moved)
        assert (b"If-None-Match" in moved.headers, b"X-Token" in moved.headers) == (kept, False)
    form = request.replace(method="POST", body=b"hub.secret=1")  # 307 keeps it
    with pytest.raises(Refused, match="no form is sent"):
        GuardMiddleware(AllowList([])).process_request(form)


def test_ghsa_cjvr_mfj7_j4j8_own_cookies_stay_with_their_domain(walked: Walked) -> None:
    assert walked.asked("/domain").headers["authorization"]  # the request had a cookie beside it
    assert "cookie" not in walked.asked("/domain-end").headers


def test_ghsa_mfjm_vh54_3f96_cookies_for_whole_suffixes_go_nowhere(walked: Walked) -> None:
    assert "cookie" not in walked.asked("/port-end").headers
    jars = []
    for url in ("http://a.co.uk/", "http://b.co.uk/", "https://a.co.uk/", "http://a.co.uk:81/"):
        request = Request(url, meta={"visit": "s"})
        GuardMiddleware(AllowList([])).process_request(request)
        jars.append(request.meta["cookiejar"])
    assert len(set(jars)) == 4


def test_ghsa_jwqp_28gf_p498_no_credentials_of_a_spider_for_every_site() -> None:
    name = "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware"
    assert SETTINGS["DOWNLOADER_MIDDLEWARES"][name] is None


def test_ghsa_23j4_mw76_5v7h_redirects_lead_to_http_alone(walked: Walked) -> None:
    assert walked.endings["file"][0] == walked.endings["data"][0] == "failed"


def test_ghsa_jm3v_qxmh_hxwv_no_proxy_of_another_scheme(walked: Walked) -> None:
    assert {one.path for one in walked.other} <= {"/port-end", "/domain-end", "/robots.txt"}


def test_ghsa_9x8m_2xpf_crp3_no_proxy_hears_of_another(walked: Walked) -> None:
    assert not any("proxy-authorization" in one.headers for one in walked.other)
    assert SETTINGS["HTTPPROXY_ENABLED"] is False


def test_ghsa_cwxj_rr6w_m6w7_a_referrer_policy_calls_nothing(walked: Walked) -> None:
    assert walked.endings["policy"] == ("ok", "")
    assert walked.endings["good"] == ("ok", "")  # and the crawl went on
    assert not any("referer" in one.headers for one in walked.other)


def test_ghsa_76g3_c3x4_crvx_no_plain_requests_to_s3() -> None:
    assert SETTINGS["DOWNLOAD_HANDLERS"]["s3"] is None


@pytest.mark.parametrize(
    "body",
    [
        "<?xml " + " " * 300_000,
        "<rss><channel>" + "<item" * 150_000,
        "<rss><channel>" + "<item " + 'a="' * 60_000,
        "<rss><channel>" + "<item>" + "</" * 100_000,
        "<rss>" + '<a xmlns:b="c">' * 500 + "<item></item>" * 500,
        "<!DOCTYPE " + "<!ENTITY " * 20_000,
        "<![CDATA[" * 50_000,
        "<!--" * 80_000,
        "<urlset><url><loc>" + "<" * 100_000,
    ],
)
@pytest.mark.parametrize("kind", ["feed", "article"])
def test_ghsa_cc65_xxvf_f7r9_odd_xml_takes_no_time(kind: str, body: str) -> None:
    url = "https://a.example/feed"
    source = Source("s", kind, Channel.BLOG, url)
    started = time.process_time()

    with suppress(OtklikError):  # refusing it is as good as reading it
        page = open_page(body.encode(), url, RSS, source)
        list(read_as(kind, page))
        list(open_spider(source).parse(page))

    assert time.process_time() - started < 5


def test_the_files_of_this_machine_stay_unread(walked: Walked) -> None:
    name = Path("/etc/hostname")
    said = name.read_text().strip() if name.exists() else "no such file"
    assert said not in json.dumps(walked.endings)
