"""Queries of a source's own: mistakes in them name the place."""

from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.engines.review import read
from crawlers.engines.selectors import open_selectors
from pipeline.errors import OtklikError
from pipeline.post import Channel
from pipeline.watch import Source


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("div", "must be a table"),
        ({"item": ".r"}, 'need "text"'),
        ({"item": ".r", "text": "p", "autor": "b"}, 'did you mean "author"'),
        ({"item": ".r", "text": "p[["}, r"selectors\.text: cannot read"),
        ({"item": "//div[", "text": "p"}, r"selectors\.item: cannot read"),
    ],
)
def test_mistake_in_a_query_is_named(given: Any, complaint: str) -> None:
    with pytest.raises(OtklikError, match=complaint):
        open_selectors(given, "bank")


def test_part_that_is_not_the_writers_is_dropped() -> None:
    queries = {"item": ".r", "text": ".w", "author": "b", "rating": ".s", "drop": ".answer"}
    source = Source(
        "bank", "review", Channel.REVIEW, "https://bank.example/", options={"selectors": queries}
    )
    markup = (
        '<div class="r"><b>Ada</b><i class="s" style="width: 20%"></i>'
        '<div class="w">Bad. <p class="answer">We are sorry.</p></div></div>'
    )

    [post] = read(open_page(markup.encode(), source.url, None, source))

    assert (post.author, post.text, post.stars) == ("Ada", "Bad.", 1.8)
