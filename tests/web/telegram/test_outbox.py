"""What is sent fits into a message, whatever it holds."""

import pytest

from web.telegram.outbox import LONGEST, Button, cut, write_message


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", ["", "а" * LONGEST, "😀" * 2048, "<b>*_[x](tg://user?id=1)"])
def test_what_fits_stays(text: str) -> None:
    assert cut(text) == text


@pytest.mark.parametrize("text", ["а" * 5_000, "😀" * 3_000, "a" + "😀" * 3_000])
def test_what_is_too_long_is_cut_between_letters(text: str) -> None:
    shown = cut(text)

    assert LONGEST - 2 <= units(shown) <= LONGEST
    assert shown.endswith("…")
    assert text.startswith(shown[:-1])


def test_texts_are_plain_and_what_is_copied_is_marked_whole() -> None:
    said = write_message(5, "<b>😀", [[Button("Взять", "take:1")]], to=7, copied=True)

    assert "parse_mode" not in said
    assert said["entities"] == [{"type": "pre", "offset": 0, "length": 5}]
    assert said["reply_markup"]["inline_keyboard"] == [
        [{"text": "Взять", "callback_data": "take:1"}]
    ]
