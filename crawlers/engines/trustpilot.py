"""Reviews of Trustpilot: its interface, the data inside its pages, and the pages themselves."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from crawlers.answer import Answer, peek
from crawlers.engines.rating import Review, date_of
from crawlers.engines.schema_review import read_reviews as read_schema
from crawlers.engines.selectors import Selectors, read_by
from crawlers.page import Page

_QUERIES = (
    Selectors(
        item="article:has([data-service-review-rating])",
        author="[data-consumer-name-typography]",
        date="time",
        text="[data-service-review-text-typography]",
        rating="[data-service-review-rating]::attr(data-service-review-rating)",
        title="[data-service-review-title-typography]",
        url="[data-review-title-typography]::attr(href), a[href*='/reviews/']::attr(href)",
        best=5,
    ),
    Selectors(
        item="article.review, .review-card",
        author=".consumer-information__name, .consumer-info__details__name",
        date="time",
        text=".review-content__text, .review-info__body__text",
        rating=".star-rating img, .star-rating",
        title=".review-content__title, .review-info__body__title",
        url=".review-content__title a::attr(href), a[href*='/reviews/']::attr(href)",
        best=5,
    ),
)


def claims(page: Page) -> bool:
    """Whether the page is of Trustpilot, or an answer in the form of its interface."""
    if "trustpilot." in urlsplit(page.response.url).netloc:
        return True
    head = page.response.text[:20_000].lower()
    return ("trustpilot" in head and "consumer" in page.response.text) or _is_answer(peek(page))


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews of the page; where its data is inside, that is surer than its markup."""
    answer = peek(page) if page.response.text[:1] in "{[" else _inner_data(page)
    rows = [*answer.at("reviews").each(), *(row for row in [answer.at("review")] if row.has("id"))]
    found = [_read_row(page, row) for row in rows]
    found = found or list(read_schema(page, customers=True))
    for queries in () if found else _QUERIES:
        blocks = page.response.css(queries.item)
        for block, review in zip(blocks, read_by(page, queries), strict=True):
            found.append(review if review.published else _dated(page, review, block.get()))
    return iter(found)


def _is_answer(answer: Answer) -> bool:
    first = answer.at("reviews").first()
    return first.has("stars", "consumer") or first.has("rating", "consumer")


def _inner_data(page: Page) -> Answer:
    """The data that the page's script was started with."""
    try:
        data = json.loads(page.response.css("script#__NEXT_DATA__::text").get() or "null")
    except (ValueError, RecursionError):
        return Answer()
    return Answer(data).at("props", "pageProps")


def _read_row(page: Page, row: Answer) -> Review:
    number = row.number("rating") or row.number("stars")
    day = row.text("dates", "publishedDate") or row.text("createdAt")
    name = row.text("id")
    return Review(
        author=row.text("consumer", "displayName"),
        published=date_of(page, day),
        text=row.text("text") or "",
        title=row.text("title"),
        rating=None if number is None else float(number),
        best=5,
        url=f"https://www.trustpilot.com/reviews/{name}" if name else None,
    )


def _dated(page: Page, review: Review, markup: str) -> Review:
    """The date that older pages keep in a script of each card."""
    _, _, rest = markup.partition('"publishedDate":"')
    return replace(review, published=date_of(page, rest.partition('"')[0] or None))
