"""VK: a comment below a post of a wall, or below another comment.

The account's host is the number of the community to speak as, or nothing.
"""

import re
from urllib.parse import parse_qs

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted, Uncertain, clip

API = "https://api.vk.com"
VERSION = "5.199"
LONGEST = None  # its documentation names none
HOSTS = ("vk.com", "vk.ru", "m.vk.com", "m.vk.ru")
_WALL = re.compile(r"wall(-?\d{1,15})_(\d{1,15})")


def claims(place: Place, host: str) -> bool:  # noqa: ARG001  (there is one VK)
    """A post of a wall, or a comment below one."""
    return place.host in HOSTS and _WALL.search(place.url) is not None


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:
    """Comment; VK itself drops a repeat with the same guid."""
    found = _WALL.search(place.url)
    if found is None:
        raise NotPosted(f"{place.url}: no post of a wall; answer by hand")
    form = {"owner_id": found[1], "post_id": found[2], "message": text, "guid": key, "v": VERSION}
    comment = parse_qs(place.parts.query).get("reply", [""])[0]
    form |= {"reply_to_comment": comment} if comment.isdecimal() else {}
    form |= {"from_group": account.host} if account.host.isdecimal() else {}
    headers = {"Authorization": f"Bearer {account.secret}"}
    url = f"{account.api or API}/method/wall.createComment"
    answer = door.send_form(url, form, headers)
    said = answer.at("error", "error_msg")
    if isinstance(said, str):
        raise NotPosted(f"vk refused with error {answer.at('error', 'error_code')}: {clip(said)}")
    number = answer.at("response", "comment_id")
    if not isinstance(number, int):
        raise Uncertain("vk answered with something it does not say")
    return f"https://vk.com/wall{found[1]}_{found[2]}?reply={number}"


def read_below(door: Door, account: Account, place: Place) -> Below:
    """The newest comments below the post or the comment."""
    found = _WALL.search(place.url)
    if found is None:
        raise NotPosted(f"{place.url}: no post of a wall; answer by hand")
    comment = parse_qs(place.parts.query).get("reply", [""])[0]
    form = {"owner_id": found[1], "post_id": found[2], "sort": "desc", "count": "100", "v": VERSION}
    form |= {"comment_id": comment} if comment.isdecimal() else {}
    headers = {"Authorization": f"Bearer {account.secret}"}
    rows = door.trade(f"{account.api or API}/method/wall.getComments", form, headers)
    at = f"https://vk.com/wall{found[1]}_{found[2]}?reply="
    told = tuple(
        (f"{at}{it.get('id')}", str(it.get("text"))) for it in rows.rows("response", "items")
    )
    return Below(told, whole=True)  # what hides in a thread it drops by the guid


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Delete a comment of ours."""
    found = _WALL.search(url)
    comment = parse_qs(Place(url).parts.query).get("reply", [""])[0]
    if found is None or not comment.isdecimal():
        raise NotPosted(f"{url}: no comment of a wall; delete it by hand")
    form = {"owner_id": found[1], "comment_id": comment, "v": VERSION}
    headers = {"Authorization": f"Bearer {account.secret}"}
    answer = door.trade(f"{account.api or API}/method/wall.deleteComment", form, headers)
    if answer.at("response") != 1:
        said = answer.at("error", "error_msg")
        raise NotPosted(f"vk refused: {clip(said) if isinstance(said, str) else 'no reason'}")
