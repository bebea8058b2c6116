"""Who wrote an article, when, and under which headline: the surest of what a page says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from crawlers.engines.article_around import without_comments
from crawlers.engines.article_dates import guessed_date, read_metas, stated_date
from crawlers.engines.article_text import ARTICLE_TYPES
from crawlers.engines.byline import find_byline
from crawlers.engines.markup import read_line, select
from crawlers.engines.schema_org import Node, find
from crawlers.page import Page
from crawlers.plain import clean, fold_spaces

_AUTHOR_METAS = (
    *("author", "article:author", "og:article:author", "parsely-author", "sailthru.author"),
    *("dc.creator", "byl"),
)
_BYLINES = (
    "[itemprop=author] [itemprop=name]",
    "[rel~='schema:author'] [property='schema:name']",
    "[itemprop=author]",
    ".author.vcard .fn",
    "a[rel~=author]",
    ".byline a",
    ".byline-name, .author-name, .author__name, .authorname, .article-author, .post-author-name",
    ".byline, .entry-author, .post-author, .by-author, .c-byline__author",
    ".p-author",
    "a[href*='/author/'], a[href*='/authors/'], a[href*='/autor/'], a[href*='/avtor/']",
)
_LEAD = re.compile(
    r"^(?:written by|posted by|publicado por|publié par|scritto da|pubblicato da|geschrieben von"
    r"|veröffentlicht von|skriven av|опубликовала?|كتبت?\s?:?|بقلم\s?:?"
    r"|by|von|par|por|di|da|door|af|av|autor(?:in|a)?|auteur|author|автор"
    r"|текст|作者|責任編輯|责任编辑|文|기자)\s*[:：]?\s+|^(?:автор|作者|责任编辑|文|interview)\s*[:：]\s*",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:[|·•–—,(/@].*|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|more stories by|staff writer|senior|updated|published"
    r"|envoyée?s? spécia\w+)\b.*)$",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:admin|administrator|author|human|редакция сайта|see full bio|unknown|root|user|www)$"
    r"|https?://|@\w+\.|^\W*$|\d[:.]\d\d|\baccount\b|\blog(?:ged|in)\b"
    r"|^(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?$",
    re.I,
)
_NEWSROOM = re.compile(
    r"redaktion|redaktsiya|редакци[яи]|redacci[oó]n|reda[cç][aã]o|r[ée]daction|redazione|redactie"
    r"|redakcj[ai]|redakce|toimitus|newsroom|news ?desk|web ?desk|editorial (?:team|board)"
    r"|пресс-служба|編集部|编辑部|편집부",
    re.I,
)
_SIGNS = re.compile(r"[^\w\s]")
_MOST_LINKED = 3  # writers of one article that are linked as such; more are of several
_LEAST_SITE = 4  # letters of a site's name
_SITE = re.compile(r"\s+(?:[|–—»›:·•-]|::)\s+[^|–—»›·•]{2,60}$|\s*[|｜]\s*[^|｜]{2,40}$")


@dataclass(frozen=True)
class Facts:
    """What a page says of its article besides the text."""

    title: str | None
    author: str | None
    published: datetime | None


def read_facts(page: Page) -> Facts:
    """The facts of a page's article, each None where the page does not say."""
    from trafilatura import extract_metadata

    nodes = find(page, *ARTICLE_TYPES, "Review")
    stated = stated_date(page, nodes)
    # The search for a date costs most of this; where one is stated, its quick part does.
    found: Any = extract_metadata(
        without_comments(page), page.response.url, extensive=stated is None
    )
    guessed = found.as_dict() if found is not None else {}
    return Facts(
        title=_title(page, nodes, guessed.get("title")),
        author=_author(page, nodes, guessed.get("author")),
        published=stated or guessed_date(page, guessed.get("date")),
    )


def _title(page: Page, nodes: list[Node], guessed: str | None) -> str | None:
    """The one headline that the page's name contains, else that name without the site's."""
    names = [*read_metas(page, ("og:title", "twitter:title")), guessed or ""]
    names += [page.response.css("title::text").get() or ""]
    names += [text for node in nodes[:1] for text in node.texts("headline", "name")]
    whole = {_fold(name) for name in names if name}
    site = _fold(next(read_metas(page, ("og:site_name",)), ""))
    for headline in _headlines(page):
        shown = _fold(headline)
        if shown != site and any(shown in name and len(name) < 2.2 * len(shown) for name in whole):
            return headline
    best = next((fold_spaces(clean(name)) for name in [guessed or "", *names] if name), "")
    return _SITE.sub("", best) or best or None


def _headlines(page: Page) -> Iterator[str]:
    """The page's main headings, longest first; too many of them make none the main one."""
    headings = page.response.css("h1")
    if 0 < len(headings) <= 4:
        lines = (read_line(each.root)[:300] for each in headings)
        yield from sorted((line for line in lines if len(line) > 5), key=len, reverse=True)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _author(page: Page, nodes: list[Node], guessed: str | None) -> str | None:
    """The names that the page gives to machines, else the likeliest, else the byline.

    Of a paper and its people, the people.
    """
    stated = [name for node in nodes[:1] for name in _persons(node)]
    stated = stated or list(read_metas(page, _AUTHOR_METAS))
    shown = find_byline(page.response.selector.root)
    byline = (shown and _clear_name(shown)) or None
    seen = list(_bylines(page))
    likely = [_as_shown(name, seen) for name in (guessed or "").split(";")]
    for names in (stated, likely, seen):
        clear = list(dict.fromkeys(filter(None, map(_clear_name, names))))
        if clear:
            named = all(_is_site(page, name) or _NEWSROOM.search(name) for name in clear)
            return (named and _find_person(page, byline)) or ", ".join(clear[:5])
    return byline


def _as_shown(guessed: str, seen: list[str]) -> str:
    """A guessed name as the page spells it, and without what stands beside it there."""
    words = _words(guessed)
    for name in filter(None, map(_clear_name, seen)):
        beginning = _words(name)
        if words == beginning or (len(beginning) > 1 and words[: len(beginning)] == beginning):
            return name
    return guessed


def _words(name: str) -> list[str]:
    return _SIGNS.sub("", name.casefold()).split()


def _find_person(page: Page, byline: str | None) -> str | None:
    """Whom a page shows as the writer where a house is named: linked so, or by the headline.

    A name and a surname, for sections are linked and stand there, too.
    """
    linked = (read_line(each) for each in select(page.response.selector.root, "a[rel~=author]"))
    people = list(dict.fromkeys(name for name in map(_clear_name, linked) if name))
    if 0 < len(people) <= _MOST_LINKED and all(" " in name for name in people):
        return ", ".join(people)
    return byline if byline and " " in byline else None


def _is_site(page: Page, name: str) -> bool:
    """Whether a name is that of the site: what its address or the page calls it."""
    host = (urlsplit(page.response.url).hostname or "").removeprefix("www.")
    labels = [host, *host.split(".")[:-1], next(read_metas(page, ("og:site_name",)), "")]
    named = _fold(_bare(name))
    return any(
        len(label) >= _LEAST_SITE and label in named for label in map(_fold, map(_bare, labels))
    )


def _bare(text: str) -> str:
    """A text without what stands above and below its letters."""
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def _persons(node: Node) -> Iterator[str]:
    """The writers of a node; of a house and its people, the people."""
    authors = list(node.nodes("author", "creator"))
    people = [each for each in authors if not each.is_a("Organization", "NewsMediaOrganization")]
    for person in people or authors:
        yield person.text("name") or ""
    if not authors:
        yield from node.texts("author", "creator")


def _bylines(page: Page) -> Iterator[str]:
    """What stands where blogs and papers print the writer's name."""
    root = without_comments(page)
    for query in _BYLINES:
        for found in select(root, query)[:2]:
            name = read_line(found)
            if 2 < len(name) < 60:
                yield name
                return


def _clear_name(name: str) -> str | None:
    """A name without what surrounds it on the page; None when it is no name."""
    line = _LEAD.sub("", fold_spaces(clean(name)))
    if "://" in line[:12]:
        return None
    line = _TAIL.sub("", line) or line
    line = line.strip(" ,;:|·–—-")
    return line[:100] if line and not _NO_NAME.search(line) else None
