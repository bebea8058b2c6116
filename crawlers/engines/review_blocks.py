"""Reviews of shops nobody taught us: blocks that repeat where reviews are, each with a rating."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawlers.engines.headed import REVIEW_HEADING, find_headed
from crawlers.engines.markup import Element, read_line, select
from crawlers.engines.places import REVIEWS, find_places, with_rows
from crawlers.engines.rated_rows import read_rows
from crawlers.engines.rating import Review
from crawlers.engines.repeating import read_part
from crawlers.engines.shown_rating import find_rating
from crawlers.page import Page
from pipeline.post import Post

_RATED = 0.6  # of the blocks; what fewer rate are comments
_ADDRESS = re.compile(
    r"review|otz[iy]v|vidguk|feedback|bewertung|rezension|recen[sz]|resen|opini|avis\b|yorum"
    r"|sikayet|arvostelu|responses",
    re.I,
)
_LONGEST_TITLE = 150
_HEADINGS = "h1, h2, h3, h4, h5, h6, .h3, .h4, .h5, [class*=title], [class*=heading]"
_LEAD = re.compile(r"^(?:by|von|from|от|автор|par|por|di|da|door)\s*[:\s]\s*", re.I)


def read_blocks(page: Page) -> Iterator[Review]:
    """The reviews of the first part of a page that holds any."""
    places = _places(page)
    for reader in (read_part, read_rows):
        for part in places:
            blocks = reader(page, part)
            rated = [(find_rating(block.root), body, post) for block, body, post in blocks]
            known = sum(rating[0] is not None for rating, *_ in rated)
            if known and known >= _RATED * len(rated):
                for rating, body, post in rated:
                    yield _review(post, body, *rating)
                return


def _places(page: Page) -> list[Element]:
    """The parts named or headed as reviews are; the whole page where its address is, or title."""
    root = page.response.selector.root
    heads = [read_line(each) for each in select(root, "h1, head title")[:4]]
    whole = _ADDRESS.search(urlsplit(page.response.url).path) or any(map(REVIEWS.search, heads))
    named = with_rows(find_places(root, REVIEWS))
    return [*named, *find_headed(root, REVIEW_HEADING), *([root] if whole else [])]


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
