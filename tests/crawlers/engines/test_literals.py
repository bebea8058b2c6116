"""Data that programs write as JavaScript does; what would have to be run is no data."""

from typing import Any

import pytest

from crawlers.engines.literals import read_call, read_literal
from tests.crawlers.engines.script_pages import PAD, read

PROGRAM = (
    "<script>window.__NUXT__=(function(a,b,c,d){d.author=a;return {layout:'default',data:[{reviews:"
    "[{id:7,text:'Good \\u002F sturdy, it\\'s worth it',rating:5,author:a,date:b,deleted:c},"
    "{id:8,text:`Leaks`,rating:2,author:'Bob',date:new Date(1768000000000),deleted:!1}]}],"
    "seen:[,d],error:void 0}}('Ann','2026-01-05',!1,{}));</script>"
).replace("</script>", f"//{PAD['pad']}</script>")
WRITTEN = [
    ("Ann", "Good / sturdy, it's worth it", 5.0, "2026-01-05"),
    ("Bob", "Leaks", 2.0, "2026-01-09"),
]


@pytest.mark.parametrize("kind", ["review", "auto"])
def test_reviews_are_read_from_a_nuxt_program(kind: str) -> None:
    assert read(PROGRAM, kind=kind) == WRITTEN


def test_reviews_are_read_from_names_without_quotes() -> None:
    rows = "[{author: 'Ann', text: \"Leaks, since May\", rating: 2, date: '2026-05-04',},]"
    part = f"<script>var state = {{reviews: {rows}, pad: '{PAD['pad']}'}};</script>"

    assert read(part) == [("Ann", "Leaks, since May", 2.0, "2026-05-04")]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("(function(a){return {n:a}}(1))", ({"n": {"__ref": "a"}}, {"a": 1})),
        ("(function(a){return {a}})(1)", ({"a": {"__ref": "a"}}, {"a": 1})),
        (
            "(function(a){a.b=2;a['c']=3;return [a];}({}))",
            ([{"__ref": "a"}], {"a": {"b": 2, "c": 3}}),
        ),
        ("(function(a){a[0]=5;return {}}(Array(1)))", ({}, {"a": [5]})),
        (
            "(function(){return [-1.5e3,.5,!0,null,,'\\x41']}())",
            ([-1500.0, 0.5, True, None, None, "A"], {}),
        ),
    ],
)
def test_a_function_says_what_it_returns(program: str, said: tuple[Any, dict[str, Any]]) -> None:
    assert read_call(program, 0) == said


@pytest.mark.parametrize(
    "program",
    [
        "(function(a){alert(1);return {}}(1))",
        "(function(a){return a+1}(1))",
        "(function(){return {a:function(){}}}())",
        "(function(){return fetch('/x')}())",
        "((a)=>1)(2)",
        "(function(" + "a," * 50_000 + "){return 1}())",
        "(function(){return " + "[" * 50_000,
        "(function(){return {" + "a:{" * 50_000,
        "(function(){return [" + "1," * 400_000 + "]}())",
        '(function(){return "' + "a" * 100_000,
    ],
)
def test_what_would_have_to_be_run_is_no_data(program: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong
        read_call(program, 0)


def test_a_literal_ends_where_it_ends() -> None:
    assert read_literal("x={a:[1,{b:2}]};y", 2) == ({"a": [1, {"b": 2}]}, 15)


@pytest.mark.parametrize(
    "program",
    [
        "(function(a){a.a=a;a.b=a;return {reviews:[a,a]}}({}))",
        "(function(a,b,c){a.x=[b,b,b];b.x=[c,c,c];c.x=[a,a,a];return {reviews:a}}({},{},{}))",
        "(function(a){return {reviews:[" + "a," * 100_000 + "]}}({text:'" + "x" * 50_000 + "'}))",
    ],
)
def test_names_that_grow_without_end_hold_no_reviews(program: str) -> None:
    part = f"<script>window.__NUXT__={program};//{PAD['pad']}</script>"

    assert read(part) == []
