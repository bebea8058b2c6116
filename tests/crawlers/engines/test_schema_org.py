"""Schema.org in its three syntaxes, whole and broken."""

import pytest

from crawlers.decode import open_page
from crawlers.engines.review import read_reviews
from crawlers.engines.schema_org import find, read_nodes
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

SOURCE = Source("saved", "review", Channel.REVIEW, "https://shop.example/")


def page_of(markup: str) -> Page:
    return open_page(f"<html><body>{markup}".encode(), SOURCE.url, None, SOURCE)


def script(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def test_json_with_comments_commas_and_line_breaks_is_mended() -> None:
    page = page_of(
        script('<!--\n{"@type": "Review", "reviewBody": "two\nlines", "tags": [1,],}\n-->')
    )

    [node] = read_nodes(page)

    assert node.is_a("Review")
    assert (node.text("reviewBody") or "").split() == ["two", "lines"]


def test_one_broken_script_does_not_hide_the_others() -> None:
    page = page_of(script('{"@type": "Review" oops') + script('{"@type": "Person", "name": "Ada"}'))

    assert [node.text("name") for node in find(page, "Person")] == ["Ada"]


def test_reference_is_followed_and_a_circle_ends() -> None:
    page = page_of(
        script(
            '{"@graph": [{"@type": "Review", "@id": "#r", "author": {"@id": "#p"}},'
            ' {"@type": "Person", "@id": "#p", "name": "Ada", "knows": {"@id": "#r"}}]}'
        )
    )

    [review] = find(page, "Review")

    assert review.text("author") == "Ada"


def test_json_nested_without_end_is_let_go() -> None:
    assert read_nodes(page_of(script('{"a":' * 100_000))) == []
    assert read_nodes(page_of(script("[" * 100_000))) == []


def test_microdata_gives_each_property_to_the_nearest_node() -> None:
    page = page_of(
        '<div itemscope itemtype="http://schema.org/Product"><b itemprop="name">Kettle</b>'
        '<div itemprop="review" itemscope itemtype="http://schema.org/Review">'
        '<span itemprop="author">Ada</span><meta itemprop="datePublished" content="2026-01-02">'
        "</div></div>"
    )

    [product] = read_nodes(page)
    [review] = product.nodes("review")

    assert product.text("name") == "Kettle"
    assert (review.role, review.text("author"), review.text("datePublished")) == (
        "review",
        "Ada",
        "2026-01-02",
    )


def test_property_elsewhere_on_the_page_is_borrowed() -> None:
    page = page_of(
        '<div itemscope itemtype="https://schema.org/Review" itemref="who"></div>'
        '<p id="who"><i itemprop="author">Ada</i></p>'
    )

    assert find(page, "Review")[0].text("author") == "Ada"


def test_rdfa_is_read_where_the_page_has_it() -> None:
    page = page_of(
        '<div vocab="http://schema.org/" typeof="Review"><span property="author">Ada</span></div>'
    )

    assert find(page, "Review")[0].text("author") == "Ada"


def test_rdfa_node_may_stand_inside_the_element_of_its_property() -> None:
    page = page_of(
        '<div prefix="s: http://schema.org/" typeof="s:Review"><div rel="s:reviewRating">'
        '<div typeof="s:Rating"><span property="s:ratingValue" content="2"></span></div></div>'
    )

    [rating] = find(page, "Review")[0].nodes("reviewrating")

    assert rating.text("ratingvalue") == "2"


TRUSTPILOT = "https://www.trustpilot.com/reviews/1"
SHAPES = {
    "one review of Trustpilot": (
        TRUSTPILOT,
        '<script id="__NEXT_DATA__">{"props": {"pageProps": {"review": {"id": "1", "rating": 2,'
        ' "text": "Late", "consumer": {"displayName": "Kim"}}}}}</script>',
    ),
    "published by the platform": (
        TRUSTPILOT,
        script(
            '{"@type": "Review", "author": {"name": "Kim"}, "reviewBody": "Late",'
            ' "reviewRating": {"ratingValue": "2"}, "publisher": {"name": "Trustpilot"}}'
        ),
    ),
    "Amazon before 2015": (
        "https://www.amazon.com/product-reviews/B0",
        '<table id="productReviews"><tr><td><div><span title="2.0 out of 5 stars"></span> <b>No</b>'
        ' <nobr>March 3, 2009</nobr> By <a href="/gp/pdp/profile/A1"><span>Kim</span></a>'
        '<div class="reviewText">Late</div></div></table>',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_review_in_a_rare_shape(shape: str) -> None:
    url, markup = SHAPES[shape]
    page = open_page(f"<html><body>{markup}".encode(), url, "text/html", SOURCE)

    [found] = read_reviews(page)

    assert (found.author, found.rating, found.text) == ("Kim", 2, "Late")
