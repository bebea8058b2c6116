"""Plain RSS and Atom without feedparser, which takes five times as long.

Whatever is not as plain as most feeds are is left to feedparser: damaged XML, relative addresses,
markup that is not escaped, elements met twice or never seen. An entry has the keys and values
that feedparser would give it, as far as anybody asks for them; a test holds the two equal.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import struct_time
from typing import Any, TypeAlias

from feedparser.datetimes import _parse_date
from feedparser.mixin import _FeedParserMixin
from lxml import etree

Entry = dict[str, Any]  # what feedparser's FeedParserDict would hold
Element: TypeAlias = etree._Element

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_RSS = {
    "title": "title",
    "link": "link",
    "guid": "id",
    "description": "summary",
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "author": "author",
    f"{_DC}creator": "author",
    "pubDate": "published",
    f"{_DC}date": "updated",
    "comments": "comments",
    "{http://rssnamespace.org/feedburner/ext/1.0}origLink": "feedburner_origlink",
}
_ATOM_TEXTS = {
    f"{_ATOM}{name}": name for name in ("title", "summary", "content", "id", "published", "updated")
} | {"{http://rssnamespace.org/feedburner/ext/1.0}origLink": "feedburner_origlink"}
_NEUTRAL = {  # say nothing of what we keep
    *("category", "enclosure", "source", f"{_DC}subject", f"{_ATOM}category"),
    "{http://purl.org/rss/1.0/modules/slash/}comments",
    *(
        f"{{http://wellformedweb.org/CommentAPI/}}{name}"
        for name in ("comment", "commentRss", "commentRSS")
    ),
    "{com-wordpress:feed-additions:1}post-id",
    "{http://purl.org/syndication/thread/1.0}total",
    *(f"{{http://search.yahoo.com/mrss/}}{name}" for name in ("thumbnail", "content")),
}
_NEWS = "NFE/"  # what makes Google's News, where the source of an item says who wrote it
_VERSIONS = [{"version": version} for version in ("2.0", "0.92", "0.91")]
_AUTHORS = {"author", "managingEditor", f"{_DC}creator", f"{_DC}author"}
_TYPES = {"text": "text/plain", "html": "text/html"}
_MEDIA_TYPES = ("text/plain", "text/html")
_LINK_FACTS = {"rel", "href", "type", "title", "hreflang", "length", _LANGUAGE}
_HTML = ("text/html", "application/xhtml+xml", "html", "xhtml")
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[!-;=?-~]*)?", re.I | re.A)
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_USUAL_TIME = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?(\d{1,2}) ([a-z]{3}) (\d{4})"
    r" (\d\d):(\d\d):(\d\d) (gmt|utc|[+-]\d{4})",
    re.I | re.A,
)
_WINDOWS = re.compile("[\x80-\x9f]")  # what feedparser takes for windows-1252
_WIDE = re.compile("[^\0-\xff]")


class _UnusualError(Exception):
    """Something that feedparser has to look at."""


@dataclass(frozen=True)
class Parsed:
    """A feed and its entries, in its order."""

    entries: list[Entry]
    feed: Entry = field(default_factory=dict)


def parse(text: str) -> Parsed | None:
    """The feed, from its text without XML declaration; None where feedparser has to read it."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
        if parser.error_log:
            return None
        return _read_rss(root) if root.tag == "rss" else _read_atom(root)
    except (etree.XMLSyntaxError, _UnusualError):
        return None


def _read_rss(root: Element) -> Parsed:
    _expect(dict(root.attrib) in _VERSIONS and len(root) == 1)
    channel = root[0]
    _expect(channel.tag == "channel" and not channel.attrib)
    _expect_only(channel, "item")
    _expect(not (channel.findtext("generator") or "").startswith(_NEWS))
    entries = [_read_item(item) for item in channel.iterchildren("item")]
    authors = [child for child in channel if child.tag in _AUTHORS]
    _expect(len(authors) < 2 and not any(author.attrib for author in authors))
    feed = {"author": _value(authors[0])} if authors else {}
    site = (channel.findtext("link") or "").strip()
    return Parsed(entries, feed | {"link": site} if site else feed)


def _expect_only(channel: Element, entry: str) -> None:
    """No entries in another namespace or of another format."""
    named = {child.tag for child in channel} - {entry}
    _expect(all(isinstance(tag, str) for tag in named))
    names = {str(tag).rpartition("}")[2].lower() for tag in named}
    _expect(names.isdisjoint(("item", "entry", "channel", "feed")))
    _expect(not any(":" in name for name in names))  # a prefix that nobody declared


def _read_item(item: Element) -> Entry:
    _expect(not item.attrib)
    entry: Entry = {}
    for child in item:
        name = _RSS.get(child.tag)
        if name is None:
            _expect(child.tag in _NEUTRAL and not len(child))
            continue
        _expect(name not in entry)
        _expect(not (known := child.keys()) or (name == "id" and known == ["isPermaLink"]))
        entry[name] = _value(child)
    if "link" in entry:
        entry["link"] = _mend_query(entry["link"])
        entry["links"] = [{"rel": "alternate", "href": entry["link"]}]
    elif (guid := item.find("guid")) is not None and guid.get("isPermaLink", "true") == "true":
        entry["link"] = entry["id"]
    _expect(_ADDRESS.fullmatch(entry.get("link", "")))
    title = entry.get("title", "")
    escaped = ("</" in title or "&" in title) and _FeedParserMixin.looks_like_html(title)
    return _dress(entry, title="text/html" if escaped else "text/plain", content="text/html")


def _read_atom(root: Element) -> Parsed:
    _expect(root.tag == f"{_ATOM}feed" and set(root.attrib) <= {_LANGUAGE})
    _expect_only(root, f"{_ATOM}entry")
    feed = _read_authors(root)
    return Parsed([_read_entry(entry) for entry in root.iterchildren(f"{_ATOM}entry")], feed)


def _read_entry(element: Element) -> Entry:
    _expect(set(element.attrib) <= {_LANGUAGE})
    entry, types = _read_authors(element), dict[str, str]()
    for child in element:
        if child.tag == f"{_ATOM}link":
            _read_link(child, entry)
        elif child.tag in _NEUTRAL:
            _expect(not len(child))
        elif child.tag != f"{_ATOM}author":
            name = _ATOM_TEXTS.get(child.tag, "")
            _expect(name and name not in entry and set(child.attrib) <= {"type", _LANGUAGE})
            said = child.get("type", "text").lower()
            types[name] = _TYPES.get(said, said)
            _expect(types[name] in _MEDIA_TYPES)
            entry[name] = _value(child)
    _expect("link" in entry)
    return _dress(entry, **types)


def _read_link(link: Element, entry: Entry) -> None:
    """The one link to the entry's page; what else is linked is not asked for."""
    _expect(set(link.attrib) <= _LINK_FACTS and "href" in link.attrib)
    if link.get("rel", "alternate") != "alternate":
        return
    _expect(link.get("type", "text/html").lower() in _HTML and "link" not in entry)
    entry["link"] = link.get("href")
    entry["links"] = [{"rel": "alternate", "href": entry["link"]}]
    _expect(_ADDRESS.fullmatch(entry["link"]))


def _read_authors(holder: Element) -> Entry:
    authors = []
    for author in holder.iterchildren(f"{_ATOM}author"):
        facts = {str(part.tag).removeprefix(_ATOM): (part.text or "").strip() for part in author}
        _expect(set(facts) <= {"name", "email", "uri"} and len(facts) == len(author))
        _expect(facts.get("name") and not author.attrib)
        _expect(not any(len(part) or part.attrib for part in author))
        authors.append(facts)
    if not authors:
        return {}
    name, email = authors[-1]["name"], authors[-1].get("email")
    return {"authors": authors, "author": f"{name} ({email})" if email else name}


def _dress(entry: Entry, title: str = "text/plain", **types: str) -> Entry:
    """The entry with the details that feedparser adds."""
    entry["title_detail"] = {"type": title}
    entry["summary_detail"] = {"type": types.get("summary", "text/html")}
    if "content" in entry:
        entry["content"] = [{"value": entry["content"], "type": types["content"]}]
    for name in ("published", "updated"):
        if name in entry:
            entry[f"{name}_parsed"] = _read_time(entry[name])
    return entry


def _read_time(text: str) -> object:
    """The time as feedparser reads it; the usual form without asking it."""
    usual = _USUAL_TIME.fullmatch(text)
    try:
        return _read_usual(*usual.groups()) if usual else _read_any_time(text)
    except ValueError:  # 31 June
        return _read_any_time(text)


def _read_usual(
    day: str, month: str, year: str, hour: str, minute: str, second: str, zone: str
) -> struct_time:
    clock = (int(hour), int(minute), int(second))
    moment = datetime(int(year), 1 + _MONTHS.index(month.lower()), int(day), *clock)
    if zone[0] not in "+-":
        return moment.timetuple()
    shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return (moment + shift if zone[0] == "-" else moment - shift).timetuple()


_read_any_time: Callable[[str], object] = _parse_date


def _value(element: Element) -> str:
    """The text of an element, with feedparser's repairs."""
    _expect(not len(element))
    text = (element.text or "").strip()
    if text.isascii():
        return text
    _expect(not _WINDOWS.search(text))
    if _WIDE.search(text):
        return text
    try:
        return text.encode("iso-8859-1").decode("utf-8")  # UTF-8 that somebody encoded twice
    except UnicodeError:
        return text


def _mend_query(link: str) -> str:
    return _REFERENCE.sub(r"&\1", link.replace("&amp;", "&")) if "&" in link else link


def _expect(usual: object) -> None:
    if not usual:
        raise _UnusualError
