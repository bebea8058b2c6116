"""Ratings in words, stars, widths and classes; reviews that are told twice."""

import pytest

from crawlers.engines.markup import parse_html
from crawlers.engines.rating import Review, read_rating, settle
from crawlers.engines.shown_rating import count_stars


@pytest.mark.parametrize(
    ("text", "value", "best"),
    [
        ("4", 4, None),
        ("4,5", 4.5, None),
        ("2.0 out of 5 stars", 2, 5),
        ("2,0 von 5 Sternen", 2, 5),
        ("Оценка: 7 из 10", 7, 10),
        ("8/10", 8, 10),
        ("5つ星のうち3.0", 3, 5),
        ("★★★☆☆", 3, 5),
        ("width:80%", 80, 100),
        ("80%", 80, 100),
        ("star-rating Four", 4, 5),
        ("rating-3", 3, 5),
        ("bubble_45", 4.5, 5),
        ("Scored 8.0", 8, None),
        ("Reviews 120", None, None),
        ("3/20/2019", None, None),
        ("=5", None, None),
        ("goed", None, None),
        ("", None, None),
        ("2026-01-05", None, None),
    ],
)
def test_rating_is_read_with_its_scale(text: str, value: float | None, best: float | None) -> None:
    assert read_rating(text) == (value, best)


def test_review_told_twice_is_one_and_complete() -> None:
    short = Review(author="Ada", text="It broke.")
    rated = Review(author="Ada", text="It broke!", rating=1, best=5)

    assert [(each.rating, each.author) for each in settle([short, rated])] == [(1, "Ada")]


def test_what_nobody_wrote_is_dropped() -> None:
    assert list(settle([Review(rating=5), Review(text="A fine teapot of 1.2 litres.")])) == []


def test_what_a_script_is_to_fill_in_is_dropped() -> None:
    blank = Review(author="{{review.author}}", text="{{review.text}}")
    bare = Review(author="Ada")

    assert list(settle([blank, bare])) == []


def _row(filled: str, empty: str, count: int = 3) -> str:
    return f"<div>{filled * count}{empty * (5 - count)}</div>"


@pytest.mark.parametrize(
    "row",
    [
        _row('<i class="fa fa-star"></i>', '<i class="fa fa-star-o"></i>'),
        _row('<i class="fas fa-star"></i>', '<i class="far fa-star"></i>'),
        _row('<img src="/i/star_on.png">', '<img src="/i/star_off.png">'),
        _row('<li class="star active"></li>', '<li class="star"></li>'),
        _row(
            '<div class="star"><span class="on"></span></div>',
            '<div class="star"><span class="off"></span></div>',
        ),
    ],
)
def test_filled_stars_of_a_row_are_counted(row: str) -> None:
    assert count_stars(parse_html(row)) == (3, 5)


def test_a_row_of_stars_that_look_alike_says_nothing() -> None:
    assert count_stars(parse_html(_row('<i class="star"></i>', ""))) == (None, None)


def test_ratings_without_a_scale_share_one() -> None:
    reviews = [Review(author="Ada", rating=4), Review(author="Ben", rating=9)]

    assert [each.best for each in settle(reviews)] == [10, 10]
