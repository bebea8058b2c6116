"""How fast a crawl is, on loopback: against bare Scrapy, with answers that changed nothing.

    python benchmarks/crawl.py [--quick]

Prints one JSON object. Every measurement runs in a process of its own (crawl_runs.py), the server
too (crawl_site.py). Bare Scrapy fetches the same pages and keeps nothing; a second one reads them
too, with feedparser or parsel, so that the reader's share is seen. Both sides run in turn, so that
what else a machine does hurts both alike.

"Again" is what a monitor does all day: the feed has one new entry, the others are stored.
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawl_site import PAGES, POSTS

HERE = Path(__file__).parent


def measure(what: str, **facts: Any) -> dict[str, Any]:
    """One measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, HERE / "crawl_runs.py", what],
        input=json.dumps(facts),  # twenty thousand addresses are too long for an argument
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main(quick: bool) -> None:
    """All measurements."""
    server = subprocess.Popen(
        [sys.executable, HERE / "crawl_site.py"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    site = f"http://127.0.0.1:{int(server.stdout.readline())}"
    try:
        figures = measure_speed(site, *((300, 30, 1) if quick else (1_000, 100, 3)))
        print(json.dumps(figures), flush=True)  # the long runs show how far they are
        figures |= measure_growth(site, *((60, 5_000, 1) if quick else (1_200, 200_000, 3)))
        figures |= measure_polling(site, 1_500 if quick else 20_000)
    finally:
        server.kill()
    parsing = measure("parsing", count=100 if quick else 300)
    figures["parsing"] = {name: round(value, 2) for name, value in parsing.items()}
    print(json.dumps(figures))


def measure_speed(site: str, feeds: int, threads: int, rounds: int) -> dict[str, Any]:
    """Pages a second, ours and bare Scrapy's in turn."""
    feed_urls = [f"{site}/feed/{n}" for n in range(feeds)]
    first = [f"{site}/viewtopic.php?t={n}" for n in range(threads)]
    pages = [f"{url}&start={n * POSTS}" for url in first for n in range(PAGES)]
    for url in (*feed_urls, *pages):  # the server makes each page once
        urllib.request.urlopen(url).read()  # noqa: S310  (our own server)
    runs: dict[str, tuple[str, dict[str, Any]]] = {
        "bare_feed": ("bare", {"urls": feed_urls}),
        "feed": ("ours", {"kind": "feed", "urls": feed_urls}),
        "feed_again": ("ours", {"kind": "feed", "urls": feed_urls, "again": True}),
        "feedparser": ("bare", {"urls": feed_urls, "reader": "feedparser"}),
        "bare_forum": ("bare", {"urls": pages}),
        "forum": ("ours", {"kind": "forum", "urls": first}),
        "parsel": ("bare", {"urls": pages, "reader": "parsel"}),
    }
    totals: dict[str, Counter[str]] = {name: Counter() for name in runs}
    for _ in range(rounds):
        for name, (what, facts) in runs.items():
            found = measure(what, **facts)
            totals[name].update({key: found[key] for key in ("pages", "seconds", "cpu")})
    ratios = {
        "feed_ratio_bare_scrapy": ("feed", "bare_feed"),
        "feed_again_ratio_bare_scrapy": ("feed_again", "bare_feed"),
        "forum_ratio_bare_scrapy": ("forum", "bare_forum"),
        "feed_ratio_scrapy_with_feedparser": ("feed", "feedparser"),
        "feed_again_ratio_scrapy_with_feedparser": ("feed_again", "feedparser"),
        "forum_ratio_scrapy_with_parsel": ("forum", "parsel"),
    }
    figures = {
        name: round(_speed(totals[ours]) / _speed(totals[bare]), 3)
        for name, (ours, bare) in ratios.items()
    }
    by_cpu = {
        name.replace("ratio", "cpu_ratio"): round(
            _economy(totals[ours]) / _economy(totals[bare]), 3
        )
        for name, (ours, bare) in ratios.items()
    }
    pace = {f"{name}_pages_per_s": round(_speed(total), 1) for name, total in totals.items()}
    return figures | by_cpu | pace


def measure_growth(site: str, feeds: int, mentions: int, rounds: int) -> dict[str, Any]:
    """What 10,000 brands, and many stored mentions, leave of the speed; each in turn."""
    facts = {"kind": "feed", "urls": [f"{site}/feed/{n}" for n in range(feeds)]}
    sides = {
        "few": {"stored": 1_000},
        "many": {"stored": mentions},
        "brands": {"stored": 1_000, "brands": 10_000},
    }
    totals: dict[str, Counter[str]] = {name: Counter() for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found = measure("ours", **facts, **side)
            totals[name].update({key: found[key] for key in ("pages", "cpu")})
    few, many, brands = (_economy(totals[name]) for name in sides)
    return {
        "feed_ratio_10000_brands": round(brands / few, 3),
        f"feed_ratio_{mentions}_mentions": round(many / few, 3),
    }


def measure_polling(site: str, feeds: int) -> dict[str, Any]:
    """Feeds in one process, of which 95 % did not change."""
    urls = [f"{site}/poll/{n}" for n in range(feeds)]
    poll = measure("ours", kind="feed", urls=urls, states=True)
    memory = poll["memory"]
    return {
        "feeds_polled": poll["pages"],
        "feeds_304_per_s": round(_speed(poll), 1),
        "feeds_304_per_cpu_s": round(_economy(poll), 1),
        "rss_growth_mb": round(memory[-1] - memory[0], 1),
        "rss_mb": round(memory[-1], 1),
    }


def _economy(result: Mapping[str, Any]) -> float:
    """Pages for each second of CPU: what other work on the machine does not change much."""
    return float(result["pages"] / result["cpu"])


def _speed(result: Mapping[str, Any]) -> float:
    return float(result["pages"] / result["seconds"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the pages")
    main(parser.parse_args().quick)
