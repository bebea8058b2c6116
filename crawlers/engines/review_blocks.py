"""Reviews of shops nobody taught us: blocks that repeat where reviews are, each with a rating."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import urlsplit

from crawlers.engines.blocks import Block
from crawlers.engines.headed import REVIEW_HEADING, find_headed
from crawlers.engines.markup import Element, read_line, select
from crawlers.engines.names import labels_of
from crawlers.engines.places import REVIEW_ADDRESS, REVIEWS, find_places, with_rows
from crawlers.engines.rated_rows import read_rows
from crawlers.engines.rating import Review
from crawlers.engines.repeating import read_part
from crawlers.engines.review_parts import (
    find_title,
    find_writers,
    is_side,
    link_of,
    numbers_of,
    with_sides,
    without_answers,
)
from crawlers.engines.shown_rating import find_rating
from crawlers.page import Page
from pipeline.post import Post

_RATED = 0.6  # of the blocks; what fewer rate are comments
_LONGEST_TITLE = 150
_HEADINGS = "h1, h2, h3, h4, h5, h6, .h3, .h4, .h5, [class*=title], [class*=heading]"
_NAMES = re.compile(r"user|author|name|nick|profil", re.I)
Blocks: TypeAlias = list[tuple[Block, Element, Post]]
Rating: TypeAlias = tuple[float | None, float | None]
_LEAD = re.compile(r"^(?:by|von|from|от|автор|par|por|di|da|door)\s*[:\s]\s*", re.I)


def read_blocks(page: Page) -> Iterator[Review]:
    """The reviews of the first part of a page that holds any."""
    places = [without_answers(part) for part in _places(page)]
    for reader in (read_part, read_rows):
        for part in places:
            blocks = reader(page, part)
            rated = [(find_rating(block.root), body, post) for block, body, post in blocks]
            known = sum(rating[0] is not None for rating, *_ in rated)
            if known and known >= _RATED * len(rated):
                yield from _read(blocks, [rating for rating, *_ in rated])
                return


def _places(page: Page) -> list[Element]:
    """The parts named or headed as reviews are; the whole page where its address is, or title."""
    root = page.response.selector.root
    heads = [read_line(each) for each in select(root, "h1, head title")[:4]]
    whole = REVIEW_ADDRESS.search(urlsplit(page.response.url).path) or any(
        map(REVIEWS.search, heads)
    )
    named = with_rows(find_places(root, REVIEWS))
    return [*named, *find_headed(root, REVIEW_HEADING), *([root] if whole else [])]


def _read(blocks: Blocks, ratings: list[Rating]) -> Iterator[Review]:
    titles = _titles(blocks)
    lines = [None if title is None else read_line(title).strip('"“”«» ') for title in titles]
    names = _writers(blocks, lines)
    for (block, body, post), rating, title, line, name in zip(
        blocks, ratings, titles, lines, names, strict=True
    ):
        review = _review(post, block, body, name, rating)
        if title is not None and line and line != review.author and not review.title:
            link = link_of(title)
            own = link is not None and any(number in link for number in numbers_of(block.root))
            review = replace(review, title=line, url=link if own else review.url)
        yield review


def _titles(blocks: Blocks) -> list[Element | None]:
    """The heading of each block, unless most say the same, as labels do, or say who wrote it."""
    found = [find_title(block.root, body) for block, body, _ in blocks]
    said = [read_line(each) for each in found if each is not None]
    named = [each for each in found if each is not None and _NAMES.search(labels_of(each))]
    usable = len(set(said)) > len(said) / 2 and not named
    return found if usable else [None] * len(blocks)


def _writers(blocks: Blocks, titles: list[str | None]) -> list[str | None]:
    """Who wrote each block; not its heading, where a better name is there."""
    names = [post.author for *_, post in blocks]
    taken = [bool(n and t and n.strip('"“”«» ') == t) for n, t in zip(names, titles, strict=True)]
    if sum(taken) <= len(blocks) / 2:
        return names
    pairs = [(block.root, body) for block, body, _ in blocks]
    others = find_writers(pairs, titles)
    return others if any(others) else names


def _review(post: Post, block: Block, body: Element, name: str | None, rating: Rating) -> Review:
    title = next((read_line(each) for each in select(body, _HEADINGS)[:1]), "")
    opens = 0 < len(title) <= _LONGEST_TITLE and post.text.startswith(title)
    own = _below_rating(post.text[len(title) :].strip() if opens else post.text, rating[0])
    return Review(
        author=None if name and is_side(name, block.root) else _author(name),
        published=post.published,
        text=with_sides(block.root, own),
        title=title if opens else None,
        rating=rating[0],
        best=rating[1],
        url=post.url,
    )


def _below_rating(text: str, rating: float | None) -> str:
    """A text without its first line where that only says the rating."""
    first, _, rest = text.partition("\n")
    says = re.fullmatch(r"\d{1,3}(?:[.,]\d)?", first.strip())
    same = says is not None and float(says[0].replace(",", ".")) == rating
    return rest.strip() if same and rest.strip() else text


def _author(name: str | None) -> str | None:
    """Who wrote a review; a number is a rating, and no name."""
    name = _LEAD.sub("", name) if name else ""
    return name if any(map(str.isalpha, name)) else None
