"""A page gives nothing any more: the site is empty, it looks different, or our reader is broken."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crawlers.field_probe import tell_field
from crawlers.page import Page
from crawlers.probe import Blank, Verdict, probe
from crawlers.raw import RawPage, RawStore
from crawlers.rhythm import Rhythm
from crawlers.source_spider import Found
from crawlers.spiders import open_spider
from crawlers.visit import Visit, conclude
from pipeline.database import Database
from pipeline.emptied import Emptied
from pipeline.model import SourceRow
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.watch import Source
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_crawl import Run, feed, fetches, source, watch

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "http://shop.example/kettle/reviews"
QUERIES = {"item": ".review", "text": ".text", "author": ".name", "rating": "i"}
SHOP = Source("shop", "review", Channel.REVIEW, URL, options={"selectors": QUERIES})
FRAME = (
    '<html><head><title>Kettle</title></head><body class="shop"><header id="top" class="head">'
    '<nav class="menu"><a href="/">Home</a></nav></header><main class="product"><h1 class="name-of"'
    ">Kettle</h1>%s</main><footer class='foot'>Words of the shop</footer></body></html>"
)


def reviews(block: str = "review", text: str = "text", name: str = "name", count: int = 3) -> str:
    return FRAME % "".join(
        f'<div class="{block}"><b class="{name}">Anna {n}</b>'
        f'<i>{n + 2} of 5</i><p class="{text}">'
        f"The kettle leaks from below, says buyer number {n}, and nobody at the shop answers</p>"
        "</div>"
        for n in range(count)
    )


EMPTY = FRAME % '<p class="no-reviews">No reviews yet</p>'
REDONE = (
    '<html><body class="v2"><div id="app-frame"><section class="card wide"><span class="lead">'
    'Kettle</span></section><ul class="list"><li class="item">It leaks</li></ul></div>'
    "</body></html>"
)


def raw(body: str, **read: Any) -> RawPage:
    return RawPage("shop", URL, "text/html; charset=utf-8", NOW, body.encode(), URL, **read)


@pytest.mark.parametrize(
    ("kept", "now", "verdict"),
    [
        (reviews(), EMPTY, Verdict.EMPTY),
        (reviews(), FRAME % "", Verdict.EMPTY),
        (reviews(), REDONE, Verdict.CHANGED),
        (reviews(), reviews("opinion", "said", "who"), Verdict.CHANGED),  # they are there
        (reviews(), "<html><body></body></html>", Verdict.CHANGED),
        (reviews(), "<p>No", Verdict.CHANGED),  # too little to know it by
        (reviews("opinion", "said", "who"), EMPTY, Verdict.READER),
        (REDONE, REDONE, Verdict.READER),
    ],
)
def test_a_kept_page_tells_whose_fault_it_is(kept: str, now: str, verdict: Verdict) -> None:
    spider = open_spider(SHOP)
    blank = Blank(URL, raw(now), spider.parse)

    found = probe(SHOP, blank, raw(kept, kind="review", gave=3))

    assert found.verdict is verdict


def test_a_page_kept_by_another_kind_proves_nothing() -> None:
    spider = open_spider(SHOP)

    found = probe(SHOP, Blank(URL, raw(EMPTY), spider.parse), raw(reviews(), kind="forum", gave=3))

    assert found.verdict is Verdict.KIND
    assert 'read as kind "forum"' in found.tell(URL)


def test_what_a_reader_cannot_read_is_not_empty() -> None:
    spider = open_spider(SHOP)
    blank = Blank(URL, raw(EMPTY), spider.parse, readable=False)

    assert probe(SHOP, blank, raw(reviews(), gave=3)).verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(b'{"data": []}', Verdict.EMPTY), (b'{"error": "no"}', Verdict.CHANGED)],
)
def test_an_interface_is_known_by_its_keys(now: bytes, verdict: Verdict) -> None:
    def read(page: Page) -> Iterator[Found]:
        if b"text" in page.response.body:
            yield from open_spider(SHOP).start()

    before = replace(raw(""), content_type="application/json", body=b'{"data": [{"text": "a"}]}')
    blank = Blank(URL, replace(before, body=now), read)

    assert probe(SHOP, blank, before).verdict is verdict


@pytest.mark.parametrize(
    ("verdict", "always", "outcome"),
    [
        (Verdict.EMPTY, True, Outcome.EMPTY),
        (Verdict.CHANGED, True, Outcome.FAILED),
        (Verdict.CHANGED, False, Outcome.EMPTY),  # told, and not sure
        (Verdict.READER, False, Outcome.FAILED),
        (Verdict.KIND, False, Outcome.FAILED),
        (None, True, Outcome.FAILED),
        (None, False, Outcome.EMPTY),
    ],
)
def test_the_visit_ends_as_the_kept_page_says(
    verdict: Verdict | None, always: bool, outcome: Outcome
) -> None:
    from crawlers.probe import Probe

    visit = Visit(SHOP, NOW, pages=1, probe=Probe(verdict, raw("")) if verdict else None)

    assert conclude(visit, Rhythm(always_posts=always)).outcome is outcome


@pytest.mark.parametrize(
    ("kept", "at", "words"),
    [
        (reviews(), NOW, "author: the page kept on 2026-11-22 12:00 still gives it"),
        (reviews(name="who"), NOW, "gives none now: our reader or the options lost it"),
        (reviews(count=1), NOW, None),  # one post may lack it by chance
        (reviews(), NOW + HOUR, None),  # it was empty then
        (EMPTY, NOW, None),
    ],
)
def test_a_kept_page_tells_who_lost_a_field(
    tmp_path: Path, kept: str, at: datetime, words: str | None
) -> None:
    lost = Emptied("author", NOW + HOUR / 2, 9, 1.0, 0.0001)
    pages = RawStore(tmp_path)
    pages.keep(replace(raw(kept, kind="review"), fetched=at))

    told = tell_field(SHOP, lost, pages)

    assert (words is None) if told is None else (words is not None and words in told)


def test_empty_and_broken_are_told_apart_in_a_crawl(
    web: Web, otklik: Run, database: Database
) -> None:
    web.pages["/feed"] = feed("The kettle leaks", "It hums")
    for name in ("empty", "redone", "options"):
        web.pages[f"/{name}"] = Reply(reviews())
    watch(
        database,
        source("feed", f"{web.url}/feed"),
        *(
            source(name, f"{web.url}/{name}", kind="review", selectors=QUERIES)
            for name in ("empty", "redone", "options")
        ),
    )
    otklik("crawl", allow=[web.host])
    web.pages["/feed"] = feed()
    web.pages["/empty"], web.pages["/redone"] = Reply(EMPTY), Reply(REDONE)
    with database.writing() as session:
        wrong = Source(
            "options",
            "review",
            Channel.BLOG,
            f"{web.url}/options",
            options={"selectors": QUERIES | {"item": ".opinion"}},
        )
        name = SourceRow.__table__.c.name
        session.execute(update(SourceRow).where(name == "options").values(options=wrong.options))

    for _ in range(2):  # the second time it is the page of the first one that is kept last
        otklik("crawl", "--now", allow=[web.host])
    told = otklik("source", "check").stdout

    last = {name: fetches(database, name)[-1] for name in ("feed", "empty", "redone", "options")}
    assert {name: (one.outcome, one.changed) for name, one in last.items()} == {
        "feed": (Outcome.EMPTY, False),
        "empty": (Outcome.EMPTY, False),
        "redone": (Outcome.FAILED, True),
        "options": (Outcome.FAILED, True),
    }
    assert "our reader still reads the page kept on" in (last["empty"].error or "")
    assert "the site looks different now" in (last["redone"].error or "")
    assert "our reader or the source's options are broken, not the site" in told
    assert f"empty: {web.url}/empty: empty; our reader still reads" not in told


def test_a_page_that_gives_nothing_is_asked_for_in_full(
    web: Web, otklik: Run, database: Database
) -> None:
    """Else the next visit would be told that nothing changed, and all would be well again."""
    web.pages["/shop"] = Reply(reviews())
    watch(database, source("shop", f"{web.url}/shop", kind="review", selectors=QUERIES))
    otklik("crawl", allow=[web.host])
    web.pages["/shop"] = Reply(REDONE, headers={"ETag": '"2"'})

    for _ in range(2):
        otklik("crawl", "--source", "shop", allow=[web.host])

    assert [one.outcome for one in fetches(database, "shop")] == [
        Outcome.OK,
        Outcome.FAILED,
        Outcome.FAILED,
    ]
    assert [one.headers.get("if-none-match") for one in web.asked if one.path == "/shop"] == [
        None
    ] * 3
