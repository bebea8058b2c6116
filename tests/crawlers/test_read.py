"""Strict reading: what is missing is said, not guessed."""

import pytest
from parsel import Selector
from scrapy.http import HtmlResponse

from crawlers.read import PageChanged, must, read_stars
from pipeline.errors import OtklikError

PAGE = HtmlResponse(
    "https://forum.example/t/1",
    body=b"<p class=a> </p><p class=a> one </p><a href='/x'>x</a>",
    encoding="utf-8",
)


def test_must_gives_the_first_match_that_says_something() -> None:
    assert must(PAGE, "p.a::text") == "one"
    assert must(Selector("<a href='/x'>y</a>"), "a::attr(href)") == "/x"


def test_must_names_what_is_missing_and_where() -> None:
    with pytest.raises(PageChanged) as raised:
        must(PAGE, "a.permalink::attr(href)")

    assert isinstance(raised.value, OtklikError)
    assert raised.value.missing == "a.permalink::attr(href)"
    assert "https://forum.example/t/1" in str(raised.value)


@pytest.mark.parametrize(
    ("value", "best", "worst", "stars"),
    [
        ("4", 5, 1, 4.0),
        ("4,5", 5, 1, 4.5),
        (10, 10, 1, 5.0),
        (0, 10, 0, 1.0),
        (75, 100, 0, 4.0),
        ("", 5, 1, None),
        (None, 5, 1, None),
        ("great", 5, 1, None),
        (6, 5, 1, None),
        ("nan", 5, 1, None),
        (3, 3, 3, None),
    ],
)
def test_stars(value: str | float | None, best: float, worst: float, stars: float | None) -> None:
    assert read_stars(value, best, worst) == stars
