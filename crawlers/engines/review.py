"""Customer reviews: which markup a page keeps them in, and the posts they become."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

from crawlers.engines import amazon, appstore, googleplay, review_answers, review_sites, trustpilot
from crawlers.engines.rating import Review, post_of, settle
from crawlers.engines.review_blocks import read_blocks
from crawlers.engines.review_state import read_reviews as read_state
from crawlers.engines.schema_review import read_reviews as read_schema
from crawlers.engines.selectors import read_by, selectors_of
from crawlers.engines.widgets import read_widgets
from crawlers.page import Page
from pipeline.post import Post

_NAMED = (
    "review", "отзыв", "otzyv", "відгук", "feedback", "product-comment", "bewertung", "rezension",
    "recens", "recenz", "reseñ", "opini", "yorum", "şikayet", "arvostelu", "arviot", "testimonial",
    " avis ", ">avis", "beoordel", "hodnocen", "értékel", "vélem", "omdöm", "anmeldels", "avaliaç",
    "valorac", "κριτικ", "αξιολογ", "ulasan", "đánh giá", "レビュー", "クチコミ", "口コミ", "리뷰",
    "후기", "상품평", "评价", "評價", "รีวิว", "تقييم", "نظرات", "ביקורות", "חוות דעת", "समीक्षा",
)  # fmt: skip
_PLATFORMS: tuple[ModuleType, ...] = (
    *(appstore, googleplay, trustpilot, amazon),
    *(review_answers, review_sites),
)


def claims(page: Page) -> bool:
    """Whether the page holds reviews, or is a review platform's answer that holds none today."""
    if page.source.kind in ("review", "auto") and selectors_of(page) is not None:
        return True
    if any(platform.claims(page) for platform in _PLATFORMS):
        return True
    if not _is_html(page) or not _is_named(page.response.text.lower()):
        return False
    return next(read_reviews(page), None) is not None


def _is_named(text: str) -> bool:
    """Whether a page speaks of reviews at all."""
    return any(word in text for word in _NAMED)


def read(page: Page) -> Iterator[Post]:
    """The reviews of a page that say something, as posts rated from 1 to 5 stars."""
    reviews = [review for review in read_reviews(page) if review.text or review.title]
    seen = Counter(review.url for review in reviews)
    for review in reviews:
        yield post_of(page, replace(review, shared=review.shared or seen[review.url] > 1))


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews of a page in its own words, doubles joined, each from the surest place."""
    queries = selectors_of(page)
    if queries is not None:
        return settle(read_by(page, queries))
    for platform in _PLATFORMS:
        if platform.claims(page):
            found = list(settle(platform.read_reviews(page)))
            if found or not _is_html(page):
                return iter(found)
    return _read_markup(page)


def _read_markup(page: Page) -> Iterator[Review]:
    """What the page marks up for machines, else its visible blocks, else its scripts' data."""
    readers: tuple[Callable[[Page], Iterator[Review]], ...] = (
        read_schema,
        read_widgets,
        read_blocks,
        read_state,
    )
    found = (list(settle(reader(page))) for reader in readers if _is_html(page))
    return iter(next(filter(None, found), []))


def _is_html(page: Page) -> bool:
    """Whether there are elements to look at."""
    return page.response.selector.type in ("html", "xml")
