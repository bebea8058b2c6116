"""The base spider: where a source begins, how a page of it is read, what is followed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

from crawlers.kinds import read_as
from crawlers.page import Page
from crawlers.pagination import find_next
from pipeline.errors import OtklikError
from pipeline.post import Post
from pipeline.source_options import check_options, known_options
from pipeline.watch import Source

T = TypeVar("T", bool, int, str)


@dataclass(frozen=True)
class Follow:
    """A page that a spider asks for, and who reads it."""

    url: str
    then: Callable[[Page], "Iterator[Found]"]
    needed: bool = False  # without this page the visit has failed
    if_new: bool = False  # only when the page it was found on brought something new
    once: bool = False  # a page that hardly changes: asked for again at growing distances
    in_turn: bool = False  # of many such pages those not looked at for longest come first
    chain: str | None = None  # first page of a chain; the next visit begins where this one ends
    instead: Post | None = None  # what holds when the page cannot be had
    post: str | None = None  # the stored post it is asked for: where it is not, that is deleted
    headers: Mapping[str, str] = field(default_factory=dict)  # never sent to another origin
    body: bytes | None = None  # sent with POST
    interface: bool = False  # offered to programs by its owner: robots.txt is about other things
    private: bool = False  # the answer is a secret and is not kept


Found = Post | Follow


class SourceSpider:
    """How sources of one kind are walked; one spider is made for each visit.

    `parse` gives posts and further pages and does nothing else: it reads no clock,
    opens nothing and writes nothing. Fetching, limits and politeness are `crawlers.walk`'s.
    """

    name: ClassVar[str] = ""
    comes_back: ClassVar[bool] = False  # looks again at pages that were found once

    since: datetime | None = None  # a walk into the past goes back to here

    def __init__(self, source: Source) -> None:
        self.source = source
        self._known = known_options(source.kind)
        try:
            check_options(source.kind, source.options)
        except OtklikError as error:
            raise OtklikError(
                'source "%(source)s": %(problem)s', source=source.name, problem=error.said
            ) from error

    def start(self) -> Iterator[Follow]:
        """The pages a visit begins with."""
        yield Follow(self.source.url, self.parse, needed=True)

    def parse(self, page: Page) -> Iterator[Found]:
        """The posts of a page, then its next page as long as there is something new."""
        yield from read_as(self.source.kind, page)
        yield from self.turn(page)

    def again(self, url: str) -> Follow:
        """How to look once more at a page that nothing may link any more."""
        return Follow(url, self.parse, once=True)

    def turn(self, page: Page, chain: str | None = None) -> Iterator[Follow]:
        """The next page, if there is one."""
        url = find_next(page)
        if url is not None:
            yield Follow(url, self.parse, if_new=chain is None, chain=chain)

    def option(self, name: str, kind: type[T]) -> T:
        """An option of the source, or what holds by default."""
        value = self.source.options.get(name, self._known[name])
        assert isinstance(value, kind)  # noqa: S101  (the options have been checked)
        return value


def absolute(page: Page, link: str) -> str:
    """A link of a page as an address without its fragment."""
    return urldefrag(urljoin(page.response.url, link.strip())).url


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have the same host, `www.` aside, and the same port."""
    return _site(one) == _site(other)


def _site(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")
