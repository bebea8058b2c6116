"""A page gives nothing any more: is it empty, is it another page, or is it our reader?  (pure)"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from scrapy.http import JsonResponse, TextResponse, XmlResponse

from crawlers.decode import open_page
from crawlers.page import Page
from crawlers.plain import fold_spaces
from crawlers.raw import RawPage
from crawlers.source_spider import Follow, Found
from pipeline.errors import OtklikError
from pipeline.post import Post
from pipeline.watch import Source

NEW_NAMES = 0.2  # of a page's element names, classes and ids: with more it is another page
LEFT_NAMES = 0.3  # of those the kept page had, its posts' included: with fewer it is another page
FEWEST_NAMES = 5  # a page with fewer says nothing of what it is
SHRUNK = 0.8  # of the kept page's letters; without its posts a page has fewer
_MOST = 200_000  # values of an interface's answer that are looked at


class Verdict(Enum):
    """Why a page gives nothing."""

    READER = "reader"  # nor does the kept one any more: what changed is ours
    EMPTY = "empty"  # it is the same page without its posts
    CHANGED = "changed"  # it is another page
    KIND = "kind"  # the kept page was read as another kind


@dataclass(frozen=True)
class Blank:
    """A page that a source begins with, and that gave nothing."""

    asked: str  # its address, before redirects
    raw: RawPage
    then: Callable[[Page], Iterator[Found]]
    readable: bool = True  # its reader knew what it was


@dataclass(frozen=True)
class Probe:
    """What reading a kept page again tells of one that gives nothing."""

    verdict: Verdict
    kept: RawPage

    def tell(self, url: str) -> str:
        """The verdict in words."""
        kept = f"the page kept on {self.kept.fetched:%Y-%m-%d %H:%M}"
        match self.verdict:
            case Verdict.READER:
                return (
                    f"{url}: no posts found, nor in {kept}, which gave some: our reader or the "
                    "source's options are broken, not the site"
                )
            case Verdict.EMPTY:
                return f"{url}: empty; our reader still reads {kept}, and the site looks the same"
            case Verdict.CHANGED:
                return (
                    f"{url}: no posts found, though our reader still reads {kept}: the site looks "
                    "different now"
                )
            case Verdict.KIND:
                return (
                    f'{url}: no posts found; {kept} gave some, read as kind "{self.kept.kind}": '
                    "was its kind changed by mistake?"
                )


def probe(source: Source, blank: Blank, kept: RawPage) -> Probe:
    """Read a kept page of the same address as the blank one was read, and compare the two."""
    if kept.kind not in (None, source.kind):
        return Probe(Verdict.KIND, kept)
    if not _gives(source, blank, kept):
        return Probe(Verdict.READER, kept)
    before, now = _open(source, kept), _open(source, blank.raw)
    same = blank.readable and now is not None and before is not None and _is_same(now, before)
    return Probe(Verdict.EMPTY if same else Verdict.CHANGED, kept)


def count_finds(found: Iterable[Found]) -> int:
    """Posts and ways to posts; a next page alone is none."""
    return sum(
        isinstance(each, Post) or (isinstance(each, Follow) and not each.if_new) for each in found
    )


def _gives(source: Source, blank: Blank, kept: RawPage) -> bool:
    page = _open(source, kept)
    try:
        return page is not None and count_finds(blank.then(page)) > 0
    except OtklikError:
        return False


def _open(source: Source, raw: RawPage) -> Page | None:
    try:
        return open_page(raw.body, raw.url, raw.content_type, source, raw.fetched)
    except OtklikError:
        return None


def _is_same(now: Page, before: Page) -> bool:
    """Whether two pages are one but for what is listed in it."""
    if isinstance(now.response, JsonResponse) and isinstance(before.response, JsonResponse):
        return _keys(now.response) <= _keys(before.response)
    if type(now.response) is not type(before.response):
        return False
    names, known = _names(now.response), _names(before.response)
    if isinstance(now.response, XmlResponse):
        return names <= known
    if min(len(names), len(known)) < FEWEST_NAMES:
        return False
    new, left = len(names - known) / len(names), len(names & known) / len(known)
    shrunk = _letters(now.response) <= SHRUNK * _letters(before.response)
    return new <= NEW_NAMES and left >= LEFT_NAMES and shrunk


def _names(response: TextResponse) -> set[str]:
    """The names of a page's elements, their classes and ids; numbers in them are of posts."""
    found = set[str]()
    for element in response.selector.root.iter():
        if isinstance(element.tag, str):
            found.add(element.tag)
            told = f"{element.get('class') or ''} {element.get('id') or ''}".split()
            found.update(f".{name}" for name in told if not any(map(str.isdigit, name)))
    return found


def _keys(response: JsonResponse) -> set[str]:
    """All keys of an interface's answer."""
    try:
        left, found = [json.loads(response.body)], set[str]()
    except (ValueError, RecursionError):
        return set()
    for _ in range(_MOST):
        if not left:
            break
        value = left.pop()
        if isinstance(value, dict):
            found.update(value)
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return found


def _letters(response: TextResponse) -> int:
    texts = response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return len(fold_spaces(" ".join(texts)))
