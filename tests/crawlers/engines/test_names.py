"""Whose name a block of markup gives."""

import lxml.html
import pytest

from crawlers.engines.names import find_author


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("posted by Anna", "Anna"),
        ("Posted by: Anna Kern", "Anna Kern"),
        ("- written by Peter", "Peter"),
        ("Geschrieben von Uwe", "Uwe"),
        ("Отправил Пётр", "Пётр"),
        ("Posted Bylaws", "Posted Bylaws"),
        ("Byron", "Byron"),
        ("Написал", "Написал"),
    ],
)
def test_a_name_is_what_stands_behind_by(said: str, name: str) -> None:
    block = lxml.html.fromstring(f'<li><span class="commentAuthorName">{said}</span><p>Hi</p></li>')

    assert find_author(block) == name
