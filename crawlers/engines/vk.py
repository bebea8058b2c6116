"""VK's interface: walls, comments, topics and searches of the news feed."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from crawlers.answer import Answer, open_answer, peek
from crawlers.denial import find_denial
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces, strip_markup
from crawlers.read import PageChanged
from pipeline.post import Post

SITE = "https://vk.com"
_REFERENCE = re.compile(
    r"\[(?:(?:id|club|public|event)\d{1,20}|https?://[^|\]\s]{1,500})\|([^\]]+)\]"
)
_ATTACHED = (
    *("poll.question", "poll.answers.text", "link.title", "photo.text", "video.title", "doc.title"),
    *("market.title", "article.title", "note.title", "note.text", "page.title", "podcast.title"),
)
# What comments may stand below, by the name under which its number is asked for.
_BELOW = {"post_id": "wall", "video_id": "video", "photo_id": "photo", "item_id": "product"}


def claims(page: Page) -> bool:
    """Whether the page is an answer that holds posts or comments."""
    answer = peek(page)
    if answer.at("error").has("error_code", "error_msg"):
        return True
    if answer.has("response"):
        return any(_is_post(item) for item in _items(answer))
    return any(_is_post(item) and item.has("from_id", "owner_id") for item in _items(answer))


def read(page: Page) -> Iterator[Post]:
    """Posts, and comments with their replies; what was deleted is left out."""
    answer = open_answer(page)
    if answer.has("error"):
        missing = PageChanged(f"posts ({answer.text('error', 'error_msg')})", page.response.url)
        raise find_denial("vk", page.response.status, answer, page.fetched) or missing
    response = answer.at("response") if answer.has("response") else answer
    names, followers = _names(response), _followers(response)
    for place, item in enumerate(_items(answer), start=1):
        if item.has("id") and not _is_post(item) and not _is_gone(item):
            page.pass_over(place, "no number, address, text, author or time")
        for post in [item, *item.at("thread", "items").each()]:
            if _is_post(post) and not _is_gone(post):
                yield _read_post(post, names, followers, page)


def gone(page: Page) -> Iterator[str]:
    """Addresses of posts and comments that are marked as deleted."""
    for item in _items(open_answer(page)):
        for post in [item, *item.at("thread", "items").each()]:
            address = _address(post, page) if _is_gone(post) else None
            if address:
                yield address
    yield from _left_out(page)


def _left_out(page: Page) -> Iterator[str]:
    """The address of the one post or comment that was asked for by its number and did not come."""
    answer, url = open_answer(page), urlsplit(page.response.url)
    if not answer.has("response") or any(_is_post(item) for item in _items(answer)):
        return
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    if url.path.endswith("wall.getById"):
        yield f"{SITE}/wall{asked.get('posts')}"
    elif url.path.endswith("wall.getComment"):
        thread = f"wall{asked.get('owner_id')}_{asked.get('post_id')}"
        yield f"{SITE}/{thread}?reply={asked.get('comment_id')}"


def _items(answer: Answer) -> Iterator[Answer]:
    """The members of every documented container; old versions mix a count among them."""
    response = answer.at("response") if answer.has("response") else answer
    for holder in (response, response.at("items"), response.at("wall")):
        yield from holder.each()


def _is_post(item: Answer) -> bool:
    written = item.has("date", "text") and item.has("id")
    return (written or item.has("date", "post_id")) and (
        item.has("from_id") or item.has("owner_id") or item.has("source_id")
    )


def _is_gone(item: Answer) -> bool:
    return item.at("deleted").value is True or item.at("is_deleted").value is True


def _names(response: Answer) -> dict[int, str]:
    """The names of people, and of communities under their negative numbers."""
    names: dict[int, str] = {}
    for person in response.at("profiles").each():
        parts = [person.text("first_name"), person.text("last_name")]
        number = person.number("id") or person.number("uid")
        if number and any(parts):
            names[number] = fold_spaces(strip_markup(" ".join(filter(None, parts))))
    for group in response.at("groups").each():
        number = group.number("id") or group.number("gid")
        name = group.text("name")
        if number and name:
            names[-number] = fold_spaces(strip_markup(name))
    return names


def _followers(response: Answer) -> dict[int, int]:
    """How many follow people, and communities under their negative numbers, where it is told."""
    found: dict[int, int] = {}
    for field, sign, count in (("profiles", 1, "followers_count"), ("groups", -1, "members_count")):
        for one in response.at(field).each():
            number, listeners = one.number("id"), one.count(count)
            if number and listeners is not None:
                found[sign * number] = listeners
    return found


def _read_post(item: Answer, names: dict[int, str], followers: dict[int, int], page: Page) -> Post:
    author = item.number("from_id") or item.number("source_id") or item.number("owner_id") or 0
    copied = _copied(item)
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(item, page) or page.response.url,
        text=_text(item) or _text(copied),
        author=names.get(author) or _profile(author),
        published=item.moment("date", fetched=page.fetched),
        thread=_thread(item, page),
        original=_wall(copied.number("owner_id"), copied.number("id")),
        language=page.source.language,
        followers=followers.get(author),
    )


def _copied(item: Answer) -> Answer:
    """The post at the beginning of a chain of reposts."""
    chain = list(item.at("copy_history").each())
    return chain[-1] if chain else Answer()


def _text(item: Answer) -> str:
    """What is written, what a poll asks, captions, and what attached things are called."""
    lines = [_REFERENCE.sub(r"\1", strip_markup(item.text("text") or ""))]
    for attachment in item.at("attachments").each():
        for way in _ATTACHED:
            lines.extend(strip_markup(each.text() or "") for each in attachment.along(way))
    return fold_lines("\n".join(dict.fromkeys(lines)))


def _profile(number: int) -> str | None:
    """What VK itself calls somebody whose name the answer does not give."""
    if number == 0:
        return None
    return f"id{number}" if number > 0 else f"club{-number}"


def _address(item: Answer, page: Page) -> str | None:
    """The post's own address; a comment's is that of its post with `reply`."""
    thread = _thread(item, page)
    number = item.number("id") or item.number("post_id")
    if thread and number:
        stack = list(item.at("parents_stack").each())
        above = f"&thread={stack[0].number()}" if stack and stack[0].number() else ""
        return (
            f"{thread}?post={number}" if "/topic" in thread else f"{thread}?reply={number}{above}"
        )
    return _wall(_owner(item), number)


def _thread(item: Answer, page: Page) -> str | None:
    """The post, the topic, the video, ... that a comment stands under."""
    if not _is_comment(item, page):
        return None
    query = parse_qs(urlsplit(page.response.url).query)
    asked = {name: _whole(values[0]) for name, values in query.items()}
    group, topic = asked.get("group_id"), asked.get("topic_id")
    if group and topic:
        return f"{SITE}/topic-{group}_{topic}"
    owner = item.number("owner_id") or asked.get("owner_id")
    for name, word in _BELOW.items():
        number = (item.number(name) if name == "post_id" else None) or asked.get(name)
        if owner and number:
            return f"{SITE}/{word}{owner}_{number}"
    return None


def _is_comment(item: Answer, page: Page) -> bool:
    if "getComments" in page.response.url:
        return True
    return item.has("id", "post_id") and item.number("post_id") != item.number("id")


def _owner(item: Answer) -> int | None:
    owner = item.number("owner_id") or item.number("to_id") or item.number("source_id")
    return owner or item.number("from_id")


def _wall(owner: int | None, number: int | None) -> str | None:
    return f"{SITE}/wall{owner}_{number}" if owner and number else None


def _whole(text: str) -> int | None:
    return Answer(text).number()
