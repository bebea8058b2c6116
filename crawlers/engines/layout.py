"""Forum engines as data: where a post's block is, and where its fields are in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, takewhile

from crawlers.dates import guess_day_first, is_iso
from crawlers.engines.addresses import find_link
from crawlers.engines.blocks import Block
from crawlers.engines.likeness import author_path, name_at
from crawlers.engines.markup import (
    Element,
    climb,
    is_hidden,
    may_find,
    outermost,
    read_line,
    select,
    select_first,
)
from crawlers.engines.names import LONGEST_NAME, find_author, named_by
from crawlers.engines.own_words import read_body
from crawlers.engines.stamps import find_date, find_stamps
from crawlers.engines.thread import Thread, is_first_page
from pipeline.post import Post

MOST_POSTS = 2_000  # of one page


@dataclass(frozen=True)
class Layout:
    """Where things are in one version of an engine: CSS queries, the first that finds wins.

    "@name" is an attribute of the block itself.
    """

    post: str
    body: tuple[str, ...]
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    quote: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    nested: bool = False  # answers lie within what they answer, behind its own text


def read_layouts(thread: Thread, layouts: tuple[Layout, ...]) -> Iterator[Post]:
    """The posts of a page by the first layout that finds any."""
    for layout in layouts:
        blocks = find_blocks(thread, layout)
        if blocks:
            yield from _read_blocks(thread, layout, blocks)
            return


def _read_blocks(
    thread: Thread, layout: Layout, blocks: list[tuple[Element, Element]]
) -> Iterator[Post]:
    """Each block read by the layout; what it does not find is where it is in most blocks."""
    moments, day_first = _read_moments(thread, layout, blocks)
    authors = [_read_author(layout, block) for block, _ in blocks]
    if not any(authors):
        blocks = _widen(blocks)
    pairs = [] if all(authors) else [(Block(block), body) for block, body in blocks]
    path = author_path(pairs) if pairs else None
    stamps = moments if all(moments) else find_stamps(thread, blocks, day_first)
    opens = is_first_page(thread.page.response.url)  # only an opening post bears the title
    for place, (block, body) in enumerate(blocks):
        yield thread.post(
            _read_link(thread, layout, block, body) or thread.address,
            read_body(body, layout.quote, layout.drop, thread.keeps_quotes),
            authors[place] or name_at(path, *pairs[place]) or find_author(block, body),
            moments[place] or stamps[place] or find_date(block, thread, body, day_first),
            titled=opens and place == 0,
        )


def read_head(thread: Thread, layout: Layout, block: Element) -> tuple[str | None, datetime | None]:
    """Who wrote a block without a text of its own, and when."""
    dates = list(_layout_dates(block, layout))
    return _read_author(layout, block), _read_published(thread, dates, None)


def _widen(blocks: list[tuple[Element, Element]]) -> list[tuple[Element, Element]]:
    """Blocks with all that is around them and around no other: the writer may stand beside."""
    if len(blocks) < 2:
        return blocks
    taken = Counter(up for block, _ in blocks for up in climb(block))
    return [(_largest(block, taken), body) for block, body in blocks]


def _largest(block: Element, taken: Counter[Element]) -> Element:
    alone = list(takewhile(lambda up: taken[up] == 1, climb(block)))
    return alone[-1] if alone else block


def has_posts(thread: Thread, layouts: tuple[Layout, ...]) -> bool:
    """Whether any of an engine's layouts finds a post."""
    return any(find_blocks(thread, layout) for layout in layouts)


def find_blocks(thread: Thread, layout: Layout) -> list[tuple[Element, Element]]:
    """Each block that holds a body, with that body; looked for once in a page."""
    known = thread.page.known
    if layout not in known:
        may = may_find(layout.post, thread.page.response.text)
        known[layout] = _find_blocks(thread.root, layout) if may else []
    found: list[tuple[Element, Element]] = known[layout]
    return found


def _find_blocks(root: Element, layout: Layout) -> list[tuple[Element, Element]]:
    blocks = select(root, layout.post)[:MOST_POSTS]
    blocks = blocks if layout.nested else outermost(blocks)
    blocks = [block for block in blocks if not is_hidden(block)] or blocks
    pairs = [(block, select_first(block, layout.body)) for block in blocks]
    return [(block, body) for block, body in pairs if body is not None]


def _read_author(layout: Layout, block: Element) -> str | None:
    for query in layout.author:
        for found in _ask(block, query):
            name = " ".join(found.split()) if isinstance(found, str) else named_by(found)
            if name and len(name) <= LONGEST_NAME:
                return name
    return None


def _ask(block: Element, query: str) -> list[Element | str]:
    if query.startswith("@"):
        return [value for value in [block.get(query[1:])] if value]
    return select(block, query)


def _read_moments(
    thread: Thread, layout: Layout, blocks: list[tuple[Element, Element]]
) -> tuple[list[datetime | None], bool | None]:
    """The date of each block, and whether the page's dates begin with the day, where that tells."""
    stated = [_read_stated(thread, layout, block) for block, _ in blocks]
    if all(stated):
        return stated, None
    dates = [list(_layout_dates(block, layout)) for block, _ in blocks]
    day_first = guess_day_first(chain.from_iterable(dates))
    return [_read_published(thread, texts, day_first) for texts in dates], day_first


def _read_stated(thread: Thread, layout: Layout, block: Element) -> datetime | None:
    """A date in a form that needs no other date of the page to be understood."""
    said = next(_layout_dates(block, layout), None)
    return thread.read_date(said) if said and is_iso(said) else None


def _read_published(thread: Thread, dates: list[str], day_first: bool | None) -> datetime | None:
    found = (thread.read_date(text, day_first) for text in dates)
    return next(filter(None, found), None)


def _read_link(thread: Thread, layout: Layout, block: Element, body: Element) -> str | None:
    for query in layout.link:
        for href in _ask(block, query):
            address = thread.absolute(str(href))
            if address:
                return address
    return find_link(block, thread, body)


def _layout_dates(block: Element, layout: Layout) -> Iterator[str]:
    for query in layout.date:
        for found in _ask(block, query)[:5]:
            yield found if isinstance(found, str) else read_line(found)
