"""YouTube: a comment below a video or another comment (CLIENT:SECRET:REFRESH_TOKEN)."""

from urllib.parse import parse_qs, urlencode

from pipeline.posting.account import Account, Below, Place
from pipeline.posting.door import Door, NotPosted, Uncertain

TOKENS, API = "https://oauth2.googleapis.com", "https://www.googleapis.com/youtube/v3"
LONGEST = 10_000
WATCH = "https://www.youtube.com/watch?v="


def claims(place: Place, host: str) -> bool:  # noqa: ARG001  (there is one YouTube)
    """A video, or a comment below one."""
    return place.host in ("youtube.com", "m.youtube.com") and bool(_video(place))


def post(door: Door, account: Account, place: Place, text: str, key: str) -> str | None:  # noqa: ARG001
    """Fetch a token for an hour, then comment; below a comment only its thread can be answered."""
    video, comment = _video(place), parse_qs(place.parts.query).get("lc", [""])[0]
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    base = account.api or API
    if comment:
        content = {"snippet": {"parentId": comment.partition(".")[0], "textOriginal": text}}
        answer = door.send_json(f"{base}/comments?part=snippet", content, headers)
    else:
        said = {"snippet": {"textOriginal": text}}
        thread = {"snippet": {"videoId": video, "topLevelComment": said}}
        answer = door.send_json(f"{base}/commentThreads?part=snippet", thread, headers)
    number = answer.at("id")
    if not isinstance(number, str):
        raise Uncertain("youtube answered with something it does not say")
    return f"{WATCH}{video}&lc={number}"


def read_below(door: Door, account: Account, place: Place) -> Below:
    """The newest comments; what the channel holds back is not shown, so the list is never whole."""
    video, comment = _video(place), parse_qs(place.parts.query).get("lc", [""])[0]
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    asked = {"part": "snippet", "maxResults": "100", "textFormat": "plainText"}
    if comment:
        path, asked = "comments", asked | {"parentId": comment.partition(".")[0]}
        steps: tuple[str, ...] = ("snippet", "textDisplay")
    else:
        path, asked = "commentThreads", asked | {"videoId": video, "order": "time"}
        steps = ("snippet", "topLevelComment", "snippet", "textDisplay")
    found = door.ask(f"{account.api or API}/{path}?{urlencode(asked)}", headers)
    told = tuple(
        (f"{WATCH}{video}&lc={it.get('id')}", str(found.at("items", number, *steps)))
        for number, it in enumerate(found.rows("items"))
    )
    return Below(told, whole=False)


def remove(door: Door, account: Account, place: Place, url: str) -> None:  # noqa: ARG001
    """Delete a comment of ours."""
    comment = parse_qs(Place(url).parts.query).get("lc", [""])[0]
    if not comment:
        raise NotPosted(f"{url}: no comment; delete it by hand")
    headers = {"Authorization": f"Bearer {_fetch_token(door, account)}"}
    door.remove(f"{account.api or API}/comments?{urlencode({'id': comment})}", headers)


def _video(place: Place) -> str:
    return parse_qs(place.parts.query).get("v", [""])[0]


def _fetch_token(door: Door, account: Account) -> str:
    client, secret, refresh = account.parts(3, "CLIENT:SECRET:REFRESH_TOKEN")
    form = {"client_id": client, "client_secret": secret, "refresh_token": refresh}
    form["grant_type"] = "refresh_token"
    token = door.trade(f"{account.api or TOKENS}/token", form, {}).at("access_token")
    if not isinstance(token, str):
        raise NotPosted("youtube gave no token (see OTKLIK_POST_AS); nothing was posted")
    return token
