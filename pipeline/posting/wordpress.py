"""WordPress: a comment through its REST interface (USER:APPLICATION PASSWORD)."""

import re
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted

LONGEST = 65_525
_COMMENT = re.compile(r"comment-(\d{1,12})$")


def claims(place: Place, host: str) -> bool:
    """A page of that blog; a blog below another's roof is named with its folder."""
    site, _, folder = host.partition("/")
    return place.host == site and place.parts.path.startswith(f"/{folder}")


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Comment below the article, or below the comment; one that is held back has no address."""
    headers, base = _login(account), _base(account, place)
    article, comment = _find(door, base, place, headers)
    content = {"post": article, "parent": comment, "content": text}
    answer = door.send_json(f"{base}/comments", content, headers)
    link = answer.at("link")
    return link if isinstance(link, str) and answer.at("status") == "approved" else None


def read_below(door: Door, account: Account, place: Place) -> Below:
    """The comments below; those held back are shown to accounts that may moderate."""
    headers, base = _login(account), _base(account, place)
    article, comment = _find(door, base, place, headers)
    asked = f"{base}/comments&{urlencode({'post': article, 'parent': comment, 'per_page': 100})}"
    rows, whole = door.ask(asked, headers).rows(), True
    try:
        rows += door.ask(f"{asked}&status=hold", headers).rows()
    except NotPosted:
        whole = False
    told = tuple((it.get("link"), _said(it)) for it in rows)
    return Below(told, whole and len(rows) < 100)


def _said(comment: dict[str, Any]) -> str:
    content = comment.get("content")
    return str(content.get("rendered")) if isinstance(content, dict) else ""


def remove(door: Door, account: Account, place: Place, url: str) -> None:
    """Put our comment into the blog's bin."""
    comment = _COMMENT.search(Place(url).parts.fragment)
    if comment is None:
        raise NotPosted(f"{url}: no comment; delete it by hand")
    door.remove(f"{_base(account, place)}/comments/{comment[1]}", _login(account))


def _login(account: Account) -> dict[str, str]:
    name, password = account.parts(2, "USER:APPLICATION PASSWORD")
    login = b64encode(f"{name}:{password.replace(' ', '')}".encode()).decode()
    return {"Authorization": f"Basic {login}"}


def _base(account: Account, place: Place) -> str:
    """The interface's root, in the form that works with every setting of permalinks."""
    folder = account.host.partition("/")[2].strip("/")
    return f"{place.site}{'/' + folder if folder else ''}/?rest_route=/wp/v2"


def _find(door: Door, base: str, place: Place, headers: dict[str, str]) -> tuple[int, int]:
    """The numbers of the article and of the comment, 0 for none."""
    comment = _COMMENT.search(place.parts.fragment)
    if comment:
        found = door.ask(f"{base}/comments/{comment[1]}", headers).at("post")
        return _number(found, place), int(comment[1])
    asked = parse_qs(place.parts.query).get("p", [""])[0]
    if asked.isdecimal():
        return int(asked), 0
    slug = unquote(place.parts.path.rstrip("/").rpartition("/")[2])
    found = door.ask(f"{base}/posts&slug={quote(slug)}", headers).at(0, "id")
    return _number(found, place), 0


def _number(found: object, place: Place) -> int:
    if not isinstance(found, int):
        raise NotPosted(f"{place.url}: the blog knows no such article; answer by hand")
    return found
