"""Markup to text: lines as a browser breaks them, and markup that means harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.plain import clean, fold_lines, strip_markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("in<b>si</b>de <i>words</i>", "inside words"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<script>x()</script>kept<style>p{}</style><!-- gone -->", "kept"),
        ("<pre>two\n  lines</pre>", "two\nlines"),
        ('so <img class="emoji" alt="😀"> glad <img alt="a photo of a cat">', "so 😀 glad"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
        ("non&nbsp;breaking\u200b", "non breaking\u200b"),
        ("", ""),
        ("<br>", ""),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert strip_markup(markup) == text


def test_no_control_characters_stay() -> None:
    assert clean("a\0b\ud800c\x1bd\te\n") == "abcd\te\n"


def test_lines_are_folded() -> None:
    assert fold_lines("  a \t b\r\n\n\u00a0\n c ") == "a b\nc"


@given(st.text())
def test_any_text_gives_text_for_a_database(markup: str) -> None:
    assert "\0" not in strip_markup(markup).encode().decode()


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000,
        "<script>" * 100_000,
        "<!--" * 100_000,
        "<a b='" * 100_000,
        "&lt;" * 500_000,
        f"<p title='{'x' * 20_000_000}'>",
    ],
    ids=["deep", "scripts", "comments", "quotes", "entities", "attribute"],
)
def test_bombs_go_out(bomb: str) -> None:
    begun = time.process_time()

    strip_markup(bomb)

    assert time.process_time() - begun < 2
