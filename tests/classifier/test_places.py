"""The words that are read are found again in the text as it came."""

import pytest

from classifier.places import place_words
from classifier.prepare import READ_CHARACTERS, SCAN_CHARACTERS


@pytest.mark.parametrize(
    ("text", "brand", "words"),
    [
        ("Курьер НЕ приехал!!!!!! 😡", None, ["Курьер", "НЕ", "приехал", "😡"]),
        ("@anna @boris https://a.example/b ужас", None, ["ужас"]),
        ("Нуууууу вот,\n\n  «ужас» 12345678", None, ["Нуууууу", "вот", "ужас", "12345678"]),
        ("#ПлохойСервис опять", None, ["#ПлохойСервис", "#ПлохойСервис", "опять"]),
        (
            "Tom &amp; Jerry lost&nbsp;it\x00again",
            None,
            ["Tom", "Jerry", *3 * ["lost&nbsp;it\x00again"]],
        ),
        ("Вчера в (Пятёрочке), хамят 👩‍🔧", "Пятёрочка", ["Вчера", "в", "хамят", "👩‍🔧"]),
        ("— … , ужас : ((", None, ["ужас", "(("]),
        ("хо" * 21, None, []),
        ("ужас " * SCAN_CHARACTERS, None, []),
        ("", None, []),
    ],
)
def test_words_are_found_in_the_text_as_it_came(
    text: str, brand: str | None, words: list[str]
) -> None:
    found = place_words(text, brand)

    assert [text[start:end] for start, end in (word.said for word in found.words)] == words
    assert [word.text for word in found.words] == words
    assert all(found.read[0][slice(*word.read)].strip() for word in found.words)


def test_words_of_a_long_text_stand_where_it_is_read() -> None:
    text = "ужас " * 300 + "Ромашка украла деньги" + " ужас" * 300
    found = place_words(text, "Ромашка")

    stolen = next(word for word in found.words if word.text == "украла")
    assert text[slice(*stolen.said)] == "украла"
    assert found.read[0][slice(*stolen.read)] == "украла"
    assert max(end for _, end in (word.said for word in found.words)) < len(text) - READ_CHARACTERS
