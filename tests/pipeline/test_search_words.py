"""The words of texts and questions, evened out."""

import pytest

from pipeline.search_words import ask, find_words, split, stem

MARKED = (
    ("Жду доставку, ДОСТАВКИ нет; поставка", "доставка", ["доставку", "ДОСТАВКИ"]),
    ("Всё ещё жду чайник", "еще чайники", ["ещё", "чайник"]),
    ("Дошла до стойки, доставщик хмур", "дост*", ["доставщик"]),
    ("我要退款，一直没有到账", "退款", ["退款"]),
    ("ส่งช้ามากเลย", "ช้ามาก", ["ช้ามาก"]),
    ("배송이너무늦어요", "배송", ["배송"]),
    ("a (b) c", "b", ["b"]),
    ("ничего", "", []),
    ("ничего", "—", []),
)


@pytest.mark.parametrize(("text", "question", "found"), MARKED)
def test_words_are_marked_where_they_stand(text: str, question: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_words(text, question)] == found


@pytest.mark.parametrize(
    ("words", "stays"),
    [
        ("курьер курьера курьеру курьером курьеры курьерами", "курьер"),
        ("отказала отказали отказал", "отказ"),
        ("order orders", "order"),
        ("деливери777", "деливери777"),
    ],
)
def test_forms_of_a_word_are_one(words: str, stays: str) -> None:
    assert {stem(word) for word in words.split()} == {stays}


def test_a_script_without_spaces_gives_neighbours() -> None:
    assert split("退款快") == ["退款", "款快", "快"]
    assert ask("退款快") == '"退款" AND "款快"'
    assert ask("退") == '"退"*'


def test_a_question_of_many_words_is_cut() -> None:
    assert ask(" ".join("абвгдежз"[n % 8] * 3 + str(n) for n in range(30))).count("AND") == 7
