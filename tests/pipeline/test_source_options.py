"""Options of sources are held to what their kind knows, before anything is kept."""

from dataclasses import fields
from typing import Any

import pytest

from crawlers.engines.selectors import Selectors
from crawlers.kinds import KINDS
from pipeline.errors import OtklikError
from pipeline.selectors import NAMES
from pipeline.source_options import OWN, check_options, known_options
from pipeline.watchfile import read_text

SOURCE = '[[source]]\nname = "town"\nkind = "feed"\nchannel = "news"\nurl = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("kind", "name", "value", "told"),
    [
        ("feed", "page", 3, 'unknown option "page" (did you mean "pages"?)'),
        ("feed", "selectors", {}, 'unknown option "selectors" (known: about, comments'),
        ("forum", "pages", "3", 'option "pages": must be a whole number'),
        ("forum", "pages", True, 'option "pages": must be a whole number'),
        ("forum", "pages", 0, 'option "pages": must be at least 1'),
        ("forum", "every", 10**15, 'option "every": must be at most 525600'),
        ("vk", "comments", "no", 'option "comments": must be true or false'),
        (
            "article",
            "listing",
            "sometimes",
            'option "listing": must be one of: auto, always, ne',
        ),
        ("forum", "quotes", False, 'option "quotes": must be one of: drop, keep'),
        ("forum", "zone", "Europe/Mosow", 'unknown zone "Europe/Mosow" (write it as "Europe/Mosc'),
        ("forum", "zone", "../etc/passwd", 'unknown zone "../etc/passwd"'),
        ("review", "selectors", ".r", 'option "selectors": must be a table of queries'),
        ("review", "selectors", {"autor": ".a"}, 'unknown selector "autor" (did you mean "author"'),
    ],
)
def test_what_is_refused(kind: str, name: str, value: Any, told: str) -> None:  # any TOML value
    with pytest.raises(OtklikError) as refused:
        check_options(kind, {"every": 5, name: value})

    assert told in str(refused.value)
    assert refused.value.field == name


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_by_default_is_taken(kind: str) -> None:
    check_options(kind, known_options(kind))
    check_options(kind, {"about": ["Ромашка", "Василёк"], "zone": "Europe/Moscow"})


def test_the_names_are_those_that_are_read() -> None:
    assert set(OWN) <= set(KINDS)
    assert [field.name for field in fields(Selectors)] == list(NAMES)


@pytest.mark.parametrize(
    ("field", "query", "told"),
    [
        ("text", ".a[", '".a[" breaks off, something is missing at its end'),
        ("date", "div,,p", 'cannot be read from letter 5 on: ",p"'),
        ("author", "//*[contains(@class,]", 'cannot be read from letter 21 on: "]"'),
        ("url", "//div[@class='x]", "breaks off"),
        ("title", "p::words", 'there is no "::words"'),
        ("title", "p:last", 'there is no ":last"'),
        ("drop", "//x:y", "Undefined namespace prefix"),
        ("rating", 5, "must be a query in quotes"),
        ("best", "5", "must be a number"),
    ],
)
def test_a_query_that_cannot_be_read_names_field_and_place(
    field: str, query: object, told: str
) -> None:
    good = {"item": ".r", "text": "./p/text()", "author": "self", "best": 10}
    check_options("review", {"selectors": good})

    with pytest.raises(OtklikError) as refused:
        check_options("review", {"selectors": good | {field: query}})

    assert str(refused.value).startswith(f"selectors.{field}: ")
    assert told in str(refused.value)
    assert refused.value.field == "selectors"


def test_all_queries_that_cannot_be_read_are_told_at_once() -> None:
    wrong = {"item": ".r", "author": "i[", "date": "div,,p", "url": "a::nothing", "bets": 5}

    with pytest.raises(OtklikError) as refused:
        check_options("review", {"selectors": wrong})

    assert str(refused.value).split("; ") == [
        'selectors need "text"',
        'selectors.author: "i[" breaks off, something is missing at its end',
        'selectors.date: "div,,p" cannot be read from letter 5 on: ",p"',
        'selectors.url: "a::nothing": there is no "::nothing"',
        'unknown selector "bets" (did you mean "best"?)',
    ]


def test_an_item_needs_a_text() -> None:
    with pytest.raises(OtklikError, match='selectors need "text"'):
        check_options("review", {"selectors": {"item": ".r"}})


def test_a_watch_file_names_the_query() -> None:
    review = SOURCE.replace('"feed"', '"review"')
    with pytest.raises(OtklikError) as refused:
        read_text(review + '[source.selectors]\nitem = ".r"\ntext = "p["\n', "w.toml")

    told = 'selectors.text: "p[" breaks off, something is missing at its end, line 6'
    assert str(refused.value) == f'w.toml: source "town": {told}'


def test_a_watch_file_names_source_option_and_line() -> None:
    with pytest.raises(OtklikError) as refused:
        read_text(SOURCE + "every = 5\npagess = 3\n", "w.toml")

    told = 'unknown option "pagess" (did you mean "pages"?), line 7'
    assert str(refused.value) == f'w.toml: source "town": {told}'
