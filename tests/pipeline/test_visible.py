"""What strangers wrote steers no terminal."""

import pytest

from pipeline.visible import visible


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Анна, 5 ★ 👩‍👩‍👧", "Анна, 5 ★ 👩‍👩‍👧"),
        ("one\ntwo", "one\ntwo"),
        ("\x1b[2J\x1b]0;owned\x07gone", " [2J ]0;owned gone"),
        ("\x9b31m red\r\x08", " 31m red  "),
        ("\u202eoga syad\u2069", " oga syad "),
        ("half \ud800", "half  "),
        ("می\u200cخواهم\x00", "می\u200cخواهم "),
    ],
)
def test_signs_that_steer_are_spaces(written: str, shown: str) -> None:
    assert visible(written) == shown
