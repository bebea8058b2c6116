"""`otklik extract`: rows in, rows out, whatever stands in the files."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawlers import extract as module
from crawlers.extract import Saved, extract
from crawlers.extract_cli import extract as command
from crawlers.page import Page
from pipeline.errors import OtklikError
from pipeline.post import Post

ARTICLE = """<!DOCTYPE html><html><head><title>Kettles sing</title>
<meta property="og:type" content="article"></head><body><article><h1>Kettles sing</h1>
<p>The kettle by Bubble Ltd sings so loud that the neighbours came to ask for another song.</p>
<p>It was bought in January and has not stopped since, although nobody fills it any more.</p>
</article><a rel="next" href="/2">next</a></body></html>"""
REVIEW = """<div itemscope itemtype="http://schema.org/Review"><i itemprop="author">Ada</i>
<p itemprop="reviewBody">Too loud.</p><span itemprop="reviewRating" itemscope
itemtype="http://schema.org/Rating"><b itemprop="ratingValue">7</b>/<b itemprop="bestRating">10</b>
</span></div>"""


def write(folder: Path, name: str, text: str) -> str:
    body = text.encode()
    (folder / name).write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    return name


def run(folder: Path, rows: list[str], *options: str) -> list[dict[str, Any]]:
    (folder / "list.jsonl").write_text("\n".join(rows))
    out = folder / "out.jsonl"
    arguments = [str(folder / "list.jsonl"), "-o", str(out), *options]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_every_row_is_answered_in_order(tmp_path: Path) -> None:
    write(tmp_path, "a.html.gz", ARTICLE)
    write(tmp_path, "r.html", REVIEW)
    (tmp_path / "broken.html.gz").write_bytes(b"no gzip")

    rows = run(
        tmp_path,
        [
            '{"file": "a.html.gz", "url": "https://news.example/1", "kind": "auto"}',
            "not json",
            '{"file": "missing.html", "url": "", "kind": "auto"}',
            '{"file": "broken.html.gz", "url": "", "kind": "auto"}',
            '{"file": "r.html", "url": "https://shop.example/", "kind": "review"}',
            '{"file": "r.html", "url": "https://shop.example/", "kind": "revue"}',
        ],
    )

    assert [bool(row.get("error")) for row in rows] == [False, True, True, True, False, True]
    assert rows[0]["title"] == "Kettles sing"
    assert rows[0]["text"].startswith("The kettle by Bubble Ltd")
    assert (rows[0]["next"], rows[0]["encoding"]) == ("https://news.example/2", "utf-8")
    assert rows[0]["items"] == []  # nobody commented
    assert (rows[4]["items"][0]["author"], rows[4]["items"][0]["rating"]) == ("Ada", 7)
    assert 'did you mean "review"' in rows[5]["error"]


def test_option_says_the_kind_of_every_page(tmp_path: Path) -> None:
    write(tmp_path, "r.html", REVIEW)

    [row] = run(tmp_path, ['{"file": "r.html", "url": "https://shop.example/"}'], "--kind", "page")

    assert row["items"] == []
    assert row["text"].startswith("<div itemscope")


def test_unknown_kind_stops_the_command(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text("")
    arguments = [str(tmp_path / "list.jsonl"), "-o", str(tmp_path / "o"), "--kind", "revue"]

    with pytest.raises(OtklikError, match='did you mean "review"'):
        CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_page_that_takes_too_long_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.html", ARTICLE)

    def read_forever(kind: str, page: Page) -> Iterator[Post]:
        while page.source.name:
            pass
        yield from ()

    monkeypatch.setattr(module, "LONGEST", 0.05)
    monkeypatch.setattr(module, "read_as", read_forever)

    row = extract(Saved("a.html", "https://news.example/1", "article"), tmp_path)

    assert row["items"] == []
    assert "longer than" in row["error"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 30_000 + "x",
        "<p>x<b>" * 4_000,
        '<a itemprop="x" itemscope>' * 4_000,
        '<div title="' + "a" * 2_000_000 + '">',
        "\x00\x01<html>\ufffe<p>\x00",
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
        "[" * 200_000,
        "1 2 3 " * 200_000,
    ],
    ids=["deep", "unclosed", "scopes", "attribute", "zeros", "entities", "brackets", "numbers"],
)
def test_bomb_gives_a_row(tmp_path: Path, markup: str) -> None:
    write(tmp_path, "bomb.html", markup)

    row = extract(Saved("bomb.html", "https://bomb.example/", "auto"), tmp_path)

    assert row["file"] == "bomb.html"
    assert "items" in row
