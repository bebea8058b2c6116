from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import dedup
from pipeline.post import Channel, Post

POST = Post("town", Channel.FORUM, "https://x.example/t/1#post-2", "Всё плохо", author="Ольга")

SAME = [
    ("HTTP://X.Example:80/a", "https://x.example/a"),
    ("https://x.example/a?b=2&a=1", "https://x.example/a?a=1&b=2"),
    ("https://x.example/a?utm_source=m&fbclid=1&gclid=2&yclid=3", "https://x.example/a"),
    ("https://x.example/viewtopic.php?t=5&sid=0a1b", "https://x.example/viewtopic.php?t=5"),
    ("https://x.example/a?PHPSESSID=1", "https://x.example/a"),
    ("https://x.example/a?replytocom=7#respond", "https://x.example/a"),
    ("https://x.example/a?s=0123456789abcdef0123456789abcdef", "https://x.example/a"),
    ("https://x.example/a;jsessionid=5?b=1", "https://x.example/a?b=1"),
    ("https://x.example/a#comments", "https://x.example/a"),
    ("https://x.example/a#:~:text=12", "https://x.example/a"),
    ("https://x.example:443/", "https://x.example"),
    ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
    ("https://x.example./a", "https://x.example/a"),
    ("https://x.example/a/comment-page-2/#comment-5", "https://x.example/a/#comment-5"),
]
OTHER = [
    ("https://x.example/viewtopic.php?t=5", "https://x.example/viewtopic.php?t=6"),
    ("https://x.example/a#comment-1", "https://x.example/a#comment-2"),
    ("https://x.example/a#p12", "https://x.example/a"),
    ("https://www.x.example/a", "https://x.example/a"),
    ("https://x.example:8080/a", "https://x.example/a"),
    ("https://x.example/?s=search", "https://x.example/"),
    ("https://x.example/#!/topic/a", "https://x.example/#!/topic/b"),
    ("https://x.example/A", "https://x.example/a"),
    ("http://[::1]:81/a", "http://[::1]:82/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_spelling(one: str, other: str) -> None:
    assert dedup.canonical(one) == dedup.canonical(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert dedup.canonical(one) != dedup.canonical(other)


@given(st.text(max_size=60) | st.text(max_size=60).map("https://x.example/".__add__))
def test_any_text_has_a_spelling_and_keeps_it(url: str) -> None:
    once = dedup.canonical(url)
    assert dedup.canonical(once) == once


@given(st.from_regex(dedup._PLAIN, fullmatch=True))
def test_the_short_way_leads_to_the_same_spelling(url: str) -> None:
    assert dedup.canonical(url) == dedup._work_out(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example:8080/a/b.php?t=5&sid=0a1b&utm_source=m#p12",
        "https://x.example/viewtopic.php?start=15&f=2&t=1",
        "https://x.example/a/comment-page-2#comment-5",
        "https://x.example/a?s=0123456789abcdef0123456789abcdef",
        "http://127.0.0.1:8080/feed/1#comments",
        "https://x.example/a?b=&c",
    ],
)
def test_the_short_way_is_right_for_common_addresses(url: str) -> None:
    assert dedup.canonical(url) == dedup._work_out(url)


@pytest.mark.parametrize("url", ["http://[bad", "http://x.example:99999/", "mailto:a@b", "", "x"])
def test_what_is_no_address_is_left_alone(url: str) -> None:
    assert dedup.canonical(url) == url


def test_an_edited_post_is_the_same_post() -> None:
    assert dedup.key(POST) == dedup.key(replace(POST, text="Уже хорошо", author="Оля"))


def test_posts_without_an_address_are_told_apart_by_author_and_text() -> None:
    bare = replace(POST, url="https://x.example/t/1", thread="http://x.example/t/1#top")
    assert dedup.key(bare) == dedup.key(replace(bare, text=" всё\nплохо "))
    assert dedup.key(bare) != dedup.key(replace(bare, text="Всё хорошо"))
    assert dedup.key(bare) != dedup.key(replace(bare, author="Пётр"))
    assert dedup.key(bare) != dedup.key(replace(bare, thread=None))


def test_a_copy_has_the_key_of_its_original() -> None:
    copy = replace(POST, url="https://other.example/9", original=POST.url)
    assert dedup.key(copy) == dedup.key(POST)


def test_long_addresses_stay_apart_and_fit_an_index() -> None:
    keys = {dedup.key(replace(POST, url=f"https://x.example/{'a' * 9000}{n}")) for n in range(3)}
    assert len(keys) == 3
    assert max(map(len, keys)) <= dedup.LONGEST_KEY


REVIEW = replace(
    POST,
    url="https://shop.example/kettle/reviews/4",
    text="Протекает, верните деньги немедленно.",
    published=datetime(2026, 11, 22, 4, 47, tzinfo=UTC),
)


def test_a_post_shown_in_two_places_of_a_site_is_one() -> None:
    assert dedup.is_twin(REVIEW, replace(REVIEW, url="https://shop.example/kettle#review"))


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://other.example/kettle"},
        {"author": "Мира"},
        {"author": None},
        {"published": None},
        {"text": "Протекает, но деньги вернули сразу."},
    ],
)
def test_posts_that_differ_are_two(change: dict[str, Any]) -> None:
    assert not dedup.is_twin(replace(REVIEW, **change), REVIEW)


def test_short_texts_are_alike_by_chance() -> None:
    thanks = replace(REVIEW, text="Спасибо!")

    assert not dedup.is_twin(thanks, replace(thanks, url="https://shop.example/kettle/reviews/5"))
