"""robots.txt by RFC 9309, misspellings and all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.robots import LONGEST_LINE, Robots

SITE = "https://shop.example"


def allows(text: str, path: str, agent: str = "Otklik/1.0 (+https://example.org)") -> bool:
    return Robots.parse(text.encode()).allows(agent, SITE + path)


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-agent otklik\ndisallow /", "/a", False),
        ("User-agent: Otklik\nDisalow: /", "/a", False),
        ("User-agent: OtklikBot\nDisallow: /", "/a", True),
        ("User-agent: Otklik/2.0 test\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Otklik\nAllow: /", "/a", True),
        ("User-agent: Other\nUser-agent: Otklik\nDisallow: /a", "/a", False),
        ("User-agent: Otklik\nDisallow: /a\nUser-agent: Otklik\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.php$", "/a.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/a.php?b", True),
        ("User-agent: *\nDisallow: /*/c", "/a/b/c", False),
        ("User-agent: *\nDisallow: /отзывы", "/%D0%BE%D1%82%D0%B7%D1%8B%D0%B2%D1%8B", False),
        ("User-agent: *\nDisallow: /%d0%be", "/%D0%BE", False),
        ("User-agent: *\nAllow: /in/index.html\nDisallow: /", "/in/", True),
        ("Disallow: /\nUser-agent: *\nDisallow: /b", "/a", True),
        ("\ufeffUser-agent: *\rDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /a # why", "/a", False),
        ("User-agent: *\nSitemap: /s\nDisallow: /a", "/a", False),
    ],
)
def test_the_longest_rule_of_the_right_group_decides(text: str, path: str, allowed: bool) -> None:
    assert allows(text, path) is allowed


def test_a_name_of_two_words_is_no_product_token() -> None:
    text = "User-agent: *\nDisallow: /\nUser-agent: Foo Bar\nAllow: /x/"
    assert allows(text, "/x/y", agent="Foo")
    assert not allows(text, "/x/y", agent="Foo Bar")


def test_a_line_ends_where_google_cuts_it() -> None:
    long = "/x/" + "a" * (LONGEST_LINE - len("disallow: /x//"))
    text = f"user-agent: *\ndisallow: {long}/cut"
    assert not allows(text, f"{long}/other")
    assert allows(text, f"{long}-other")


def test_only_line_feeds_and_returns_end_a_line() -> None:
    assert allows("User-agent: *\nAllow: /\u2028Disallow: /a", "/a")


def test_crawl_delay_of_our_group() -> None:
    text = b"User-agent: *\nCrawl-delay: 7\n\nUser-agent: Otklik\nCrawl-delay: 2.5\nDisallow: /a"
    assert Robots.parse(text).delay("Otklik") == 2.5
    assert Robots.parse(text).delay("Other") == 7.0
    assert Robots.parse(b"User-agent: *\nCrawl-delay: soon").delay("Otklik") is None


@given(st.binary(max_size=400), st.text(max_size=60))
def test_nothing_is_too_odd_to_be_read(body: bytes, path: str) -> None:
    assert Robots.parse(body).allows("Otklik", f"{SITE}/{path}") in (True, False)


def test_stars_without_end_take_no_time() -> None:
    pattern = "/" + "a*" * 5000 + "b"
    assert allows(f"User-agent: *\nDisallow: {pattern}", "/" + "a" * 20_000)
