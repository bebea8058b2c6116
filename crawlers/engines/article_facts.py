"""Who wrote an article, when, and under which headline: the surest of what a page says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.engines.article_around import without_comments
from crawlers.engines.article_text import ARTICLE_TYPES
from crawlers.engines.byline import around_headline, find_byline
from crawlers.engines.markup import Element, read_line, select
from crawlers.engines.rating import date_of
from crawlers.engines.schema_org import Node, find
from crawlers.page import Page
from crawlers.plain import clean, fold_spaces

_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator")
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
_YEAR = re.compile(r"(?<!\d)(?:1[34]|19|20|25)\d\d(?!\d)")  # of any calendar
_LONGEST_DATE = 80  # letters of a line with a date
_MOST_TIMES = 10  # marks of time on a page that are looked at
_LEAD = re.compile(
    r"^(?:written by|posted by|publicado por|publié par|scritto da|pubblicato da|geschrieben von"
    r"|veröffentlicht von|skriven av|опубликовала?|كتبت?\s?:?|بقلم\s?:?"
    r"|by|von|par|por|di|da|door|af|av|autor(?:in|a)?|auteur|author|автор"
    r"|текст|作者|責任編輯|责任编辑|文|기자)\s*[:：]?\s+|^(?:автор|作者|责任编辑|文)\s*[:：]\s*",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:[|·•–—,(/@].*|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|more stories by|staff writer|senior|updated|published)\b.*)$",
    re.I,
)
_NO_NAME = re.compile(
    r"^(?:admin|administrator|author|human|редакция сайта|see full bio|unknown|root|user|www)$"
    r"|https?://|@\w+\.|^\W*$|\d{2}[:.]\d{2}",
    re.I,
)
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
    stated = _stated_date(page, nodes)
    # The search for a date costs most of this; where one is stated, its quick part does.
    found: Any = extract_metadata(
        without_comments(page), page.response.url, extensive=stated is None
    )
    guessed = found.as_dict() if found is not None else {}
    return Facts(
        title=_title(page, nodes, guessed.get("title")),
        author=_author(page, nodes, guessed.get("author")),
        published=stated or _guessed_date(page, guessed.get("date")),
    )


def _title(page: Page, nodes: list[Node], guessed: str | None) -> str | None:
    """The one headline that the page's name contains, else that name without the site's."""
    names = [*_metas(page, ("og:title", "twitter:title")), guessed or ""]
    names += [page.response.css("title::text").get() or ""]
    names += [text for node in nodes[:1] for text in node.texts("headline", "name")]
    whole = {_fold(name) for name in names if name}
    site = _fold(next(_metas(page, ("og:site_name",)), ""))
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
    """The names that the page gives to machines, else the likeliest, else the byline."""
    stated = [name for node in nodes[:1] for name in _persons(node)]
    stated = stated or list(_metas(page, _AUTHOR_METAS))
    for names in (stated, (guessed or "").split(";"), _bylines(page)):
        clear = list(dict.fromkeys(filter(None, map(_clear_name, names))))
        if clear:
            return ", ".join(clear[:5])
    shown = find_byline(page.response.selector.root)
    return shown and _clear_name(shown)


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
    root: Element = page.response.selector.root
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


def _stated_date(page: Page, nodes: list[Node]) -> datetime | None:
    """The moment of publication that the page gives to machines."""
    stated = [text for node in nodes[:1] for text in node.texts("datepublished", "datecreated")]
    stated += list(_metas(page, _DATE_METAS))
    stated += page.response.css("time[pubdate]::attr(datetime)").getall()
    stated += page.response.css("[itemprop=datePublished]::attr(content)").getall()
    stated += page.response.css("time.published::attr(datetime)").getall()
    stated += page.response.css("abbr.published::attr(title)").getall()
    stated += page.response.css(".dt-published::attr(datetime)").getall()[:1]
    return next(filter(None, (date_of(page, text) for text in stated)), None)


def _guessed_date(page: Page, guessed: str | None) -> datetime | None:
    """The day that was guessed, to the minute where the page says so."""
    day = date_of(page, guessed)
    if day is None or (day.month, day.day) == (1, 1):  # a guess that found no more than the year
        return _shown_date(page) or day
    return _to_the_minute(page, day)


def _shown_date(page: Page) -> datetime | None:
    """The first date with its year among the short texts beside the headline."""
    texts = (text for _, text in around_headline(page.response.selector.root))
    dated = (text for text in texts if _YEAR.search(text) and len(text) <= _LONGEST_DATE)
    return next(filter(None, (date_of(page, " ".join(text.split())) for text in dated)), None)


def _to_the_minute(page: Page, day: datetime) -> datetime:
    """The moment of a day that the first mark of time names, or a line beside the headline."""
    marks = page.response.css("time::attr(datetime)").getall()[:_MOST_TIMES]
    moments = filter(None, (date_of(page, mark) for mark in marks))
    marked = next((moment for moment in moments if moment.date() == day.date()), None)
    shown = None if marked else _shown_date(page)
    return marked or (shown if shown and shown.date() == day.date() else day)


def _metas(page: Page, names: tuple[str, ...]) -> Iterator[str]:
    """What the head says under these names, in the order of the names."""
    said: dict[str, str] = {}
    for meta in page.response.css("meta[content]")[:300]:
        for attribute in ("property", "name", "itemprop"):
            name = (meta.attrib.get(attribute) or "").lower()
            if name:
                said.setdefault(name, meta.attrib["content"].strip())
    yield from (said[name] for name in names if said.get(name))
