"""Queries of a source's own: mistakes in them name the place."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.decode import open_page
from crawlers.engines.review import read
from crawlers.engines.selectors import open_selectors
from crawlers.rhythm import Rhythm
from crawlers.visit import Ending, Visit, conclude
from pipeline.errors import OtklikError
from pipeline.post import Channel
from pipeline.states import Outcome
from pipeline.watch import Source


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("div", "must be a table"),
        ({"item": ".r"}, 'need "text"'),
        ({"item": ".r", "text": "p", "autor": "b"}, 'did you mean "author"'),
        ({"item": ".r", "text": "p[["}, r"selectors\.text: .p\[\[. cannot be read from"),
        ({"item": "//div[", "text": "p"}, r"selectors\.item: .//div\[. breaks off"),
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

    empty = '<div class="r"><b>Bo</b><i class="s" style="width: 40%"></i><p>Good.</p></div>'
    page = open_page(f"{markup}{empty}".encode(), source.url, None, source)
    [post] = read(page)

    assert (post.author, post.text, post.stars) == ("Ada", "Bad.", 1.8)
    visit = Visit(source, datetime(2026, 11, 22, tzinfo=UTC), pages=2)
    for _page in range(2):
        visit.see([post])
        visit.pass_over(page)
    assert conclude(visit, Rhythm()) == Ending(
        Outcome.OK,
        error=f"{source.url}: passed over 2 of 4 posts, the first of them number 2: no text",
    )
