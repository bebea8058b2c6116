"""Texts are written one way before they are read, and long ones are read around the brand."""

import time

import pytest

from classifier.prepare import MARK, READ_CHARACTERS, find_brand, prepare, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://shop.example/a?b=1 and www.shop.example", "see http and http"),
        ("@anna_k @boris @clara hello", "@user hello"),
        ("@NordbankHelp my card is blocked", "@support my card is blocked"),
        ("write to me@shop.example", "write to me@shop.example"),
        ("#ПлохойСервис и #bad_service", "#Плохой Сервис и #bad service"),
        ("нууууууу воооот!!!!!!!!", "нууу вооот!!!"),
        ("call 84951234567", "call 00000"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("👍🏽 and 👩‍🔧", "👍 and 👩🔧"),
        ("a\x00b\ud800c\td", "a b c d"),
        (f"a {MARK} b", "a b"),
        ("   ", ""),
    ],
)
def test_texts_are_written_one_way(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_tidying_twice_changes_nothing() -> None:
    text = "@Nordbank_Support!!!!! https://a.example #ХорошийДень 👍🏽 1234567"

    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "brand", "found"),
    [
        ("Вчера был в Пятёрочке на углу", "Пятёрочка", "Пятёрочке"),
        ("в мтс опять очередь", "МТС", "мтс"),
        ("амтсы не то", "МТС", None),
        ("I love #Nordbank", "nordbank", "Nordbank"),
        ("nothing here", "Nordbank", None),
        ("a (b", "(", "(b"),
        ("text", "  ", None),
    ],
)
def test_brands_are_found_with_their_endings(text: str, brand: str, found: str | None) -> None:
    place = find_brand(text, brand)

    assert (text[slice(*place)] if place else None) == found


def test_the_brand_is_marked_and_given_beside_the_text() -> None:
    assert prepare("У Билайна опять сбой", "Билайн") == (
        f"У {MARK}Билайна{MARK} опять сбой",
        "Билайн",
    )


def test_without_a_brand_nothing_is_marked() -> None:
    assert prepare("У Билайна опять сбой") == ("У Билайна опять сбой", "")


def test_a_long_text_is_read_around_the_brand() -> None:
    text = "вода " * 500 + "а вот Nordbank списал деньги дважды " + "ещё " * 500

    read, _ = prepare(text, "Nordbank")

    assert "списал деньги дважды" in read
    assert len(read) <= READ_CHARACTERS + 2 * len(MARK)


def test_of_a_long_text_without_brand_the_beginning_and_the_end_are_read() -> None:
    read, _ = prepare("начало " + "вода " * 5000 + "конец")

    assert read.startswith("начало")
    assert read.endswith("конец")


@pytest.mark.parametrize(
    "text", ["a" * 5_000_000, "@" * 1_000_000, "a\x00" * 1_000_000, "#а" * 10**6]
)
def test_enormous_texts_cost_no_more_than_a_page(text: str) -> None:
    started = time.process_time()

    prepare(text, "Nordbank")

    assert time.process_time() - started < 2
