"""RSS 0.9x, 1.0 and 2.0, Atom, CDF, podcasts, JSON Feed; only this place knows feedparser."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import feedparser

from crawlers.engines import feed_quick, json_feed
from crawlers.engines.feed_dates import read_published, tell_order
from crawlers.engines.feed_links import find_place, host_of
from crawlers.engines.feed_odds import find_poster, name_account, strip_odds, strip_paper
from crawlers.engines.markup import parse_html
from crawlers.engines.own_words import read_body
from crawlers.page import Page
from crawlers.plain import clean, fold_lines, fold_spaces, strip_markup
from crawlers.read import PageChanged
from pipeline.post import Channel, Post

MOST = 10_000  # entries; who lists more wants to keep us busy
LARGEST = 8_000_000  # letters; of a longer feed only the first entries are read, the newest ones
HEAD = 4096  # letters in which a document says what it is

Entry = Any  # feedparser's FeedParserDict, whose values are of any type

_START = re.compile(
    r"(?>(?>\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?[^>]*>)*)"
    r"<(?:[\w.-]+:)?(rss|rdf|feed|channel|entry)\b([^>]*)",
    re.I | re.S,
)
_INSIDE = re.compile(r"<rss\b|<feed\b[^>]{0,300}xmlns|<rdf:RDF\b", re.I)
_HTML = re.compile(r"<html\b", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(  # at the start only: further on it is part of somebody's text
    r"^((?>(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*))"
    r"<!DOCTYPE\b[^\[>]*(?:\[(?>[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>",
    re.I | re.S,
)
# Damaged feeds make feedparser stumble in many ways, mostly over what we do not need.
_FAULTS = (
    *(ValueError, LookupError, TypeError, AttributeError),
    *(AssertionError, OverflowError, RecursionError),
)
_ORNAMENTS = re.compile(
    r"</?(?:width|height|(?:psc|gml|georss|geo):\w+)\b[^<>]*>|&#(?:\d{7,}|x[\da-f]{6,});", re.I
)
# What a picture shows, which feedparser would take for the entry's own description or content.
_CAPTION = re.compile(r"<(/?)media:description\b[^<>]{0,200}>")
# A guid that is no address though RSS takes it for one where it does not say isPermaLink.
_NUMBER = re.compile(
    r"<guid\s*>(?=\s*(?:<!\[CDATA\[)?\s*"
    r"(?:[^<>\]/?]{1,300}|[^<>\]\s]{1,300}\s[^<>\]]{1,300})[<\]])"
)
_FEED = re.compile(r"<(?:[\w.-]{1,100}:)?feed[\s>]", re.I)
_SITE = re.compile(r"<link>\s*(https?://[^<\s]{1,500})\s*</link>", re.I)
_ITEM = re.compile(r"<(?:[\w.-]{1,100}:)?(?:item|entry)\b", re.I)
_LAST_ITEM = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.I)
# What feeds made for Russian news aggregators call the text whose beginning the summary is.
_WHOLE_TEXTS = ("_full-text", "turbo_content")
_FILES = ("application/pdf", "application/zip")
_CAPTION_NAME = "media_caption"  # ours
_MAIL_FIRST = re.compile(r"^\S+@\S+\s*\((.+)\)$")
_MAIL_LAST = re.compile(r"^(.+?)\s*[(<]\s*(?:mailto:)?\S+@\S+\s*[)>]$")


def claims(page: Page) -> bool:
    """Whether the page is a feed; customers' reviews in the App Store's feeds are not."""
    if json_feed.claims(page):
        return True
    head = page.response.text[: 4 * HEAD].lstrip("\ufeff")
    if "itunes.apple.com/rss" in head and ("im:rating" in head or "customerreviews" in head):
        return False
    start = _START.match(head)
    if start:
        name, rest = start[1].lower(), start[2].lower()
        return name != "rdf" or "rss" in rest or "rdf/simple" in rest or "<item" in head
    return bool(_INSIDE.search(head[:HEAD])) and not _HTML.search(head[:HEAD])


def read(page: Page) -> Iterator[Post]:
    """The entries of a feed, in its order; whether it is one at all `claims` says."""
    if json_feed.claims(page):
        yield from json_feed.read(page)
        return
    parsed = parse(page)
    day_first = tell_order(parsed.entries)
    for entry in parsed.entries:
        yield _read_entry(entry, parsed.feed, page, day_first)


def parse(page: Page) -> Entry:
    """What feedparser makes of the page.

    It gets UTF-8 without entity declarations, and from a stream: a text it might take for the
    name of a file or an address to fetch. Cleaning of markup is left out, since only text is kept.
    """
    text = _DECLARATION.sub("", clean(_shorten(page.response.text)).lstrip("\ufeff"))
    quick = feed_quick.parse(text)
    if quick is not None:
        return quick
    text = _DOCTYPE.sub(r"\1", text)
    text = _CAPTION.sub(_rename, text) if "<media:description" in text else text
    text = _NUMBER.sub('<guid isPermaLink="false">', text)
    base = _base(text, page.response.url)
    try:
        return _parse(text, base)
    except _FAULTS:
        text = _ORNAMENTS.sub("", text)
    try:
        return _parse(text, base)
    except _FAULTS as error:
        raise PageChanged("readable feed", page.response.url) from error


def _base(text: str, url: str) -> str:
    """What the links of a feed are relative to: its site's, where another host serves the feed."""
    item = _ITEM.search(text)
    head = text[: item.start() if item else HEAD]
    site = None if _FEED.search(head) else _SITE.search(head)
    return site[1] if site and host_of(site[1]) != host_of(url) else url


def _rename(caption: re.Match[str]) -> str:
    """The tag of a caption with our name, and without attributes, for which its text would go."""
    return "" if caption[0].endswith("/>") else f"<{caption[1]}{_CAPTION_NAME}>"


def _parse(text: str, url: str) -> Entry:
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url.startswith(("https://", "http://")):
        headers["content-location"] = url
    return feedparser.parse(
        BytesIO(text.encode()),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _shorten(text: str) -> str:
    """A feed of bearable length, cut off behind an entry."""
    if text.count("<") > MOST:
        begins = [found.start() for found in islice(_ITEM.finditer(text), MOST + 1)]
        text = text[: begins[-1]] if len(begins) > MOST else text
    if len(text) <= LARGEST:
        return text
    ends = [match.end() for match in _LAST_ITEM.finditer(text, 0, LARGEST)]
    return text[: ends[-1] if ends else LARGEST]


def _read_entry(entry: Entry, feed: Entry, page: Page, day_first: bool | None) -> Post:
    url, thread = find_place(entry, feed, page)
    text, title = _text(entry, page.source.channel), _title(entry)
    if url == thread and not text:  # only its words tell it from others without an address
        text = title or ""
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=url,
        thread=thread,
        text=text,
        title=title,
        author=find_poster(entry) or _author(entry) or _author(_origin(entry)) or _author(feed),
        published=read_published(entry, page, day_first),
        language=page.source.language,
    )


def _title(entry: Entry) -> str | None:
    detail = entry.get("title_detail") or {}
    title = entry.get("title") or entry.get("itunes_title")
    return strip_paper(fold_spaces(_plain(title, detail.get("type"))), entry) or None


def _text(entry: Entry, channel: Channel) -> str:
    """The full content where there is one, else the summary; a line beside it only in need."""
    contents = (part for part in entry.get("content") or [] if _is_words(part.get("type")))
    parts = [(part.get("value"), part.get("type")) for part in contents]
    parts += [(entry[name], None) for name in entry if name.endswith(_WHOLE_TEXTS)]
    for name in ("summary", "subtitle", _CAPTION_NAME):
        parts.append((entry.get(name), (entry.get(f"{name}_detail") or {}).get("type")))
    said = ((strip_odds(value, entry), media) for value, media in parts if isinstance(value, str))
    quotes = channel is Channel.FORUM
    return next(filter(None, (_words(value, media, quotes) for value, media in said)), "")


def _words(value: str, media: str | None, quotes: bool) -> str:
    """The text of a part; of a forum's own words alone, as its pages are read, too."""
    if quotes and "quote" in value and media != "text/plain":
        return read_body(parse_html(clean(value)))
    return _plain(value, media)


def _is_words(media: object) -> bool:
    """Whether content of a media type can be read: a picture may be written out, too."""
    return not str(media or "").startswith(("image/", "audio/", "video/", *_FILES))


def _plain(value: object, media: str | None) -> str:
    if not isinstance(value, str):
        return ""
    if media == "text/plain":
        return fold_lines(clean(value))
    return strip_markup(value)


def _origin(entry: Entry) -> Entry:
    """The feed that an entry of a collection was taken from; RSS may name it by a text alone."""
    source = entry.get("source")
    return source if isinstance(source, dict) else {}


def _author(holder: Entry) -> str | None:
    """The names of those who wrote it, without their mail addresses where a name is known."""
    details = holder.get("authors") or []
    if len(details) < 2:  # feedparser cuts a mail address with a long domain in the wrong place
        if not holder.get("author"):
            return None
        details = [{"name": holder.get("author")}]
    names = [_name(detail.get("name") or detail.get("email") or "") for detail in details]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _name(text: str) -> str:
    """The name in "mail (Name)", "Name (mail)" and "Name <mail>"."""
    text = text[:300]
    text = fold_spaces(strip_markup(text) if "</" in text or "&" in text else clean(text))
    match = _MAIL_FIRST.match(text) or _MAIL_LAST.match(text)
    return name_account(match[1].strip() if match else text)
