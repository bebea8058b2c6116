"""Reddit: listings, comment pages, inboxes and further comments of the JSON interface."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from crawlers.answer import Answer, open_answer, peek
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces
from crawlers.read import PageChanged
from pipeline.post import Post

SITE = "https://www.reddit.com"
_GONE = {"[deleted]", "[removed]", "[deleted by user]", "[ removed by reddit ]"}
_BLANK = re.compile("&(?:#x200b|#8203|nbsp);", re.I)  # its editor keeps empty lines open with them
_BESIDE = ("poll_data.options.text", "gallery_data.items.caption")
_THINGS = {"t1", "t3"}  # comments and submissions; t4, private messages, are nobody's business


def claims(page: Page) -> bool:
    """Whether the page is a listing or a thing."""
    answer = peek(page)
    one = answer.first() if isinstance(answer.value, list) else answer
    kind = one.text("kind")
    if answer.has("json"):
        return next(answer.at("json", "data", "things").each(), Answer()).has("kind", "data")
    return (kind == "Listing" and one.at("data").has("children")) or (
        kind in _THINGS and one.at("data").has("author", "created_utc")
    )


def read(page: Page) -> Iterator[Post]:
    """Submissions and comments, replies included; what was deleted is left out."""
    answer = open_answer(page)
    if answer.has("error"):
        raise PageChanged(f"listing ({answer.text('message')})", page.response.url)
    escaped = _is_escaped(page.response.url)
    for kind, thing in _things(answer):
        post = _read_thing(kind, thing, page, escaped)
        if post:
            yield post


def _is_escaped(url: str) -> bool:
    """Whether Reddit was asked without `raw_json=1`; of an answer from elsewhere nobody knows."""
    address = urlsplit(url)
    unsaid = ["0"] if (address.hostname or "").endswith("reddit.com") else ["1"]
    return "1" not in parse_qs(address.query).get("raw_json", unsaid)


def gone(page: Page) -> Iterator[str]:
    """Addresses of what its author deleted or a moderator removed."""
    for kind, thing in _things(open_answer(page)):
        address = _address(kind, thing)
        if address and _is_gone(kind, thing):
            yield address


def _is_gone(kind: str, thing: Answer) -> bool:
    """Whether words stand in place of the text; a title may outlive the text and its author."""
    text = (thing.text("body") or thing.text("selftext") or "").lower()
    title = (thing.text("title") or "").lower()
    left = kind == "t1" or thing.text("author") in _GONE
    taken = kind == "t3" and (title in _GONE or thing.text("removed_by_category") is not None)
    return taken or (text in _GONE and left)


def _things(answer: Answer) -> Iterator[tuple[str, Answer]]:
    """Submissions and comments in reading order."""
    return ((kind, data) for kind, data in _nodes(answer) if kind in _THINGS)


def _nodes(answer: Answer) -> Iterator[tuple[str, Answer]]:
    """All that is listed, with its kind; a loop, since replies nest without end."""
    waiting = [answer]
    while waiting:
        one = waiting.pop()
        data, kind = one.at("data"), one.text("kind") or ""
        below = [*one.each(), *one.at("json", "data", "things").each()]
        if kind == "Listing":
            below += data.at("children").each()
        elif kind:
            yield kind, data
            below.append(data.at("replies"))
        waiting.extend(reversed(below))


def _read_thing(kind: str, thing: Answer, page: Page, escaped: bool) -> Post | None:
    text = _plain(_text(thing) or _text(_copied(thing)), escaped)
    title = _plain(thing.text("title") or thing.text("link_title") or "", escaped)
    author = thing.text("author")
    if _is_gone(kind, thing):
        return None
    beside = (each.text() or "" for way in _BESIDE for each in thing.along(way))
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(kind, thing) or page.response.url,
        text="\n".join(filter(None, [text, *(_plain(each, escaped) for each in beside)])),
        title=fold_spaces(title) or None,
        author=author if author not in _GONE else None,
        published=thing.moment("created_utc", fetched=page.fetched),
        thread=_thread(kind, thing),
        original=_link(_copied(thing).text("permalink")),
        language=page.source.language,
    )


def _text(thing: Answer) -> str:
    text = thing.text("body") or thing.text("selftext") or ""
    return "" if text.lower() in _GONE else text


def _copied(thing: Answer) -> Answer:
    """The submission that a crosspost repeats."""
    return thing.at("crosspost_parent_list").first()


def further(answer: Answer) -> Iterator[tuple[str, str, list[str]]]:
    """Comments that a thread's answer leaves out: the thread, the one above them, their numbers.

    A branch too deep to be shown has no numbers; it is to be asked for by the one above it.
    """
    named = (data.text("name" if kind == "t3" else "link_id") for kind, data in _things(answer))
    thread = next(filter(None, named), "").removeprefix("t3_")
    for kind, data in _nodes(answer):
        if kind == "more" and thread.isalnum():
            numbers = [number.text() or "" for number in data.at("children").each()]
            above = (data.text("parent_id") or "").removeprefix("t1_")
            yield thread, above, [number for number in numbers if number.isalnum()]


def _plain(text: str, escaped: bool) -> str:
    """Without `raw_json=1` Reddit writes three signs as entities, and only these."""
    if escaped:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return fold_lines(_BLANK.sub(" ", text))


def _address(kind: str, thing: Answer) -> str | None:
    """The permalink; an inbox has it under `context`, old comments have none at all."""
    link = thing.text("permalink") or (thing.text("context") or "").partition("?")[0]
    if link:
        return _link(link)
    submission, name = thing.text("link_id"), thing.text("id")
    if kind == "t1" and submission and name:
        return f"{SITE}/comments/{submission.removeprefix('t3_')}/_/{name}/"
    return f"{SITE}/comments/{name}/" if name else None


def _thread(kind: str, thing: Answer) -> str | None:
    """The submission that a comment stands under."""
    if kind == "t3":
        return None
    link = thing.text("permalink") or thing.text("context") or ""
    parts = link.split("/")
    if len(parts) > 6:  # /r/NAME/comments/ID/TITLE/COMMENT/
        return _link("/".join(parts[:6]) + "/")
    submission = thing.text("link_id")
    return f"{SITE}/comments/{submission.removeprefix('t3_')}/" if submission else None


def _link(path: str | None) -> str | None:
    """The address of a path, and no address of anything else."""
    if path and path.startswith("/"):
        return f"{SITE}{path}"
    return path if path and path.startswith(SITE) else None
