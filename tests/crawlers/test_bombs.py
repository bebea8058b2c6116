"""Pages made to burst a crawl, beside a good one."""

import gzip

import brotli
import pytest
from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import PostRow
from pipeline.states import Outcome
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_guard import FEED, Run, add, endings


def test_bombs_end_their_visit_and_nothing_else(web: Web, otklik: Run, database: Database) -> None:
    zeros = bytes(64 << 20)
    rss = "application/rss+xml"
    web.pages["/gzip"] = Reply(gzip.compress(zeros), headers={"Content-Encoding": "gzip"}, type=rss)
    web.pages["/br"] = Reply(
        brotli.compress(zeros, quality=1), headers={"Content-Encoding": "br"}, type=rss
    )
    web.pages["/twice"] = Reply(
        gzip.compress(gzip.compress(zeros)), headers={"Content-Encoding": "gzip, gzip"}, type=rss
    )
    web.pages["/large"] = Reply(bytes(11 << 20), type=rss)
    web.pages["/good"] = Reply(FEED, type=rss)
    add(database, {name.strip("/"): web.url + name for name in list(web.pages)})

    done = otklik("crawl", allow=[web.host])

    assert done.returncode == 0, done.stderr
    found = endings(database)
    assert found.pop("good")[0] is Outcome.OK
    assert {outcome for outcome, _ in found.values()} == {Outcome.FAILED}
    assert "too large" in found["large"][1]
    assert "too large" in found["gzip"][1]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'


HOSTILE = {
    "laughs": f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>' + RSS.format("<item>&l9;</item>"),
    "quadratic": f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]>' + RSS.format("&a;" * 2_000),
    "file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + RSS.format("&x;"),
    "deep": "<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "open": "<html><body>" + "<p>x<b>" * 200_000,
    "attribute": '<html><body><a href="' + "a" * 9_000_000 + '">x</a>',
    "halves": b"<html><body>a\x00b \xed\xa0\x80 \xff\xfe <p>ok</p>",
    "nested": "[" * 2_000_000,
    "zipped": gzip.compress(bytes(64 << 20)),
}


@pytest.mark.parametrize("kind", ["feed", "forum"])
def test_hostile_pages_beside_a_good_one(
    kind: str, web: Web, otklik: Run, database: Database
) -> None:
    """A whole crawl: each ends its own visit, in words, and the good source's posts are stored."""
    for name, body in HOSTILE.items():
        web.pages[f"/{name}"] = Reply(body, type="application/xml" if "r [" in str(body) else "")
    web.pages["/good"] = Reply(FEED, type="application/rss+xml")
    add(database, {"good": f"{web.url}/good"})
    add(database, {name: f"{web.url}/{name}" for name in HOSTILE}, kind)

    done = otklik("crawl", allow=[web.host])

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    found = endings(database)
    assert found.pop("good")[0] is Outcome.OK
    for name, (outcome, words) in found.items():
        assert outcome is not Outcome.OK or kind == "feed", name
        assert words or outcome is not Outcome.FAILED, name
    with database.reading() as session:
        stored = [row.post.text for row in session.scalars(select(PostRow))]
    assert "Words" in stored
    assert not any("lollol" in text or len(text) > 1_000 for text in stored)
