"""Review pages of sites that mark little or nothing up: one row of queries for each."""

from collections.abc import Iterator

from scrapy.http import HtmlResponse

from crawlers.engines.markup import may_find
from crawlers.engines.rating import Review
from crawlers.engines.selectors import Selectors, read_by
from crawlers.page import Page

# A thumb up is five stars, one down is one.
_THUMBS = "count(.//img[contains(translate(@src, 'U', 'u'), 'thumbsup')]) * 4 + 1"
SITES = {
    "otzovik": Selectors(
        item=".item:has(.review-postdate):has(.user-login)",
        author=".user-login [itemprop=name], .user-login",
        date=".review-postdate, .review-postdate abbr::attr(title)",
        text=".review-plus, .review-minus, .review-teaser, .review-body",
        title=".review-title, h1",
        rating=".rating-score, abbr.rating::attr(title)",
        url="a.review-title::attr(href), a.review-read-link::attr(href)",
        best=5,
    ),
    "irecommend": Selectors(
        item=".smTeaser:has(.reviewTeaserText)",
        author=".authorName",
        date=".created, .date-created",
        text=".reviewTeaserText",
        title=".reviewTitle",
        rating="count(.//*[contains(@class, 'fivestarWidgetStatic')]//*[@class='on'])",
        url=".reviewTitle a::attr(href), a.reviewTextSnippet::attr(href)",
        best=5,
    ),
    "yandex maps": Selectors(
        item=".business-review-view:has(.business-review-view__body)",
        author=".business-review-view__author-name [itemprop=name], [itemprop=name],"
        " .business-review-view__author-name, .business-review-view__author",
        date="meta[itemprop=datePublished], .business-review-view__date, time",
        text=".business-review-view__body",
        rating="meta[itemprop=ratingValue], .business-rating-badge-view__stars",
        drop=".spoiler-view__button, .business-review-view__comment-expand,"
        " .business-review-view__comment, .business-review-view__expand",
        best=5,
    ),
    "steam": Selectors(
        item=".apphub_Card:has(.apphub_UserReviewCardContent)",
        author=".apphub_CardContentAuthorName a",
        date=".date_posted",
        text=".apphub_CardTextContent",
        rating=_THUMBS,
        url="string(./@data-modal-content-url)",
        drop=".date_posted, .early_access_review, .refunded, .received_compensation",
        best=5,
    ),
    "steam's store": Selectors(
        item=".review_box:has(.vote_header)",
        author=".persona_name a, .persona_name",
        date=".postedDate",
        text=".content",
        rating=_THUMBS,
        url=".vote_header a::attr(href), a.vote_header::attr(href)",
        drop=".postedDate .view_more, .posted",
        best=5,
    ),
    "rakuten": Selectors(
        item=".revRvwUserSec",
        author=".reviewer .fn, .revUserFaceDtTxt .fn, .revUserFaceDtTxt a, .revUserFaceDtTxt",
        date=".dtreviewed, .revUserEntryDate",
        text=".revRvwUserEntryCmt, .description",
        title=".revRvwUserEntryTtl, .summary",
        rating=".revUserRvwerNum .value, .revUserRvwerNum",
        url="a.revEntryUrl::attr(href), a.permalink::attr(href)",
        drop=".revUserRvwNum, .revUserFaceAgeSex",
        best=5,
    ),
    "rakuten, since 2023": Selectors(
        item="li:has([class*='reviewer-name--'])",
        author="[class*='reviewer-name--']",
        date="(.//text()[contains(translate(., '0123456789', '##########'), '####/##/##')])[1]",
        text="[class*='review-body--']",
        title="[class*='type-header--'], [class*='review-title--']",
        rating="[class*='number-wrapper-'], span[class*='font-fixed']",
        best=5,
    ),
}


def claims(page: Page) -> bool:
    """Whether the page is built as one of the sites builds it."""
    return _find_site(page) is not None


def read_reviews(page: Page) -> Iterator[Review]:
    """The customers' reviews of a page; what the company replied is none."""
    queries = _find_site(page)
    return read_by(page, queries) if queries else iter(())


def _find_site(page: Page) -> Selectors | None:
    if not isinstance(page.response, HtmlResponse):
        return None
    markup = page.response.text
    built = (site for site in SITES.values() if may_find(site.item, markup))
    return next((site for site in built if page.response.css(site.item)), None)
