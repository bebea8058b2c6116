"""Fediverse servers' own interfaces: who wrote what where, below what, and what was deleted."""

import json
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.engines.fediverse import find_more
from crawlers.kinds import detect, gone_of, read_as
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

DAY: dict[str, Any] = {"createdAt": "2026-01-02T03:04:05Z"}
LEMMY = {
    "post": {
        "name": "Acme leaks",
        "body": "After two days",
        "alt_text": "a puddle",
        "ap_id": "https://l.example/post/7",
        "published": "2026-01-02T03:04:05Z",
    },
    "creator": {"name": "anna", "actor_id": "https://l.example/u/anna"},
}
GONE = LEMMY | {"post": LEMMY["post"] | {"ap_id": "https://l.example/post/8", "removed": True}}
PIEFED = LEMMY | {
    "comment": {"body": "Mine too", "ap_id": "https://p.example/comment/3", "deleted": False},
    "creator": {"user_name": "bo", "actor_id": "https://p.example/u/bo"},
}
MBIN = DAY | {"magazine": {"name": "tea"}, "user": {"username": "cy"}, "entryId": 5, "apId": None}
ANSWERED = MBIN | {
    "commentId": 9,
    "body": "No",
    "children": [MBIN | {"commentId": 10, "body": "Yes"}],
}
HIDDEN = MBIN | {"entryId": 6, "title": "x", "visibility": "soft_deleted"}
NOTE: dict[str, Any] = DAY | {
    "id": "n1",
    "user": {"username": "di", "host": None},
    "text": "Tea",
    "cw": "food",
    "visibility": "public",
    "files": [{"comment": "a cup"}, {"comment": "IMG_1.jpg"}],
    "replyId": "n0",
}
RENOTE: dict[str, Any] = NOTE | {
    "text": None,
    "files": [],
    "renote": NOTE | {"uri": "https://r.example/n/3"},
}
TUBE = DAY | {
    "threadId": 4,
    "text": "<p>Nice</p>",
    "url": "https://t.example/videos/watch/abc/comments/4",
    "account": {"name": "ed", "host": "t.example"},
}


def page_of(answer: Any, url: str = "https://k.example/api/x") -> Page:
    source = Source(name="s", kind="auto", channel=Channel.SOCIAL, url=url)
    return open_page(json.dumps(answer).encode(), url, None, source)


@pytest.mark.parametrize(
    ("answer", "said", "gone"),
    [
        (
            {"posts": [LEMMY, GONE]},
            [("anna@l.example", "After two days\na puddle", "https://l.example/post/7", None)],
            ["https://l.example/post/8"],
        ),
        (
            {"comments": [PIEFED]},
            [
                (
                    "bo@p.example",
                    "Mine too",
                    "https://p.example/comment/3",
                    "https://l.example/post/7",
                )
            ],
            [],
        ),
        (
            {"items": [{"entry": ANSWERED}, HIDDEN]},
            [
                (
                    *("cy", "No", "https://k.example/m/tea/t/5/-/comment/9"),
                    "https://k.example/m/tea/t/5",
                ),
                (
                    *("cy", "Yes", "https://k.example/m/tea/t/5/-/comment/10"),
                    "https://k.example/m/tea/t/5",
                ),
            ],
            ["https://k.example/m/tea/t/6"],
        ),
        (
            [NOTE, RENOTE],
            [
                ("di", "Tea\na cup", "https://k.example/notes/n1", "https://k.example/notes/n0"),
                ("di", "Tea\na cup", "https://r.example/n/3", "https://k.example/notes/n0"),
            ],
            [],
        ),
        (
            {"data": [TUBE, TUBE | {"url": "https://t.example/w/1", "isDeleted": True}]},
            [
                (
                    *("ed@t.example", "Nice", "https://t.example/videos/watch/abc/comments/4"),
                    "https://t.example/videos/watch/abc",
                )
            ],
            ["https://t.example/w/1"],
        ),
    ],
    ids=["lemmy", "piefed", "mbin", "misskey", "peertube"],
)
def test_posts_of_an_answer(answer: Any, said: list[object], gone: list[str]) -> None:
    page = page_of(answer)

    posts = list(read_as("activitypub", page))

    assert detect(page) == "activitypub"
    assert [(post.author, post.text, post.url, post.thread) for post in posts] == said
    assert gone_of("activitypub", page) == gone


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ({"next_page": "P1ab"}, "https://k.example/api/x?page_cursor=P1ab"),
        ({"next_page": 2}, "https://k.example/api/x?page=2"),
        ({"pagination": {"currentPage": 1, "maxPage": 2}}, "https://k.example/api/x?p=2"),
        ({"pagination": {"currentPage": 2, "maxPage": 2}}, None),
    ],
)
def test_the_next_part_of_an_answer(answer: Any, more: str | None) -> None:
    assert find_more(page_of(answer)) == more
