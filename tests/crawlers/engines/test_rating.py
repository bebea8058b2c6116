"""Ratings in words, stars, widths and classes; reviews that are told twice."""

import pytest

from crawlers.engines.rating import Review, read_rating, settle


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


def test_ratings_without_a_scale_share_one() -> None:
    reviews = [Review(author="Ada", rating=4), Review(author="Ben", rating=9)]

    assert [each.best for each in settle(reviews)] == [10, 10]
