"""Reddit: a comment, in the name of the account that let our app in (ID:SECRET:REFRESH_TOKEN)."""

import re
from base64 import b64encode
from urllib.parse import urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted, Uncertain, clip

TOKENS, API = "https://www.reddit.com", "https://oauth.reddit.com"
LONGEST = 10_000
_PLACE = re.compile(r"/comments/([a-z0-9]{2,12})(?:/[^/]*)?(?:/([a-z0-9]{2,12}))?/?$")


def claims(place: Place, host: str) -> bool:  # noqa: ARG001  (there is one Reddit)
    """A post or a comment."""
    ours = place.host == "reddit.com" or place.host.endswith(".reddit.com")
    return ours and _PLACE.search(place.parts.path) is not None


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Fetch a token for an hour, then comment."""
    found = _PLACE.search(place.parts.path)
    if found is None:
        raise NotPosted(f"{place.url}: no post and no comment; answer by hand")
    thing = f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
    form = {"thing_id": thing, "text": text, "api_type": "json"}
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    answer = door.send_form(f"{account.api or API}/api/comment", form, headers)
    errors = answer.at("json", "errors")
    if errors:
        raise NotPosted(f"reddit refused: {clip(str(answer.at('json', 'errors', 0, 1)))}")
    link = answer.at("json", "data", "things", 0, "data", "permalink")
    if not isinstance(link, str):
        raise Uncertain("reddit answered with something it does not say")
    return f"https://www.reddit.com{link}"


def read_below(door: Door, account: Account, place: Place) -> Below:
    """The comments below the post or the comment (with the scope `read`)."""
    found = _PLACE.search(place.parts.path)
    if found is None:
        raise NotPosted(f"{place.url}: no post and no comment; answer by hand")
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    asked = {"limit": "500", "depth": "2", "sort": "new", "raw_json": "1"}
    asked |= {"comment": found[2]} if found[2] else {}
    listed = door.ask(f"{account.api or API}/comments/{found[1]}?{urlencode(asked)}", headers)
    steps: tuple[str | int, ...] = (1, "data", "children")
    if found[2]:
        steps = (*steps, 0, "data", "replies")
        if listed.at(*steps) == "":  # as Reddit says that there are none
            return Below((), whole=True)
        steps = (*steps, "data", "children")
    rows = listed.rows(*steps)
    said = [it.get("data") for it in rows if it.get("kind") == "t1"]
    answers = [it for it in said if isinstance(it, dict)]
    told = tuple(
        (f"https://www.reddit.com{it.get('permalink')}", str(it.get("body"))) for it in answers
    )
    return Below(told, whole=len(answers) == len(rows))  # else some are only counted


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Delete a comment of ours; Reddit says nothing to it, even where it was gone."""
    found = _PLACE.search(Place(url).parts.path)
    if found is None or not found[2]:
        raise NotPosted(f"{url}: no comment; delete it by hand")
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    door.trade(f"{account.api or API}/api/del", {"id": f"t1_{found[2]}"}, headers)


def _fetch_token(door: Door, account: Account) -> str:
    name, secret, refresh = account.parts(3, "ID:SECRET:REFRESH_TOKEN")
    login = b64encode(f"{name}:{secret}".encode()).decode()
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    url = f"{account.api or TOKENS}/api/v1/access_token"
    token = door.trade(url, form, {"Authorization": f"Basic {login}"}).at("access_token")
    if not isinstance(token, str):
        raise NotPosted("reddit gave no token (see OTKLIK_POST_AS); nothing was posted")
    return token
