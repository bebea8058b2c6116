"""Encodings that nobody declared, told by the language they give."""

import codecs

import pytest

from crawlers.charset import guess_charset

SAMPLES = {
    "ru": "Заказ пришёл вовремя, но коробка была мокрая, а внутри всё разбито.",
    "uk": "Замовлення їхало два тижні, і ще й не те, що ми просили.",
    "el": "Η παραγγελία άργησε δύο εβδομάδες και κανείς δεν απάντησε.",
    "he": "ההזמנה הגיעה באיחור ואף אחד לא ענה לטלפון.",
    "pl": "Zamówienie przyszło późno, a pudełko było całkiem mokre.",
    "tr": "Sipariş çok geç geldi ve kutu tamamen ıslaktı, kimse özür dilemedi.",
    "de": "Die Bestellung kam viel zu spät, und der Händler hört nicht zu.",
    "ja": "注文した商品が壊れていました。連絡しても返事がありません。",
    "zh": "快递晚到了三天，包装也坏了，没有人道歉。",
    "tw": "快遞晚到了三天，包裝也壞了，沒有人道歉，真的很生氣。",
    "ko": "주문한 물건이 사흘이나 늦게 왔고 아무도 사과하지 않았습니다.",
}


@pytest.mark.parametrize(
    ("sample", "codec"),
    [
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("ru", "cp866"),
        ("ru", "mac-cyrillic"),
        ("ru", "iso8859-5"),
        ("uk", "koi8-u"),
        ("el", "iso8859-7"),
        ("he", "cp1255"),
        ("pl", "cp1250"),
        ("tr", "cp1254"),
        ("de", "cp1252"),
        ("ja", "cp932"),
        ("ja", "euc_jp"),
        ("ja", "iso2022_jp"),
        ("zh", "gb18030"),
        ("tw", "big5"),
        ("ko", "cp949"),
    ],
)
def test_text_is_read_as_it_was_written(sample: str, codec: str) -> None:
    text = f"<html><p>{SAMPLES[sample]}</p></html>"

    assert text.encode(codec).decode(guess_charset(text.encode(codec))) == text


def test_one_broken_byte_does_not_make_utf8_something_else() -> None:
    body = "Всё хорошо, кроме одного".encode() + b" \xff " + "байта".encode()

    assert guess_charset(body) == "utf-8"


def test_texts_cut_within_a_character_do_not_make_utf8_something_else() -> None:
    texts = b"".join("<p>Чайник шумит «громко» – ё".encode() + b"\xd1</p>" for _ in range(9))

    assert guess_charset(texts) == "utf-8"


def test_a_foreign_letter_behind_an_endless_word_is_no_trouble() -> None:
    assert guess_charset(b"x" * 5_000 + b"\xe4") is not None


def test_plain_ascii_is_utf8() -> None:
    assert codecs.lookup(guess_charset(b"plain")).name == "utf-8"


def test_long_run_of_letters_costs_no_time() -> None:
    assert guess_charset(b"\xc1" * 200_000 + b"\x98" * 5)
