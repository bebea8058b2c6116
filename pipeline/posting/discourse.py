"""Discourse: an answer in a topic, with an interface key of the forum (KEY:USERNAME)."""

import re
from urllib.parse import quote, urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted

LONGEST = 32_000
_PLACE = re.compile(r"/t/(?:[^/]+/)?(\d{1,12})(?:/(\d{1,9}))?/?$")


def claims(place: Place, host: str) -> bool:
    """A topic or a post of that forum."""
    return place.host == host and _PLACE.search(place.parts.path) is not None


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Answer the post; a forum that reads answers first gives no address yet."""
    secret, name = account.parts(2, "KEY:USERNAME")
    found = _PLACE.search(place.parts.path)
    if found is None:
        raise NotPosted(f"{place.url}: no topic; answer by hand")
    content: dict[str, object] = {"topic_id": int(found[1]), "raw": text}
    if found[2] and found[2] != "1":
        content["reply_to_post_number"] = int(found[2])
    headers = {"Api-Key": secret, "Api-Username": name}
    answer = door.send_json(f"{account.api or place.site}/posts.json", content, headers)
    slug, number = answer.at("topic_slug"), answer.at("post_number")
    if not isinstance(number, int):
        return None
    return f"{place.site}/t/{slug or '-'}/{found[1]}/{number}"


def read_below(door: Door, account: Account, place: Place) -> Below:
    """What we said in the topic, and what of it waits for the forum's approval."""
    secret, name = account.parts(2, "KEY:USERNAME")
    found = _PLACE.search(place.parts.path)
    if found is None:
        raise NotPosted(f"{place.url}: no topic; answer by hand")
    base, headers = account.api or place.site, {"Api-Key": secret, "Api-Username": name}
    asked = urlencode({"username_filters": name, "include_raw": "true"})
    topic = door.ask(f"{base}/t/{found[1]}.json?{asked}", headers)
    held = door.ask(f"{base}/posts/{quote(name)}/pending.json", headers).rows("pending_posts")
    at, posts = (
        f"{place.site}/t/{topic.at('slug') or '-'}/{found[1]}",
        topic.rows("post_stream", "posts"),
    )
    said = [
        (f"{at}/{it.get('post_number')}", str(it.get("raw") or it.get("cooked"))) for it in posts
    ]
    waits = [(None, str(it.get("raw_text"))) for it in held if it.get("topic_id") == int(found[1])]
    numbers = topic.at("post_stream", "stream")
    return Below((*said, *waits), isinstance(numbers, list) and len(numbers) <= len(posts))


def remove(door: Door, account: Account, place: Place, url: str) -> None:
    """Find the number of our post in the whole forum, and delete it."""
    secret, name = account.parts(2, "KEY:USERNAME")
    found = _PLACE.search(Place(url).parts.path)
    if found is None or not found[2]:
        raise NotPosted(f"{url}: no post of a topic; delete it by hand")
    base, headers = account.api or place.site, {"Api-Key": secret, "Api-Username": name}
    number = door.ask(f"{base}/posts/by_number/{found[1]}/{found[2]}.json", headers).at("id")
    if not isinstance(number, int):
        raise NotPosted(f"{url}: the forum knows no such post; look there")
    door.remove(f"{base}/posts/{number}.json", headers)
