"""Reviews in rows without a date or a marked name: siblings of one shape, each of them rated."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from crawlers.dates import guess_day_first
from crawlers.engines.addresses import find_link
from crawlers.engines.blocks import MOST_BLOCKS, Block, Pairs
from crawlers.engines.likeness import LEAST_PROSE, author_path, is_box, is_list, name_at
from crawlers.engines.markup import Element
from crawlers.engines.names import find_author, own_texts, place_of
from crawlers.engines.own_words import read_body
from crawlers.engines.prose import find_bodies, measure_prose, shape_of
from crawlers.engines.shown_rating import find_rating
from crawlers.engines.stamps import date_texts, find_stamps
from crawlers.engines.thread import Thread
from crawlers.page import Page
from pipeline.post import Post

_FEWEST = 3
_NAMED = 0.8  # of the rows; ratings by subject bear no names
_MOST_ROWS = 40  # groups of siblings that are looked at
_MOST_ELEMENTS = 20_000
_LEAST_TEXT = 25  # letters of a block, its name and button included
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s[\w'’.-]+){0,3}")
_MOST_TEXTS = 12  # of a block that may be its writer's name


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
        if not is_list(pairs, page.response.url) and not is_box(pairs):
            posts = _read_pairs(thread, pairs)
            if sum(post.author is not None for post in posts) >= _NAMED * len(posts):
                return [(*pair, post) for pair, post in zip(pairs, posts, strict=True)]
    return []


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
    path, place = author_path(pairs), _name_place(pairs)
    return [
        thread.post(
            find_link(block.root, thread, body) or thread.address,
            read_body(body),
            name_at(path, block, body) or find_author(block.root, body) or _at(place, block, body),
            published,
        )
        for (block, body), published in zip(pairs, moments, strict=True)
    ]


def _name_place(pairs: Pairs) -> str | None:
    """Where the first texts stand that may be names and are not the same in all blocks."""
    found: dict[str, list[str]] = defaultdict(list)
    for block, body in pairs:
        for place, name in _maybe_names(block, body).items():
            found[place].append(name)
    usual = [
        place
        for place, names in found.items()
        if len(names) > len(pairs) / 2 and max(Counter(names).values()) <= len(pairs) / 2
    ]
    return next(iter(usual), None)


def _at(place: str | None, block: Block, body: Element) -> str | None:
    return _maybe_names(block, body).get(place or "")


def _maybe_names(block: Block, body: Element) -> dict[str, str]:
    """The short texts of a block outside its body that may be names, each with its place."""
    found: dict[str, str] = {}
    for holder, text in own_texts(block.root, body, _MOST_TEXTS):
        line = " ".join(text.split())
        if _NAME.fullmatch(line):
            found.setdefault(place_of(holder, block.root), line)
    return found
