"""What selectors find on a page, told by the command."""

import json
import subprocess
from collections.abc import Callable

from pipeline.database import Database
from tests.crawlers.conftest import Reply, Web
from tests.crawlers.test_crawl import source, watch

Run = Callable[..., subprocess.CompletedProcess[str]]
PAGE = "".join(
    f'<div class="r"><b>Anna {n}</b><time>{n} Nov 2026</time>'
    f"<p>The kettle number {n} leaks</p></div>"
    for n in range(1, 5)
)


def test_each_selector_says_what_it_finds(web: Web, otklik: Run) -> None:
    web.pages["/reviews"] = Reply(PAGE)
    tried = ("item=.r", "text=p", "author=b[", "date=time", "title=.none", "best=ten", "odd=x")

    done = otklik(
        *("source", "fields", "--json", f"{web.url}/reviews"),
        *(f"--selector={one}" for one in tried),
        allow=[web.host],
    )
    page, *lines = map(json.loads, done.stdout.splitlines())
    hits = {line["name"]: line for line in lines}

    assert page["page"] == f"{web.url}/reviews"
    assert {name: (hit["hits"], hit["read"]) for name, hit in hits.items()} == {
        "item": (4, 4),
        "text": (4, 4),
        "author": (0, 0),
        "date": (4, 4),
        "title": (0, 0),
        "best": (0, 0),
        "odd": (0, 0),
    }
    assert {name for name, hit in hits.items() if hit["problem"]} == {"author", "best", "odd"}
    assert hits["text"]["shown"][0] == "The kettle number 1 leaks"
    assert hits["date"]["shown"][0].startswith("2026-11-01")


def test_the_kept_page_is_looked_at_and_a_new_one_where_asked(
    web: Web, otklik: Run, database: Database
) -> None:
    selectors = {"item": ".r", "text": "p"}
    watch(database, source("shop", f"{web.url}/reviews", kind="review", selectors=selectors))
    watch(database, source("blog", f"{web.url}/feed"))
    web.pages["/reviews"] = Reply(PAGE)
    otklik("crawl", "--source", "shop", allow=[web.host])
    web.pages["/reviews"] = Reply(PAGE * 2)
    asked = len(web.asked)

    kept = otklik("source", "fields", "shop", allow=[web.host]).stdout
    quiet = len(web.asked) == asked
    now = otklik("source", "fields", "shop", "--fetch", allow=[web.host]).stdout

    assert "item: 4 blocks" in kept
    assert quiet
    assert "item: 8 blocks" in now
    for words, said in (
        (("blog",), "only kind"),
        (("nobody",), "unknown source"),
        ((f"{web.url}/reviews",), "no selectors to try"),
        ((f"{web.url}/gone", "-s", "item=p"), "answered 404"),
    ):
        done = otklik("source", "fields", *words, allow=[web.host])
        assert done.returncode == 2
        assert said in done.stderr
