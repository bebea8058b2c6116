"""What looks like a review in a page's script data and is none."""

import json
from typing import Any

import pytest

from tests.crawlers.engines.script_pages import ANN, next_data, read, shop_row


@pytest.mark.parametrize(
    "props",
    [
        {"product": {"rating": 4.5, "author": "Acme", "description": "A kettle", "price": 9}},
        {"reviews": {"rating": 4.5, "reviewCount": 7, "author": "All", "text": "Very good"}},
        {"reviews": [shop_row(hidden=True), shop_row(isPublished=False)]},
        {"reviews": [shop_row(status="PENDING"), shop_row(moderationStatus="rejected")]},
        {"reviews": [shop_row(__typename="ExpertReview"), shop_row(authorType="staff")]},
        {"reviews": [shop_row(user={"role": "editor"})]},
        {"editorReviews": [shop_row()], "expertReviews": {"items": [shop_row()]}},
        {"relatedProducts": [{"reviews": [shop_row()]}]},
        {"youMayAlsoLike": {"items": [{"reviews": [shop_row()]}]}},
        {"list": [{"reviews": [shop_row()]}, {"reviews": [shop_row(text="Another")]}]},
        {"questions": [shop_row()], "reviews": {"questionsAndAnswers": [shop_row()]}},
        {"merchantReplies": [shop_row()], "hiddenReviews": [shop_row()]},
        {"reviews": [{"question": "Is it loud?", **shop_row()}]},
        {"posts": [shop_row()], "books": [shop_row(description="Novel")]},
        {"comments": [{"text": "First!", "author": "Bo", "date": "2026-01-01"}]},
        {"reviews": [shop_row(text="", title="")]},
        {"reviews": {"aggregate": shop_row(), "summary": shop_row(text="Buyers like it")}},
        {"reviewSummary": shop_row(), "reviewTopics": [shop_row(text="Battery")]},
        {"reviews": {"reviewer": shop_row(text="I am Ann")}},
        {"carousel": [{"product": {"reviews": [shop_row()]}}]},
        {"comments": [shop_row(rating=15, score=15)]},
        {"opinions": [{"title": "Tax", "text": "Lower", "author": "Bo", "date": "2026-01-01"}]},
        {"reviews": [shop_row(section="Tech", excerpt="We tried it")]},
        {"reviews": [{"text": "{{ text }}", "author": "{{ name }}", "rating": 5}]},
        {"a": {"b": {"c": {}}}, "reviewForm": {"rating": 5, "text": "Your review", "name": ""}},
    ],
)
def test_what_only_looks_like_a_review_is_none(props: dict[str, Any]) -> None:
    assert read(next_data(props)) == []


def test_reviews_of_another_thing_than_the_address_names_are_left_out() -> None:
    box = {"reviews": [shop_row(productId=12, text="The toaster burns.")]}
    own = {"reviews": [shop_row(productId=77)]}

    assert read(next_data({"box": box, "own": own})) == [ANN]


def test_replies_within_a_review_are_none() -> None:
    reply = {"text": "We are sorry.", "author": {"name": "Shop"}, "rating": 5}
    row = shop_row(replies=[reply], reviews=[reply], response=reply)

    assert read(next_data({"reviews": [row]})) == [ANN]


@pytest.mark.parametrize(
    "data",
    [
        {"reviews": [[[[]]]] * 30_000},
        json.loads('{"reviews":' * 300 + "1" + "}" * 300),
        {
            "reviews": {
                "ROOT_QUERY": {"__ref": "a"},
                "a": {"b": {"__ref": "a"}, "c": {"__ref": "a"}},
            }
        },
        {"reviews": [{"text": {"text": {}}, "rating": [[]], "author": 5, "date": True}] * 500},
    ],
)
def test_data_made_to_exhaust_its_reader_holds_no_reviews(data: Any) -> None:
    assert read(next_data(data)) == []


def test_an_article_that_nobody_called_reviews_has_none_in_its_data() -> None:
    part = "<meta property='og:type' content='article'>" + next_data({"reviews": [shop_row()]})

    assert read(part, kind="review") == [ANN]
    assert ANN not in read(part, kind="auto")


@pytest.mark.parametrize(
    "mark",
    [
        *({"approved": 0}, {"approved": "0"}, {"comment_approved": "0"}, {"ACTIVE": "N"}),
        *({"moderated": False}, {"status": "hold"}, {"status": "unapproved"}, {"status": "trash"}),
        *({"deleted": "1"}, {"isHidden": "Y"}, {"status": 0}, {"moderation_status": "0"}),
    ],
)
def test_what_waits_for_a_moderator_is_not_shown(mark: dict[str, Any]) -> None:
    shown = dict.fromkeys(mark, 1) if 0 in mark.values() or "0" in mark.values() else {}
    rows = [shop_row(**shown), shop_row(id=6, text="Nobody shall see this.", **mark)]

    assert read(next_data({"reviews": rows})) == [ANN]


@pytest.mark.parametrize("mark", [{"status": 0}, {"active": False}, {"approved": None}])
def test_a_number_that_all_reviews_bear_hides_none(mark: dict[str, Any]) -> None:
    assert read(next_data({"reviews": [shop_row(**mark)]})) == [ANN]
