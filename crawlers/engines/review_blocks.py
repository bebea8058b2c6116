"""Reviews of shops nobody taught us: blocks that repeat where reviews are, each with a rating."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from parsel import Selector

from crawlers.engines.drawn_stars import count_stars
from crawlers.engines.markup import Element, read_line, select
from crawlers.engines.places import REVIEWS, find_places, with_rows
from crawlers.engines.rating import Review, read_rating
from crawlers.engines.repeating import read_part
from crawlers.engines.selectors import rating_of
from crawlers.page import Page
from pipeline.post import Post

_RATED = 0.6  # of the blocks; what fewer rate are comments
_ADDRESS = re.compile(
    r"review|otz[iy]v|vidguk|feedback|bewertung|rezension|recen[sz]|resen|opini|avis\b|yorum"
    r"|sikayet|arvostelu|responses",
    re.I,
)
_LONGEST_TITLE = 150
_STATED = "[data-rating], [data-score], [data-grade], [itemprop=ratingValue]"
_STARS = "[class*=star], [class*=Star], [class*=rating], [class*=Rating], [class*=grade]"
_SCORES = "[class*=score], [class*=Score], [class^=rate], [class*=-rate], [class*=_rate]"
_HEADINGS = "h1, h2, h3, h4, h5, h6, .h3, .h4, .h5, [class*=title], [class*=heading]"
_LEAD = re.compile(r"^(?:by|von|from|от|автор|par|por|di|da|door)\s*[:\s]\s*", re.I)


def read_blocks(page: Page) -> Iterator[Review]:
    """The reviews of the first part of a page that holds any."""
    for part in _places(page):
        blocks = read_part(page, part)
        rated = [(_rate(block.root), block, body, post) for block, body, post in blocks]
        known = sum(rating[0] is not None for rating, *_ in rated)
        if known and known >= _RATED * len(rated):
            for rating, _, body, post in rated:
                yield _review(post, body, *rating)
            return


def _places(page: Page) -> list[Element]:
    """The parts that are named after reviews; the whole page where its address is, or its title."""
    root = page.response.selector.root
    heads = [read_line(each) for each in select(root, "h1, head title")[:4]]
    whole = _ADDRESS.search(urlsplit(page.response.url).path) or any(map(REVIEWS.search, heads))
    return [*with_rows(find_places(root, REVIEWS)), *([root] if whole else [])]


def _rate(block: Element) -> tuple[float | None, float | None]:
    """The rating that a block shows: what is named so, else a label such as "4 of 5"."""
    where = Selector(root=block)
    for rating in (
        rating_of(where, _STATED),
        count_stars(block),
        rating_of(where, _STARS),
        rating_of(where, _SCORES),
    ):
        if rating[0] is not None:
            return rating
    for text in select(block, "[aria-label]::attr(aria-label), [title]::attr(title)")[:30]:
        value, best = read_rating(text)
        if value is not None and best is not None:
            return value, best
    return None, None


def _review(post: Post, body: Element, value: float | None, best: float | None) -> Review:
    title = next((read_line(each) for each in select(body, _HEADINGS)[:1]), "")
    opens = 0 < len(title) <= _LONGEST_TITLE and post.text.startswith(title)
    return Review(
        author=_LEAD.sub("", post.author) if post.author else None,
        published=post.published,
        text=post.text[len(title) :].strip() if opens else post.text,
        title=title if opens else None,
        rating=value,
        best=best,
        url=post.url,
    )
