"""An answer is deleted where it was posted, as each platform's documentation says."""

from typing import Any

import pytest

from pipeline.posting import bluesky, discourse, mastodon, reddit, telegram, vk, wordpress, youtube
from pipeline.posting.account import Account, Place
from pipeline.posting.door import NotPosted, Uncertain
from tests.pipeline.posting.conftest import Call, Site


def removals(site: Site) -> dict[str, tuple[Any, Account, str, str, list[str]]]:
    """By platform: its file, an account, the post, our answer, and what must be asked for it."""
    at, token = site.address, "POST /token"
    video = "https://www.youtube.com/watch?v=VID"
    thread = "https://www.reddit.com/r/x/comments/abc1/title/"
    return {
        "mastodon": (
            mastodon,
            Account("mastodon", "own.example", "T", at),
            "https://far.example/@olga/1",
            "https://own.example/@brand/78",
            ["GET /api/v2/search", "DELETE /api/v1/statuses/78"],
        ),
        "bluesky": (
            bluesky,
            Account("bluesky", "", "brand.example:abcd", at),
            "https://bsky.app/profile/olga.example/post/3k8",
            "https://bsky.app/profile/did:plc:us/post/3k9",
            [
                "POST /xrpc/com.atproto.server.createSession",
                "POST /xrpc/com.atproto.repo.deleteRecord "
                '{"repo": "did:plc:us", "collection": "app.bsky.feed.post", "rkey": "3k9"}',
            ],
        ),
        "telegram": (
            telegram,
            Account("telegram", "", "1:BOT", at),
            "https://t.me/c/123/15",
            "https://t.me/c/123/99",
            ['POST /bot1:BOT/deleteMessage {"chat_id": -100123, "message_id": 99}'],
        ),
        "vk": (
            vk,
            Account("vk", "345", "T", at),
            "https://vk.com/wall-1_22",
            "https://vk.com/wall-1_22?reply=7",
            [f"POST /method/wall.deleteComment owner_id=-1&comment_id=7&v={vk.VERSION}"],
        ),
        "reddit": (
            reddit,
            Account("reddit", "", "I:S:R", at),
            thread,
            f"{thread}def2/",
            ["POST /api/v1/access_token", "POST /api/del id=t1_def2"],
        ),
        "youtube": (
            youtube,
            Account("youtube", "", "C:S:R", at),
            video,
            f"{video}&lc=TOP.REPLY",
            [token, "DELETE /comments?id=TOP.REPLY"],
        ),
        "discourse": (
            discourse,
            Account("discourse", site.host, "K:b"),
            f"{at}/t/late/12/3",
            f"{at}/t/late/12/5",
            ["GET /posts/by_number/12/5.json", "DELETE /posts/78.json"],
        ),
        "wordpress": (
            wordpress,
            Account("wordpress", site.host, "b:p"),
            f"{at}/late/",
            f"{at}/late/#comment-16",
            ["DELETE /?rest_route=/wp/v2/comments/16"],
        ),
    }


def answer_removal(call: Call) -> tuple[int, Any]:
    """What each platform says when it deletes."""
    if "token" in call.path:
        return 200, {"access_token": "HOUR"}
    if "createSession" in call.path:
        return 200, {"did": "did:plc:us", "accessJwt": "HOUR"}
    if call.method == "DELETE":
        return 204, b""
    found = {"statuses": [{"id": "78"}], "id": 78}
    return 200, found | {"ok": True, "result": True, "response": 1}


def asked_of(call: Call) -> str:
    """A request in one line; of tokens only that they were asked for."""
    query = "" if call.method == "GET" else "&".join(f"{k}={v}" for k, v in call.asked.items())
    secret = "token" in call.path or "Session" in call.path
    body = "" if secret else call.body.decode()
    return f"{call.method} {call.path}{'?' * bool(query)}{query} {body}".strip()


PLATFORMS = ("bluesky", "mastodon", "telegram", "vk", "reddit", "youtube", "discourse", "wordpress")


@pytest.mark.parametrize("name", PLATFORMS)
def test_an_answer_is_deleted_where_it_was_posted(site: Site, name: str) -> None:
    site.rule = answer_removal
    platform, account, post, answer, wanted = removals(site)[name]

    platform.remove(site.door(), account, Place(post), answer)

    assert [asked_of(call) for call in site.calls] == wanted


@pytest.mark.parametrize("name", sorted(set(PLATFORMS) - {"mastodon"}))
def test_what_has_no_address_of_its_own_is_deleted_by_hand(site: Site, name: str) -> None:
    platform, account, post, _answer, _wanted = removals(site)[name]
    with pytest.raises(NotPosted, match="by hand"):
        platform.remove(site.door(), account, Place(post), f"{site.address}/elsewhere")
    assert site.calls == []


@pytest.mark.parametrize(
    ("status", "error"), [(404, None), (410, None), (403, NotPosted), (503, Uncertain)]
)
def test_how_a_deletion_ends(site: Site, status: int, error: type[Exception] | None) -> None:
    site.rule = lambda _call: (status, {})
    platform, account, post, answer, _wanted = removals(site)["wordpress"]
    if error is None:  # it is gone, which was wanted
        platform.remove(site.door(), account, Place(post), answer)
        return
    with pytest.raises(error):
        platform.remove(site.door(), account, Place(post), answer)
