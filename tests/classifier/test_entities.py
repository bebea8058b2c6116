"""Entities in texts are read, whatever stands in them."""

import pytest

from classifier.entities import unescape
from classifier.prepare import tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom &amp; Jerry &#38; &#x26;", "Tom & Jerry & &"),
        ("&#00000000065;", "A"),
        (f"&#{'0' * 9000}65;", "A"),
        (f"&#{'9' * 9000};", "\ufffd"),
        (f"&#{'0' * 9000};", "\ufffd"),
        ("&#99999999;", "\ufffd"),
        (f"&#x{'f' * 9000};", "\ufffd"),
        ("12345678901", "12345678901"),
    ],
)
def test_entities_become_characters(text: str, expected: str) -> None:
    assert unescape(text) == expected


def test_a_text_with_an_endless_number_is_judged_like_any_other() -> None:
    assert tidy(f"Курьер хамил &#{'9' * 9000};") == "Курьер хамил \ufffd"
