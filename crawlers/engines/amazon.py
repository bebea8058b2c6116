"""Reviews on Amazon's product and review pages: by data-hook attributes, and as before 2015."""

import re
from collections.abc import Iterator
from dataclasses import replace

from crawlers.engines.rating import Review, date_of
from crawlers.engines.selectors import Selectors, read_by
from crawlers.page import Page

_HOOK = '[data-hook="review"], [data-hook="cmps-review"], [data-hook="mob-review"]'
_QUERIES = Selectors(
    item=_HOOK,
    author=".a-profile-name",
    text='[data-hook="review-body"], [data-hook="review-collapsed"],'
    ' [data-hook="reviewRichContentContainer"], [data-hook="reviewText"]',
    rating='[data-hook$="review-star-rating"] .a-icon-alt, [data-hook$="review-star-rating"],'
    " .review-rating .a-icon-alt",
    title='[data-hook="review-title"], [data-hook="reviewTitle"]',
    url='[data-hook="review-title"]::attr(href), a.review-title::attr(href)',
    drop='[data-hook="expand-collapse-read-more-less"], .a-expander-prompt, .a-expander-header,'
    " .a-icon-star, .a-icon-alt, .a-letter-space, .cr-translated-review-content, script, style,"
    " .review-video, [data-hook=review-image-tile]",
    best=5,
)
_OLD = '#productReviews div:has(> .reviewText), [id^="rev-dpReviews"], #revMHRL .celwidget'
_OLD_QUERIES = Selectors(
    item=_OLD,
    author="a[href*='/profile/'] span, a[href*='/profile/']",
    date="nobr, .a-color-secondary .a-size-normal, .a-color-secondary",
    text=".reviewText, .drkgry, .a-section > .a-spacing-small",
    rating="[title*='5']::attr(title), img[alt*='5']::attr(alt), .a-icon-alt",
    title="b, .a-text-bold",
    best=5,
)
# "Reviewed in Germany on 8 April 2016", "Rezension aus Deutschland vom 8. April 2016", ...
_DATE = re.compile(
    r"\b(?:on|vom|am|le|el|il|op|em|den|dnia|tarihinde)\s+(\w*\.?\s*\d.*)$|^(\d{4}年\d+月\d+日)",
    re.I,
)


_NUMBER = re.compile(r"R[A-Z0-9]{9,15}$")
# What the folded text of a review says to those who hear the page.
_FOLDED = re.compile(
    r"(?:Brief|Full) content visible,?\s*double tap to read (?:full|brief) content\.?"
)


def claims(page: Page) -> bool:
    """Whether the page holds reviews in Amazon's markup."""
    text = page.response.text
    if 'data-hook="' in text and page.response.css(_HOOK):
        return True
    return "amazon." in page.response.url and bool(page.response.css(_OLD))


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews shown on the page; the aggregate of all of them is none."""
    dates = page.response.css(_HOOK)
    if not dates:
        yield from read_by(page, _OLD_QUERIES)
    for block, review in zip(dates, read_by(page, _QUERIES), strict=True):
        stated = block.css('[data-hook="review-date"]::text').get("").strip()[:200]
        found = _DATE.search(stated)
        day = (found[1] or found[2]) if found else stated
        text = _FOLDED.sub("", review.text).strip()
        number = _NUMBER.search(block.attrib.get("id") or "")
        url = review.url or (f"/gp/customer-reviews/{number[0]}" if number else None)
        yield replace(review, text=text, published=date_of(page, day), url=url)
