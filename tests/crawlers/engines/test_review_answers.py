"""Reviews in the answers of interfaces: who wrote what, how many stars, what follows."""

import json
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.engines import appstore
from crawlers.engines.review_answers import find_more
from crawlers.kinds import detect, read_as
from crawlers.page import Page
from pipeline.post import Channel
from pipeline.watch import Source

STEAM = {
    "recommendationid": "1",
    "author": {"steamid": "765"},
    "review": "[b]Crashes[/b] daily",
    "timestamp_created": 1700000000,
    "voted_up": False,
}
PLACE = {
    "name": "places/a/reviews/b2",
    "rating": 4,
    "text": {"text": "Good"},
    "originalText": {"text": "Хорошо"},
    "authorAttribution": {"displayName": "Оля"},
}
PLAY = {
    "reviewId": "gp:1",
    "authorName": "An",
    "comments": [
        {"userComment": {"text": "\tIt hangs", "starRating": 1}},
        {"developerComment": {}},
    ],
}
STORE = {
    "id": "7",
    "attributes": {"reviewerNickname": "nick", "title": "So so", "body": "Meh", "rating": 3},
}
WILD = {
    "id": "w9",
    "text": "Порвалось",
    "cons": "Швы",
    "productValuation": 2,
    "createdDate": "2026-03-01T00:00:00Z",
    "wbUserDetails": {"name": "Оля"},
}


def page_of(answer: Any, url: str) -> Page:
    source = Source(name="s", kind="auto", channel=Channel.REVIEW, url=url)
    return open_page(json.dumps(answer).encode(), url, None, source)


@pytest.mark.parametrize(
    ("answer", "url", "said"),
    [
        (
            {"reviews": [STEAM]},
            "https://s.example/appreviews/620?json=1",
            (
                *("765", "Crashes daily", 1.0),
                "https://steamcommunity.com/profiles/765/recommended/620/",
            ),
        ),
        (
            {"places": [{"reviews": [PLACE]}]},
            "https://p.example/v1?key=secret",
            ("Оля", "Хорошо", 4.0, "https://p.example/v1#review-places-a-reviews-b2"),
        ),
        (
            {"reviews": [PLAY]},
            "https://p.example/reviews",
            ("An", "It hangs", 1.0, "https://p.example/reviews#review-gp-1"),
        ),
        (
            {"data": [STORE]},
            "https://a.example/r?limit=9&sort=new",
            ("nick", "Meh", 3.0, "https://a.example/r?sort=new#review-7"),
        ),
        (
            {"feedbacks": [WILD, {"productValuation": [], "createdDate": {}}]},
            "https://w.example/f",
            ("Оля", "Порвалось\nШвы", 2.0, "https://w.example/f#review-w9"),
        ),
    ],
)
def test_rows_of_an_answer_are_reviews(answer: Any, url: str, said: tuple[object, ...]) -> None:
    page = page_of(answer, url)

    [post] = read_as("review", page)

    assert detect(page) == "review"
    assert (post.author, post.text, post.stars, post.url) == said


@pytest.mark.parametrize(
    ("rest", "more"),
    [
        ({"cursor": "AoJ4=="}, "https://s.example/appreviews/620?json=1&cursor=AoJ4%3D%3D"),
        ({"meta": {"next_link": "https://s.example/2"}}, "https://s.example/2"),
        ({"meta": {"next_link": "javascript:x"}}, None),
    ],
)
def test_the_next_part_of_an_answer(rest: dict[str, Any], more: str | None) -> None:
    url = "https://s.example/appreviews/620?json=1"

    assert find_more(page_of({"reviews": [STEAM], **rest}, url)) == more
    assert find_more(page_of({"reviews": [], **rest}, url)) is None


@pytest.mark.parametrize("name", ["items", "data", "results", "books"])
def test_things_that_are_rated_and_described_are_no_reviews(name: str) -> None:
    book = {"id": 1, "rating": 4.5, "author": "Ada", "description": "A novel of kettles."}

    assert detect(page_of({name: [book] * 3}, "https://b.example/books")) != "review"


def test_the_app_store_has_ten_parts() -> None:
    entry = {"id": {"label": "1"}, "im:rating": {"label": "3"}, "content": {"label": "Meh"}}
    answer = {"feed": {"entry": [entry | {"author": {"name": {"label": "Ann"}}}]}}
    base = "https://itunes.apple.com/us/rss/customerreviews/"

    parts = {"id=7/json": "page=2/id=7/json", "page=9/id=7/json": "page=10/id=7/json"}
    for part, following in parts.items():
        assert appstore.find_more(page_of(answer, base + part)) == base + following
    assert appstore.find_more(page_of(answer, base + "page=10/id=7/json")) is None
    assert appstore.find_more(page_of({"feed": {}}, base + "id=7/json")) is None
