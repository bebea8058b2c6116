"""Bluesky: a post in reply (HANDLE:APP PASSWORD).

The account's host is the server it lives on, or nothing for bsky.social.
"""

import re
from datetime import UTC
from typing import Any
from urllib.parse import urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Answer, Door, NotPosted, Uncertain

HOME = "bsky.social"
LONGEST = 300
POSTS = "app.bsky.feed.post"
_PLACE = re.compile(r"/profile/([\w.:%-]{3,260})/post/(\w{1,64})/?$")


def claims(place: Place, host: str) -> bool:  # noqa: ARG001  (all servers show one network)
    """A post with an address of its own."""
    return place.host == "bsky.app" and _PLACE.search(place.parts.path) is not None


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Find the post and the beginning of its thread, then answer it."""
    asked = _PLACE.search(place.parts.path)
    if asked is None:
        raise NotPosted(f"{place.url}: no post; answer by hand")
    base = _base(account)
    did, headers = _enter(door, account)
    parent, root = _find(door, base, headers, asked[1], asked[2])
    record = {
        "$type": POSTS,
        "text": text,
        "createdAt": door.now().astimezone(UTC).isoformat(timespec="milliseconds"),
        "reply": {"root": root, "parent": parent},
    }
    content = {"repo": did, "collection": POSTS, "record": record}
    answer = door.send_json(f"{base}/com.atproto.repo.createRecord", content, headers)
    uri = answer.at("uri")
    if not isinstance(uri, str):
        raise Uncertain("bluesky answered with something it does not say")
    return f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}"


def read_below(door: Door, account: Account, place: Place) -> Below:
    """What we answered lately: our own posts, the newest first."""
    asked = _PLACE.search(place.parts.path)
    if asked is None:
        raise NotPosted(f"{place.url}: no post; answer by hand")
    did, headers = _enter(door, account)
    latest = urlencode({"repo": did, "collection": POSTS, "limit": 100})
    found = door.ask(f"{_base(account)}/com.atproto.repo.listRecords?{latest}", headers)
    answers: list[tuple[str | None, str]] = []
    for number, _ in enumerate(found.rows("records")):
        parent = str(found.at("records", number, "value", "reply", "parent", "uri"))
        if parent.endswith(f"/{asked[2]}"):
            uri = str(found.at("records", number, "uri"))
            text = str(found.at("records", number, "value", "text"))
            answers.append((f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}", text))
    return Below(tuple(answers), whole=True)


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Delete a post of ours; one that is gone is no error to Bluesky."""
    found = _PLACE.search(Place(url).parts.path)
    if found is None:
        raise NotPosted(f"{url}: no post; delete it by hand")
    did, headers = _enter(door, account)
    content = {"repo": did, "collection": POSTS, "rkey": found[2]}
    door.send_json(f"{_base(account)}/com.atproto.repo.deleteRecord", content, headers)


def _base(account: Account) -> str:
    return f"{account.api or f'https://{account.host or HOME}'}/xrpc"


def _enter(door: Door, account: Account) -> tuple[str, dict[str, str]]:
    """Our own number in the network, and what lets us in for some hours."""
    name, password = account.parts(2, "HANDLE:APP PASSWORD")
    login = {"identifier": name, "password": password}
    session = door.trade_json(f"{_base(account)}/com.atproto.server.createSession", login, {})
    did, token = session.at("did"), session.at("accessJwt")
    if not isinstance(did, str) or not isinstance(token, str):
        raise NotPosted("bluesky gave no token (see OTKLIK_POST_AS); nothing was posted")
    return did, {"Authorization": f"Bearer {token}"}


def _find(
    door: Door, base: str, headers: dict[str, str], author: str, number: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The post that is answered and the first one of its thread, as replies name them."""
    did: Any = author
    if not author.startswith("did:"):
        asked = urlencode({"handle": author})
        did = door.ask(f"{base}/com.atproto.identity.resolveHandle?{asked}", headers).at("did")
    asked = urlencode({"uris": f"at://{did}/{POSTS}/{number}"})
    found = door.ask(f"{base}/app.bsky.feed.getPosts?{asked}", headers)
    parent = _name(found, "posts", 0)
    if parent is None:
        raise NotPosted("bluesky knows no such post; answer by hand")
    return parent, _name(found, "posts", 0, "record", "reply", "root") or parent


def _name(found: Answer, *steps: str | int) -> dict[str, str] | None:
    """What a reply calls a post by."""
    uri, digest = found.at(*steps, "uri"), found.at(*steps, "cid")
    known = isinstance(uri, str) and isinstance(digest, str)
    return {"uri": uri, "cid": digest} if known else None
