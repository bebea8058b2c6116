"""Each platform is asked as its documentation says, and its refusals are told in a line."""

from base64 import b64encode
from datetime import datetime
from typing import Any

import pytest

from pipeline.posting import bluesky, discourse, mastodon, reddit, telegram, vk, wordpress, youtube
from pipeline.posting.account import Account, Place
from pipeline.posting.door import NotPosted, Uncertain
from tests.pipeline.posting.conftest import Call, Site

TEXT = "Ольга, просим прощения!"
FOUND = {"id": "77", "visibility": "unlisted", "account": {"acct": "olga@far.example"}}


def test_mastodon_answers_on_its_own_server(site: Site) -> None:
    def rule(call: Call) -> tuple[int, Any]:
        if call.path == "/api/v2/search":
            assert call.asked["resolve"] == "true"
            return 200, {"statuses": [FOUND]}
        return 200, {"id": "78", "url": "https://own.example/@brand/78"}

    site.rule = rule
    account = Account("mastodon", "own.example", "TOKEN", site.address)
    place = Place("https://far.example/@olga/1", "mastodon")

    url = mastodon.post(site.door(), account, place, TEXT, "key-1")

    assert url == "https://own.example/@brand/78"
    sent = site.calls[-1]
    assert sent.path == "/api/v1/statuses"
    assert sent.form == {
        "status": f"@olga@far.example {TEXT}",
        "in_reply_to_id": "77",
        "visibility": "unlisted",
    }
    assert (sent.headers["Idempotency-Key"], sent.headers["Authorization"]) == (
        "key-1",
        "Bearer TOKEN",
    )


def test_mastodon_says_when_the_status_cannot_be_found(site: Site) -> None:
    site.rule = lambda _call: (200, {"statuses": []})
    account = Account("mastodon", "own.example", "TOKEN", site.address)

    with pytest.raises(NotPosted, match="answer by hand"):
        mastodon.post(site.door(), account, Place("https://far.example/1"), TEXT, "k")
    assert [call.method for call in site.calls] == ["GET"]


@pytest.mark.parametrize(
    ("url", "chat", "link"),
    [
        ("https://t.me/romashka/15", "@romashka", "https://t.me/romashka/99"),
        ("https://t.me/s/romashka/15", "@romashka", "https://t.me/romashka/99"),
        ("https://t.me/c/123/15", -100123, "https://t.me/c/123/99"),
    ],
)
def test_telegram(site: Site, url: str, chat: str | int, link: str) -> None:
    site.rule = lambda _call: (200, {"ok": True, "result": {"message_id": 99}})
    account = Account("telegram", "", "1:BOT", site.address)

    assert telegram.post(site.door(), account, Place(url), TEXT, "k") == link
    assert site.calls[0].path == "/bot1:BOT/sendMessage"
    assert site.calls[0].json == {
        "chat_id": chat,
        "text": TEXT,
        "reply_parameters": {"message_id": 15},
    }


def test_telegram_refuses_and_its_token_is_never_told(site: Site) -> None:
    site.rule = lambda _call: (400, {"ok": False, "description": "Bad Request: chat not found"})
    account = Account("telegram", "", "1:SECRET", site.address)

    with pytest.raises(NotPosted, match="chat not found") as error:
        telegram.post(site.door(), account, Place("https://t.me/romashka/15"), TEXT, "k")
    assert "SECRET" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("https://vk.com/wall-1_22", {}),
        ("https://vk.com/wall-1_22?reply=5&thread=3", {"reply_to_comment": "5"}),
    ],
)
def test_vk(site: Site, url: str, more: dict[str, str]) -> None:
    site.rule = lambda _call: (200, {"response": {"comment_id": 7}})
    account = Account("vk", "345", "TOKEN", site.address)

    assert vk.post(site.door(), account, Place(url), TEXT, "key-1") == (
        "https://vk.com/wall-1_22?reply=7"
    )
    assert site.calls[0].path == "/method/wall.createComment"
    plain = {"owner_id": "-1", "post_id": "22", "message": TEXT, "guid": "key-1"}
    assert site.calls[0].form == plain | {"v": vk.VERSION, "from_group": "345"} | more


def test_vk_refuses(site: Site) -> None:
    error = {"error_code": 213, "error_msg": "Access to status replies denied"}
    site.rule = lambda _call: (200, {"error": error})

    place = Place("https://vk.com/wall-1_22")
    with pytest.raises(NotPosted, match="error 213: Access to status replies denied"):
        vk.post(site.door(), Account("vk", "", "TOKEN", site.address), place, TEXT, "k")


@pytest.mark.parametrize(
    ("path", "thing"),
    [("abc1/title/", "t3_abc1"), ("abc1/title/def2/", "t1_def2"), ("abc1", "t3_abc1")],
)
def test_reddit(site: Site, path: str, thing: str) -> None:
    made = {"json": {"errors": [], "data": {"things": [{"data": {"permalink": "/r/x/c/1"}}]}}}

    def rule(call: Call) -> tuple[int, Any]:
        return 200, {"access_token": "HOUR"} if "access_token" in call.path else made

    site.rule = rule
    account = Account("reddit", "", "ID:SECRET:REFRESH", site.address)
    place = Place(f"https://www.reddit.com/r/x/comments/{path}")

    assert reddit.post(site.door(), account, place, TEXT, "k") == "https://www.reddit.com/r/x/c/1"
    asked, sent = site.calls
    assert asked.headers["Authorization"] == "Basic " + b64encode(b"ID:SECRET").decode()
    assert asked.form["refresh_token"] == "REFRESH"
    assert sent.form == {"thing_id": thing, "text": TEXT, "api_type": "json"}
    assert sent.headers["Authorization"] == "Bearer HOUR"


def test_reddit_refuses(site: Site) -> None:
    refusal = {"json": {"errors": [["THREAD_LOCKED", "Comments are locked.", "parent"]]}}
    site.rule = lambda call: (200, {"access_token": "H"} if "token" in call.path else refusal)
    place = Place("https://www.reddit.com/r/x/comments/abc1/title/")

    with pytest.raises(NotPosted, match="Comments are locked"):
        reddit.post(site.door(), Account("reddit", "", "I:S:R", site.address), place, TEXT, "k")
    with pytest.raises(NotPosted, match=r'must look like "ID:SECRET:REFRESH_TOKEN"'):
        reddit.post(site.door(), Account("reddit", "", "only-one", site.address), place, TEXT, "k")


@pytest.mark.parametrize(
    ("query", "path", "snippet"),
    [
        ("v=VID&lc=TOP.REPLY", "/comments", {"parentId": "TOP", "textOriginal": TEXT}),
        (
            "v=VID",
            "/commentThreads",
            {"videoId": "VID", "topLevelComment": {"snippet": {"textOriginal": TEXT}}},
        ),
    ],
)
def test_youtube(site: Site, query: str, path: str, snippet: dict[str, Any]) -> None:
    site.rule = lambda call: (
        200,
        {"access_token": "HOUR"} if "token" in call.path else {"id": "N"},
    )
    account = Account("youtube", "", "CLIENT:SECRET:REFRESH", site.address)
    place = Place(f"https://www.youtube.com/watch?{query}")

    url = youtube.post(site.door(), account, place, TEXT, "k")

    assert url == "https://www.youtube.com/watch?v=VID&lc=N"
    sent = site.calls[-1]
    assert (sent.path, sent.asked, sent.json) == (path, {"part": "snippet"}, {"snippet": snippet})


REPLY = {"record": {"reply": {"root": {"uri": "at://d/p/1", "cid": "R", "x": [1]}}}}


def bluesky_site(post: dict[str, Any]) -> Any:
    def rule(call: Call) -> tuple[int, Any]:
        return 200, {
            "com.atproto.server.createSession": {"did": "did:plc:us", "accessJwt": "HOUR"},
            "com.atproto.identity.resolveHandle": {"did": "did:plc:olga"},
            "app.bsky.feed.getPosts": {"posts": [post] if post else []},
            "com.atproto.repo.createRecord": {"uri": "at://did:plc:us/app.bsky.feed.post/3k9"},
        }[call.path.removeprefix("/xrpc/")]

    return rule


@pytest.mark.parametrize(
    ("author", "more", "root"),
    [
        ("olga.example", {}, {"uri": "at://d/p/9", "cid": "P"}),
        ("did:plc:olga", REPLY, {"uri": "at://d/p/1", "cid": "R"}),
    ],
)
def test_bluesky(site: Site, author: str, more: dict[str, Any], root: dict[str, str]) -> None:
    site.rule = bluesky_site({"uri": "at://d/p/9", "cid": "P"} | more)
    account = Account("bluesky", "", "brand.example:abcd-efgh", site.address)
    place = Place(f"https://bsky.app/profile/{author}/post/3k8")

    assert bluesky.claims(place, "")
    url = bluesky.post(site.door(), account, place, TEXT, "k")

    assert url == "https://bsky.app/profile/did:plc:us/post/3k9"
    entered, asked, sent = site.calls[0], site.calls[-2], site.calls[-1]
    assert entered.json == {"identifier": "brand.example", "password": "abcd-efgh"}
    assert asked.asked == {"uris": "at://did:plc:olga/app.bsky.feed.post/3k8"}
    assert sent.headers["Authorization"] == "Bearer HOUR"
    content = sent.json
    assert datetime.fromisoformat(content["record"].pop("createdAt")).tzinfo is not None
    parent = {"uri": "at://d/p/9", "cid": "P"}
    assert content == {
        "repo": "did:plc:us",
        "collection": "app.bsky.feed.post",
        "record": {
            "$type": "app.bsky.feed.post",
            "text": TEXT,
            "reply": {"root": root, "parent": parent},
        },
    }


def test_bluesky_says_when_the_post_is_gone(site: Site) -> None:
    site.rule = bluesky_site({})
    place = Place("https://bsky.app/profile/olga.example/post/3k8")
    with pytest.raises(NotPosted, match="knows no such post"):
        bluesky.post(site.door(), Account("bluesky", "", "b:p", site.address), place, TEXT, "k")


@pytest.mark.parametrize(
    ("number", "more"), [("", {}), ("/1", {}), ("/4", {"reply_to_post_number": 4})]
)
def test_discourse(site: Site, number: str, more: dict[str, int]) -> None:
    site.rule = lambda _call: (200, {"topic_slug": "late", "topic_id": 12, "post_number": 5})
    account = Account("discourse", site.host, "KEY:brand")
    place = Place(f"{site.address}/t/late/12{number}")

    assert discourse.claims(place, site.host)
    url = discourse.post(site.door(), account, place, TEXT, "k")

    assert url == f"{site.address}/t/late/12/5"
    assert site.calls[0].json == {"topic_id": 12, "raw": TEXT} | more
    assert (site.calls[0].headers["Api-Key"], site.calls[0].headers["Api-Username"]) == (
        "KEY",
        "brand",
    )


def test_discourse_that_reads_answers_first(site: Site) -> None:
    site.rule = lambda _call: (200, {"action": "enqueued", "success": True})
    account, place = Account("discourse", site.host, "K:b"), Place(f"{site.address}/t/12")

    assert discourse.post(site.door(), account, place, TEXT, "k") is None


def wordpress_site(status: str) -> Any:
    def rule(call: Call) -> tuple[int, Any]:
        route = call.asked["rest_route"]
        if call.method == "POST":
            link = "https://blog.example/late/#comment-16"
            return 201, {"id": 16, "status": status, "link": link}
        if route == "/wp/v2/comments/15":
            return 200, {"id": 15, "post": 3}
        if route == "/wp/v2/posts":
            return 200, [{"id": 3}] if call.asked["slug"] in ("late", "ой") else []
        return 404, {"code": "rest_no_route", "message": "No route was found"}

    return rule


@pytest.mark.parametrize(
    ("address", "parent"),
    [("/late/#comment-15", 15), ("/late/", 0), ("/%d0%be%d0%b9/", 0), ("/?p=3", 0)],
)
def test_wordpress(site: Site, address: str, parent: int) -> None:
    site.rule = wordpress_site("approved")
    account = Account("wordpress", site.host, "brand:abcd efgh")
    place = Place(site.address + address)

    assert wordpress.claims(place, site.host)
    url = wordpress.post(site.door(), account, place, TEXT, "k")

    assert url == "https://blog.example/late/#comment-16"
    assert site.calls[-1].json == {"post": 3, "parent": parent, "content": TEXT}
    login = b64encode(b"brand:abcdefgh").decode()
    assert site.calls[-1].headers["Authorization"] == f"Basic {login}"


def test_wordpress_that_holds_comments_back_and_one_that_has_no_such_article(site: Site) -> None:
    account = Account("wordpress", site.host, "brand:abcd")
    site.rule = wordpress_site("hold")
    assert wordpress.post(site.door(), account, Place(f"{site.address}/late/"), TEXT, "k") is None
    with pytest.raises(NotPosted, match="knows no such article"):
        wordpress.post(site.door(), account, Place(f"{site.address}/other/"), TEXT, "k")


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (401, NotPosted, "the token is wrong or has run out"),
        (403, NotPosted, "the account may not answer there"),
        (404, NotPosted, "the post is gone"),
        (409, NotPosted, "answer by hand"),
        (429, NotPosted, "it asks to wait"),
        (301, NotPosted, "answered 301"),
        (500, Uncertain, "answered 500"),
        (504, Uncertain, "answered 504"),
    ],
)
def test_how_a_refusal_is_told(site: Site, status: int, error: type[Exception], said: str) -> None:
    site.rule = lambda _call: (status, {"message": "Sorry,\n &#8216;no&#8217;."})
    place = Place(f"{site.address}/t/12")

    with pytest.raises(error) as caught:
        discourse.post(site.door(), Account("discourse", site.host, "K:b"), place, TEXT, "k")

    assert said in str(caught.value)
    assert ": Sorry, ‘no’." in str(caught.value)


def test_a_platform_that_hangs_up_leaves_it_open(site: Site) -> None:
    site.drops = True
    place = Place(f"{site.address}/t/12")

    with pytest.raises(Uncertain, match="after it was asked"):
        discourse.post(site.door(), Account("discourse", site.host, "K:b"), place, TEXT, "k")
    assert len(site.calls) == 1
