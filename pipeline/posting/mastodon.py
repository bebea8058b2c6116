"""Mastodon and its kin: a status in reply, in the name of an account on its own server."""

from urllib.parse import urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Answer, Door, NotPosted, Uncertain

KINDS = ("mastodon", "activitypub")
LONGEST = 500
MOST = 4096  # answers that a server gives to an account of its own


def claims(place: Place, host: str) -> bool:
    """Any server's account answers statuses of all servers that it can reach."""
    return bool(host) and (place.kind in KINDS or place.host == host)


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:
    """Find the status on our own server, then answer it; a repeat with the same key is one."""
    base = account.api or f"https://{account.host}"
    headers = {"Authorization": f"Bearer {account.secret}"}
    found = _find(door, base, place.url, headers)
    number, author = found.at("statuses", 0, "id"), found.at("statuses", 0, "account", "acct")
    if not isinstance(number, str) or not isinstance(author, str):
        raise NotPosted(f"{account}: the server cannot find {place.url}; answer by hand")
    spoken_to = text if f"@{author}" in text else f"@{author} {text}"
    form = {"status": spoken_to, "in_reply_to_id": number, **_seen_by(found)}
    answer = door.send_form(f"{base}/api/v1/statuses", form, headers | {"Idempotency-Key": key})
    url = answer.at("url")
    return url if isinstance(url, str) else None


def _seen_by(found: Answer) -> dict[str, str]:
    """No more people than those who see the status that is answered."""
    visibility = found.at("statuses", 0, "visibility")
    return {"visibility": visibility} if visibility in ("unlisted", "private", "direct") else {}


def read_below(door: Door, account: Account, place: Place) -> Below:
    """The answers to the status that our server knows (with `read:statuses`)."""
    base = account.api or f"https://{account.host}"
    headers = {"Authorization": f"Bearer {account.secret}"}
    number = _find(door, base, place.url, headers).at("statuses", 0, "id")
    if not isinstance(number, str):
        raise Uncertain(f"{account}: the server cannot find {place.url}")
    rows = door.ask(f"{base}/api/v1/statuses/{number}/context", headers).rows("descendants")
    answers = [it for it in rows if it.get("in_reply_to_id") == number]
    told = tuple((it.get("url"), str(it.get("content"))) for it in answers)
    return Below(told, len(rows) < MOST)


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Find our own status by its address and delete it."""
    base = account.api or f"https://{account.host}"
    headers = {"Authorization": f"Bearer {account.secret}"}
    number = _find(door, base, url, headers).at("statuses", 0, "id")
    if isinstance(number, str):
        door.remove(f"{base}/api/v1/statuses/{number}", headers)


def _find(door: Door, base: str, url: str, headers: dict[str, str]) -> Answer:
    asked = urlencode({"q": url, "type": "statuses", "resolve": "true", "limit": 1})
    return door.ask(f"{base}/api/v2/search?{asked}", headers)
