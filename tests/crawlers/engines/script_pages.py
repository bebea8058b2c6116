"""Pages whose reviews stand in the data of their scripts alone."""

import json
from typing import Any

from crawlers.decode import open_page
from crawlers.kinds import read_as
from pipeline.post import Channel
from pipeline.watch import Source

URL = "https://shop.example/p/kettle-77/reviews"
Said = tuple[str | None, str, float | None, str | None]
PAD = {"pad": "x" * 600}  # pages of a few words keep no data


def script(data: Any, name: str = "window.__INITIAL_STATE__") -> str:
    return f"<script>{name} = {json.dumps([data, PAD] if name == '' else data)};</script>"


def next_data(props: Any) -> str:
    data = {"props": {"pageProps": props}, **PAD}
    return f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(data)}</script>"


def read(part: str, url: str = URL, kind: str = "review") -> list[Said]:
    body = f"<html><body><h1>Kettle, reviews</h1><div id='app'></div>{part}</body></html>"
    source = Source(name="s", kind=kind, channel=Channel.REVIEW, url=url)
    page = open_page(body.encode(), url, "text/html; charset=utf-8", source)
    return [
        (
            post.author,
            post.text,
            post.stars,
            post.published.date().isoformat() if post.published else None,
        )
        for post in read_as(kind, page)
    ]


def flight(data: Any) -> str:
    row = "0:" + json.dumps(["$", "$L1", None, {"children": ["$", "$L2", None, data]}]) + "\n"
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>"
        for part in (row[:70], row[70:])
    )


def shop_row(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "rating": 2,
        "text": "It leaks since May.",
        "author": {"name": "Ann"},
        "createdAt": "2026-05-04T10:00:00Z",
        **more,
    }


ANN: Said = ("Ann", "It leaks since May.", 2.0, "2026-05-04")
