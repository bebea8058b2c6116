"""ActivityPub objects of any server, alone, in activities or in collections."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawlers.answer import Answer, open_answer, peek
from crawlers.engines import fediverse
from crawlers.engines.toot_text import read_toot
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces, strip_markup
from crawlers.read import read_stars
from pipeline.post import Post

OBJECTS = {
    *("Note", "Article", "Page", "Video", "Question", "Event", "ChatMessage", "Audio", "Image"),
    *("Document", "Review", "Comment"),
}
ACTIVITIES = {"Create", "Update", "Announce", "Add"}
COLLECTIONS = {"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"}
_OTHERS = {  # that name no post, but are this kind's all the same
    *("Person", "Group", "Organization", "Service", "Application", "Tombstone", "Delete", "Undo"),
    *("Follow", "Accept", "Reject", "Like", "Dislike", "EmojiReact", "Block", "Flag", "Remove"),
}
_WARNED = {"Note", "Question", "ChatMessage"}  # whose summary is a warning, and of others a teaser
_ATTACHED = {"Image", "Document", "Video", "Audio", "Link", "Page"}
_ONE_SITE = {"threads.com": "threads.net"}
_STATUS = re.compile(r"/users/([^/]+)/statuses/(?=\d+$)")  # Mastodon shows it as /@NAME/NUMBER
_ABOVE_TEXT = ("text/plain", "text/markdown", "text/bbcode")


def claims(page: Page) -> bool:
    """Whether the page is in the vocabulary of ActivityStreams."""
    answer = peek(page)
    kinds = kinds_of(answer)
    if "activitystreams" in str(answer.at("@context").value)[:2000]:
        return bool(kinds)
    if kinds == {"Tombstone"}:
        return answer.link("id") is not None
    known = kinds & (OBJECTS | ACTIVITIES | COLLECTIONS | _OTHERS)
    said = ("attributedTo", "actor", "orderedItems", "totalItems", "inbox", "formerType")
    if known and any(answer.has(name) for name in said):
        return True
    return fediverse.claims(page)


def read(page: Page) -> Iterator[Post]:
    """The objects people wrote; a boost with its object inside gives that object."""
    yield from fediverse.read(page)
    waiting = [open_answer(page)]
    while waiting:  # a loop, since activities wrap activities
        one = waiting.pop()
        kinds = kinds_of(one)
        if kinds & OBJECTS:
            post = _read_object(one, page)
            if post:
                yield post
        elif kinds & ACTIVITIES:
            waiting.append(one.at("object"))
        elif kinds & COLLECTIONS or isinstance(one.value, list):
            waiting.extend(reversed(list(_members(one))))


def gone(page: Page) -> Iterator[str]:
    """Addresses of objects that have left a tombstone, or that an activity deletes."""
    yield from fediverse.gone(page)
    waiting = [open_answer(page)]
    while waiting:
        one = waiting.pop()
        kinds = kinds_of(one)
        link = one.link("id") if "Tombstone" in kinds else None
        if "Delete" in kinds:
            link = one.link("object") or one.link("object", "id")
        if link:
            yield from (link, _STATUS.sub(r"/@\1/", link))
        elif kinds & COLLECTIONS or isinstance(one.value, list):
            waiting.extend(_members(one))


def kinds_of(answer: Answer) -> set[str]:
    """The types of an object, which may have several."""
    kind = answer.at("type")
    return {text for text in (kind.text(), *(each.text() for each in kind.each())) if text}


def _members(collection: Answer) -> Iterator[Answer]:
    yield from collection.each()
    for name in ("items", "orderedItems"):
        held = collection.at(name)
        yield from [held] if held.has("type") else held.each()  # JSON-LD makes no list of one
    yield collection.at("first")


def _read_object(item: Answer, page: Page) -> Post | None:
    name = item.link("id")
    text = _text(item)
    title = fold_spaces(strip_markup(_title(item))) or None
    author = _actor(item.at("attributedTo")) or _actor(item.at("actor"))
    if author is None and not (text or title):
        return None
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_address(item, name) or page.response.url,
        text=text,
        title=title,
        author=author,
        published=item.moment("published", fetched=page.fetched)
        or item.moment("updated", fetched=page.fetched),
        stars=read_stars(item.text("rating")) if "Review" in kinds_of(item) else None,
        thread=_above(item.at("inReplyTo")),
        language=page.source.language,
    )


def _actor(actor: Answer) -> str | None:
    """Who wrote it: the address of a person, which is the only name an object must give."""
    several = list(actor.each())
    for one in several:
        if one.text("type") in (None, "Person"):
            return one.text() or one.text("id")
    return actor.text() or actor.text("id")


def _address(item: Answer, name: str | None) -> str | None:
    """The page to read it on; an address on another site is what it links to, not where it is."""
    links = [item.at("url"), *item.at("url").each()]
    links.sort(key=lambda link: link.text("mediaType") not in (None, "text/html"))
    for link in links:
        address = link.link() or link.link("href")
        if address and (name is None or _host(address) == _host(name)):
            return address
    return name


def _host(address: str) -> str:
    try:
        host = urlsplit(address).netloc.lower().removeprefix("www.")
    except ValueError:  # "http://[" is no address
        return ""
    return _ONE_SITE.get(host, host)


def _title(item: Answer) -> str:
    """The name; of a note its summary, which stands before it as a warning."""
    named = item.text("name") or _in_any_language(item, "nameMap")
    return named or (item.text("summary") or "" if kinds_of(item) & _WARNED else "")


def _above(replied: Answer) -> str | None:
    """What an object answers, which may be named, shown, or in a list."""
    several = (replied, *replied.each())
    return next(filter(None, (one.link() or one.link("id") for one in several)), None)


def _text(item: Answer) -> str:
    """The content in whatever form it came, the choices of a question, what pictures show."""
    content = item.text("content") or _in_any_language(item, "contentMap")
    if not content and not kinds_of(item) & _WARNED:
        content = item.text("summary") or ""
    beside = [each.text() for way in ("oneOf.name", "anyOf.name") for each in item.along(way)]
    attached = (item.at("attachment"), *item.at("attachment").each())
    beside += [one.text("name") for one in attached if kinds_of(one) & _ATTACHED]
    if item.text("mediaType") in _ABOVE_TEXT:
        return "\n".join(filter(None, [fold_lines(content), read_toot("", beside)]))
    return read_toot(content, beside)


def _in_any_language(item: Answer, name: str) -> str:
    return next(filter(None, (one.text() for one in item.at(name).values())), "")
