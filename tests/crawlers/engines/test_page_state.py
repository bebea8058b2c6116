"""Texts that pages hand to their scripts alone, in the forms of the frameworks."""

import json
from urllib.parse import quote

import lxml.html
import pytest

from crawlers.engines.script_text import read_script_text

LINES = [
    "The kettle that half the street bought last spring has begun to leak, says its owner.",
    "We asked seven owners; five of them wrote to the maker in April, and nobody answered.",
    "The maker says that a seal was changed in March, and that it sends a new one to all.",
    "Who has lost the receipt may show the number on the bottom of the kettle instead.",
]
MARKUP = "".join(f"<p>{line}</p>" for line in LINES)
MORE = [{"id": n, "title": "Another kettle"} for n in range(10)]
DATA = {"article": {"id": 7, "title": "The kettle leaks", "body": MARKUP}, "more": MORE}
BLOCKS = [{"type": "paragraph", "text": line} for line in LINES]
NUMBERED = [{"data": 1}, {"blocks": 2, "shown": True}, [3, 4], *({"text": n} for n in (5, 6))]
CACHE = {f"Paragraph:{n}": {"text": line} for n, line in enumerate(LINES)}
NAMED = {"content": [{"__ref": name} for name in CACHE]}
DRAWN = ["$", "main", None, {"children": [["$", "p", None, {"children": each}] for each in LINES]}]


def flight(*chunks: str) -> str:
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(chunk)}])</script>" for chunk in chunks
    )


def data_in(framework: str) -> str:
    """The page's part that holds the data."""
    plain, rows = json.dumps(DATA), f"0:{json.dumps(['$', 'div', None, DATA])}\n"
    return {
        "next": f"<script id='__NEXT_DATA__'>{plain}</script>",
        "flight": flight(rows[:90], rows[90:]),
        "flight text": flight(f'1:{{"body":"$2"}}\n2:T{len(MARKUP):x},{MARKUP}3:null\n'),
        "flight drawn": flight(f"0:{json.dumps(DRAWN)}\n"),
        "nuxt program": "<script>window.__NUXT__=(function(a){return {data:[{t:a,body:"
        + json.dumps(MARKUP).replace("/", "\\u002F").replace("<", "\\x3C")
        + "}]}}(null,"
        + json.dumps(MORE)
        + "))</script>",
        "nuxt numbers": f"<script>{json.dumps([*NUMBERED, *LINES[:2], *LINES])}</script>",
        "apollo": f"<script>window.__APOLLO_STATE__={json.dumps({'ROOT_QUERY': NAMED, **CACHE})}"
        "</script>",
        "parsed": f"<script>window.S=JSON.parse({json.dumps(plain)})</script>",
        "quoted": "<script>window.S=JSON.parse('{}')</script>".replace(
            "{}", plain.replace("\\", "\\\\").replace("'", "\\'")
        ),
        "address": f'<script>window.S=JSON.parse(decodeURIComponent("{quote(plain)}"))</script>',
        "string of data": f"<script>{json.dumps({'status': 200, 'body': plain})}</script>",
        "editor": f"<script>{json.dumps({'post': {'content': json.dumps(BLOCKS)}})}</script>",
        "attribute": f"<div data-page='{plain}'></div>",
        "angular": "<script>{}</script>".replace("{}", plain.replace('"', "&q;")),
    }[framework]


@pytest.mark.parametrize(
    "framework",
    [
        *("next", "flight", "flight text", "flight drawn", "nuxt program", "nuxt numbers"),
        *("apollo", "parsed", "quoted", "address", "string of data", "editor", "attribute"),
        "angular",
    ],
)
def test_text_is_read_wherever_a_framework_keeps_it(framework: str) -> None:
    page = lxml.html.fromstring(f"<html><body>{data_in(framework)}</body></html>")

    lines = [line for line in read_script_text(page).splitlines() if line.strip()]

    assert lines == (LINES[:2] if framework == "nuxt numbers" else LINES)


@pytest.mark.parametrize(
    "script",
    [
        'x"' + '\\"' * 1_000_000,
        "x" + "\"'" * 300_000,
        json.dumps([[1, 2, 3], *([n, n, n, n] for n in range(5_000))]),
        json.dumps({"ROOT_QUERY": {}} | {key: [{"__ref": n} for n in "abc"] for key in "abc"}),
        "self.__next_f.push([1," + json.dumps("0:" + "[" * 900 + "]" * 900) + "])",
        "self.__next_f.push([1," + json.dumps("0:Tffffff,short") + "])",
    ],
)
def test_data_made_to_exhaust_its_reader_is_no_text(script: str) -> None:
    page = lxml.html.fromstring(f"<html><body><script>{script}</script></body></html>")

    assert len(read_script_text(page)) < 100
