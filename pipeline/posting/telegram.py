"""Telegram: a bot's answer to a message of a channel or group it belongs to."""

import re

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted, Uncertain, clip

API = "https://api.telegram.org"
LONGEST = 4096
HOSTS = ("t.me", "telegram.me", "telegram.dog")
_PLACE = re.compile(
    r"/(?:s/)?(?:c/(?P<number>\d{1,15})|(?P<name>[A-Za-z]\w{3,40}))/(?P<message>\d+)"
)


def claims(place: Place, host: str) -> bool:  # noqa: ARG001  (there is one Telegram)
    """A message with an address of its own."""
    return place.host in HOSTS and _PLACE.match(place.parts.path) is not None


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Answer through the Bot API, which has no key against repeats."""
    found = _PLACE.match(place.parts.path)
    if found is None:
        raise NotPosted(f"{place.url}: no message; answer by hand")
    content = {
        "chat_id": _chat(found),
        "text": text,
        "reply_parameters": {"message_id": int(found["message"])},
    }
    answer = door.send_json(f"{account.api or API}/bot{account.secret}/sendMessage", content, {})
    if answer.at("ok") is not True:
        said = answer.at("description")
        raise NotPosted(f"telegram refused: {clip(said) if isinstance(said, str) else 'no reason'}")
    number = answer.at("result", "message_id")
    if not isinstance(number, int):
        raise Uncertain("telegram answered with something it does not say")
    where = found["name"] or f"c/{found['number']}"
    return f"https://t.me/{where}/{number}"


def read_below(door: Door, account: Account, place: Place) -> Below:  # noqa: ARG001
    """A bot cannot read what stands in a channel."""
    raise Uncertain(f"{account} does not tell what stands below {place.url}")


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Delete a message of the bot; Telegram lets it for two days."""
    found = _PLACE.match(Place(url).parts.path)
    if found is None:
        raise NotPosted(f"{url}: no message; delete it by hand")
    content = {"chat_id": _chat(found), "message_id": int(found["message"])}
    answer = door.send_json(f"{account.api or API}/bot{account.secret}/deleteMessage", content, {})
    if answer.at("result") is not True:
        raise NotPosted("telegram deleted nothing; delete it by hand")


def _chat(found: re.Match[str]) -> str | int:
    return f"@{found['name']}" if found["name"] else int(f"-100{found['number']}")
