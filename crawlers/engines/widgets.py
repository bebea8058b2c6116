"""Review blocks of shop systems and platforms whose markup says what each part is."""

from collections.abc import Iterator

from crawlers.engines.rating import Review
from crawlers.engines.selectors import Selectors, read_by
from crawlers.page import Page

# Each is named after the system that writes it; a page is tried against all of them.
WIDGETS: dict[str, Selectors] = {
    "woocommerce": Selectors(
        item="#reviews li.review, ol.commentlist li.review, .wc-block-review-list__item",
        author=".woocommerce-review__author, [itemprop=author],"
        " .wc-block-review-list-item__author, .meta strong",
        date="time",
        text=".description, .wc-block-review-list-item__text, .comment-text > p:not(.meta)",
        rating=".star-rating strong.rating, .star-rating, [class*=review-list-item__rating]",
    ),
    "django-oscar": Selectors(
        item="//article[contains(concat(' ', @class, ' '), ' review ')][.//*[contains("
        "concat(' ', @class, ' '), ' star-rating ')]]",
        author="p small strong::text",
        date=".//p/small[strong]/strong/following-sibling::text()[1]",
        text="header ~ p",
        rating=".star-rating",
        title=".star-rating a",
        url=".star-rating a::attr(href)",
        drop="small, form",
    ),
    "hreview": Selectors(
        item=".hreview",
        author=".reviewer .fn, .reviewer",
        date=".dtreviewed .value-title::attr(title), .dtreviewed",
        text=".description",
        rating=".rating .value-title::attr(title), .rating .value, .rating, .value",
        title=".summary",
    ),
    "h-review": Selectors(
        item=".h-review",
        author=".p-author .p-name, .p-author, .p-reviewer",
        date=".dt-published, .dt-reviewed",
        text=".e-content, .p-description",
        rating=".p-rating::attr(value), .p-rating",
        title=":not(.p-author) > .p-name",
        url=".u-url::attr(href)",
    ),
    "shopify": Selectors(
        item=".spr-review",
        author=".spr-review-header-byline strong:first-child",
        date=".spr-review-header-byline strong:last-child",
        text=".spr-review-content-body",
        rating=".spr-starratings",
        title=".spr-review-header-title",
    ),
    "judge.me": Selectors(
        item=".jdgm-rev",
        author=".jdgm-rev__author",
        date=".jdgm-rev__timestamp::attr(data-content), .jdgm-rev__timestamp",
        text=".jdgm-rev__body",
        rating=".jdgm-rev__rating::attr(data-score)",
        title=".jdgm-rev__title",
    ),
    "yotpo": Selectors(
        item=".yotpo-review:not(.yotpo-hidden)",
        author=".yotpo-user-name",
        date=".yotpo-review-date",
        text=".content-review",
        rating=".yotpo-review-stars .sr-only",
        title=".content-title",
    ),
    "bazaarvoice": Selectors(
        item=".bv-content-review, .BVRRContentReview",
        author="button.bv-author, .bv-author:not(:has(button)), .BVRRNickname",
        date=".bv-content-datetime-stamp, .BVRRReviewDate .BVRRValue",
        text=".bv-content-summary-body-text, .BVRRReviewText",
        rating=".bv-rating-stars-container .bv-off-screen, .BVRRRatingNumber",
        title=".bv-content-title, .BVRRReviewTitle",
    ),
    "powerreviews": Selectors(
        item=".pr-review",
        author=".pr-rd-author-nickname",
        date=".pr-rd-author-submission-date time",
        text=".pr-rd-description-text",
        rating=".pr-snippet-rating-decimal, .pr-rating-stars",
        title=".pr-rd-review-headline",
        drop=".pr-rd-bold",
    ),
    "magento": Selectors(
        item=".review-item, #customer-reviews dd",
        author=".review-author .review-details-value, [itemprop=author]",
        date=".review-date time, [itemprop=datePublished]",
        text=".review-content",
        rating=".rating-result, .rating",
        title=".review-title",
    ),
    "opencart": Selectors(
        item="#review table.table",
        author="tr:first-child td:first-child strong, tr:first-child td:first-child",
        date="tr:first-child td:last-child",
        text="tr:last-child p",
        rating="count(.//i[contains(@class, 'fa-star') and not(contains(@class, 'fa-star-o'))])",
    ),
}


def read_widgets(page: Page) -> Iterator[Review]:
    """The reviews of every known block on a page."""
    for queries in WIDGETS.values():
        yield from read_by(page, queries)
