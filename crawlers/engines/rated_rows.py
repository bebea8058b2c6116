"""Reviews in rows without a date or a marked name: siblings of one shape, each of them rated."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from crawlers.dates import guess_day_first
from crawlers.engines.addresses import find_link
from crawlers.engines.blocks import MOST_BLOCKS, Block, Pairs
from crawlers.engines.likeness import LEAST_PROSE, is_box, is_list, writers_of
from crawlers.engines.markup import Element, select
from crawlers.engines.own_words import read_body
from crawlers.engines.places import REVIEW_ADDRESS, REVIEWS, is_named_after
from crawlers.engines.prose import find_bodies, measure_prose, shape_of
from crawlers.engines.review_parts import numbers_of
from crawlers.engines.shown_rating import find_rating
from crawlers.engines.stamps import date_texts, find_stamps
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_FEWEST = 3
_NAMED = 0.8  # of the rows; ratings by subject bear no names
_MOST_ROWS = 40  # groups of siblings that are looked at
_MOST_ELEMENTS = 20_000
_LEAST_NAMELESS = 2 * LEAST_PROSE
_LEAST_TEXT = 25  # letters of a block, its name and button included


def read_rows(page: Page, part: Element) -> list[tuple[Block, Element, Post]]:
    """The rows of a part of the page in which each shows a rating and has prose of its own."""
    thread = Thread(page)
    for blocks in islice(_rows(part), _MOST_ROWS):
        if find_rating(blocks[0].root)[0] is None:
            continue
        bodies = find_bodies([block.root for block in blocks])
        pairs = [(b, body) for b, body in zip(blocks, bodies, strict=True) if body is not None]
        prose = sum(measure_prose(body) for _, body in pairs)
        rated = all(find_rating(block.root)[0] is not None for block, _ in pairs)
        if len(pairs) < _FEWEST or not rated or prose < LEAST_PROSE * len(pairs):
            continue
        listed = is_list(pairs, page.response.url) and not all(map(_leads_to_itself, blocks))
        if not listed and not is_box(pairs):
            posts = _read_pairs(thread, pairs)
            named = sum(post.author is not None for post in posts)
            if named >= _NAMED * len(posts) or _is_nameless(pairs, prose):
                return [(*pair, post) for pair, post in zip(pairs, posts, strict=True)]
    return []


def _leads_to_itself(block: Block) -> bool:
    """Whether a row links to a page of reviews that bears the row's own number."""
    numbers = numbers_of(block.root)
    links = filter(REVIEW_ADDRESS.search, select(block.root, "a::attr(href)"))
    return any(number in link for link in links for number in numbers)


def _is_nameless(pairs: Pairs, prose: int) -> bool:
    """Whether rows are called reviews, each by itself, and say so much that they are some."""
    called = all(is_named_after(block.root, REVIEWS) for block, _ in pairs)
    return called and prose >= _LEAST_NAMELESS * len(pairs)


def _rows(part: Element) -> Iterator[list[Block]]:
    """Children of one element that are of one shape and hold some text."""
    for parent in islice(part.iter("div", "ul", "ol", "section", "main"), _MOST_ELEMENTS):
        shapes: dict[str, list[Element]] = defaultdict(list)
        for child in parent.iterchildren("div", "li", "article", "section"):
            shapes[shape_of(child)].append(child)
        for alike in shapes.values():
            full = [each for each in alike if _holds_text(each)]
            if len(full) >= _FEWEST:
                yield [Block(each) for each in full[:MOST_BLOCKS]]


def _holds_text(element: Element) -> bool:
    return len("".join(element.itertext()).strip()) >= _LEAST_TEXT


def _read_pairs(thread: Thread, pairs: Pairs) -> list[Post]:
    texts = (text for block, body in pairs for text in islice(date_texts(block.root, body), 10))
    day_first = guess_day_first(texts)
    moments = find_stamps(thread, [(block.root, body) for block, body in pairs], day_first)
    names, _ = writers_of(pairs)
    return [
        thread.post(
            find_link(block.root, thread, body) or thread.address,
            read_body(body),
            name,
            published,
        )
        for (block, body), name, published in zip(pairs, names, moments, strict=True)
    ]
