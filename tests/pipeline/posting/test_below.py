"""What stands below a post is read as each platform's documentation says it is told."""

from typing import Any

import pytest

from pipeline.lost_answers import find
from pipeline.posting import bluesky, discourse, mastodon, reddit, telegram, vk, wordpress, youtube
from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import NotPosted, Uncertain
from tests.pipeline.posting.conftest import Call, Site

TEXT = "Ольга, просим прощения! Мы уже разбираемся."
MARKUP = f"<p>@olga@far.example {TEXT}</p>"
OTHER = "Совсем другой ответ"
COMMENTS = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": {
    "permalink": "/r/x/comments/abc1/_/new1/", "body": TEXT}}]}}  # fmt: skip
SAID: dict[str, Any] = {
    "/api/v2/search": {"statuses": [{"id": "77"}]},
    "/api/v1/statuses/77/context": {"descendants": [
        {"in_reply_to_id": "78", "url": "https://own.example/@b/80", "content": TEXT},
        {"in_reply_to_id": "77", "url": "https://own.example/@b/79", "content": MARKUP},
    ]},
    "/xrpc/com.atproto.server.createSession": {"did": "did:plc:us", "accessJwt": "HOUR"},
    "/xrpc/com.atproto.repo.listRecords": {"records": [
        {"uri": "at://did:plc:us/app.bsky.feed.post/3k1", "value": {"text": TEXT}},
        {"uri": "at://did:plc:us/app.bsky.feed.post/3k9", "value": {
            "text": TEXT, "reply": {"parent": {"uri": "at://d/app.bsky.feed.post/3k8"}}}},
    ]},
    "/t/12.json": {"slug": "late", "post_stream": {"stream": [5, 9], "posts": [
        {"post_number": 2, "raw": OTHER}, {"post_number": 5, "cooked": f"<p>{TEXT}</p>"}]}},
    "/posts/brand/pending.json": {"pending_posts": []},
    "/api/v1/access_token": {"access_token": "HOUR"},
    "/comments/abc1": [{}, COMMENTS],
    "/comments/abc2": [{}, {"data": {"children": [{"data": {"replies": COMMENTS}}]}}],
    "/comments/abc3": [{}, {"data": {"children": [{"data": {"replies": ""}}]}}],
    "/comments/abc4": [{}, {"data": {"children": [{"kind": "more", "data": {}}]}}],
    "/method/wall.getComments": {"response": {"items": [{"id": 7, "text": TEXT}]}},
    "/wp/v2/posts": [{"id": 3}],
    "/wp/v2/comments": [{"link": "https://b.example/#comment-9", "content": {"rendered": MARKUP}}],
    "/token": {"access_token": "HOUR"},
    "/comments": {"items": [{"id": "TOP.NEW", "snippet": {"textDisplay": TEXT}}]},
    "/commentThreads": {"items": [{"id": "NEW", "snippet": {
        "topLevelComment": {"snippet": {"textDisplay": TEXT}}}}]},
}  # fmt: skip
WATCH = "https://www.youtube.com/watch?v=VID"
REDDIT = "https://www.reddit.com/r/x/comments"


def rule(call: Call) -> tuple[int, Any]:
    path = call.asked.get("rest_route", call.path)
    return (200, SAID[path]) if path in SAID else (404, {})


@pytest.mark.parametrize(
    ("platform", "secret", "url", "found", "whole"),
    [
        (mastodon, "T", "https://far.example/@olga/1", "https://own.example/@b/79", True),
        (
            bluesky,
            "b:p",
            "https://bsky.app/profile/olga.example/post/3k8",
            "https://bsky.app/profile/did:plc:us/post/3k9",
            True,
        ),
        (bluesky, "b:p", "https://bsky.app/profile/olga.example/post/3k7", None, True),
        (discourse, "K:brand", "{site}/t/late/12/3", "{site}/t/late/12/5", True),
        (reddit, "I:S:R", f"{REDDIT}/abc1/t/", f"{REDDIT}/abc1/_/new1/", True),
        (reddit, "I:S:R", f"{REDDIT}/abc2/t/def2/", f"{REDDIT}/abc1/_/new1/", True),
        (reddit, "I:S:R", f"{REDDIT}/abc3/t/def2/", None, True),
        (reddit, "I:S:R", f"{REDDIT}/abc4/t/", None, False),
        (vk, "T", "https://vk.com/wall-1_22?reply=5", "https://vk.com/wall-1_22?reply=7", True),
        (wordpress, "b:p", "{site}/late/", "https://b.example/#comment-9", True),
        (youtube, "C:S:R", f"{WATCH}&lc=TOP.X", f"{WATCH}&lc=TOP.NEW", False),
        (youtube, "C:S:R", WATCH, f"{WATCH}&lc=NEW", False),
    ],
)
def test_an_answer_is_found_at_its_place(
    site: Site, platform: Any, secret: str, url: str, found: str | None, whole: bool
) -> None:
    site.rule = rule
    named = platform in (discourse, wordpress)
    account = Account("x", site.host if named else "", secret, "" if named else site.address)

    below = platform.read_below(site.door(), account, Place(url.format(site=site.address)))

    assert below.whole is whole
    where = found and found.format(site=site.address)
    expected = (True, where) if where else (False if whole else None, None)
    assert find(below, TEXT, frozenset()) == expected
    assert all(call.method == "GET" or "token" in call.path or call.path.count(".") > 1
               or "getComments" in call.path for call in site.calls)  # fmt: skip


def test_what_a_platform_does_not_tell(site: Site) -> None:
    site.rule = lambda _call: (200, {"statuses": [{"id": "77"}]})
    account = Account("mastodon", "own.example", "T", site.address)
    with pytest.raises(Uncertain):  # an answer without a list is no empty list
        mastodon.read_below(site.door(), account, Place("https://far.example/1"))
    with pytest.raises(Uncertain, match="does not tell"):
        telegram.read_below(site.door(), account, Place("https://t.me/romashka/15"))
    site.rule = lambda _call: (403, {})
    with pytest.raises(NotPosted):
        mastodon.read_below(site.door(), account, Place("https://far.example/1"))


@pytest.mark.parametrize(
    ("answers", "known", "whole", "expected"),
    [
        ((), (), True, (False, None)),
        ((), (), False, (None, None)),
        ((("u", OTHER),), (), True, (False, None)),
        ((("u", TEXT),), (), False, (True, "u")),
        ((("u", TEXT),), ("u",), True, (False, None)),  # the same words, said to somebody else
        (((None, TEXT),), ("u",), True, (True, None)),  # waits for the forum's approval
    ],
)
def test_which_of_them_is_the_lost_one(
    answers: tuple[tuple[str | None, str], ...],
    known: tuple[str, ...],
    whole: bool,
    expected: tuple[bool | None, str | None],
) -> None:
    assert find(Below(answers, whole), TEXT, frozenset(known)) == expected
