import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.forms import Origin, propose
from pipeline.query import parse
from pipeline.translit import MOST, mistyped, to_cyrillic, to_latin


@pytest.mark.parametrize(
    ("name", "origin", "spelling"),
    [
        ("Ромашка", Origin.INFLECTED, "ромашкой"),
        ("Вкусно и точка", Origin.INFLECTED, "вкусно и точке"),
        ("Вкусно и точка", Origin.JOINED, "вкусноиточка"),
        ("Вкусно и точка", Origin.HASHTAG, "#вкусно_и_точка"),
        ("Ромашка", Origin.HASHTAG, "#ромашка"),
        ("Ромашка", Origin.TRANSLITERATED, "romashka"),
        ("Кедробанк", Origin.TRANSLITERATED, "kedrobank"),
        ("Хлебница", Origin.TRANSLITERATED, "hlebnitsa"),
        ("Ozon", Origin.TRANSLITERATED, "озон"),
        ("Wildberries", Origin.TRANSLITERATED, "вайлдберриз"),
        ("Ромашка", Origin.LAYOUT, "hjvfirf"),
        ("Ozon", Origin.LAYOUT, "щящт"),
        ("Тинькофф", Origin.TYPO, "тинькоф"),
        ("Тинькофф", Origin.TYPO, "тинкофф"),
        ("Ромашка", Origin.TYPO, "рамашка"),
        ("Ромашка", Origin.TYPO, "ромашкка"),
        ("Wildberries", Origin.TYPO, "wildberies"),
        ("Деловые Линии", Origin.INFLECTED, "деловыми линиями"),
        ("Дом еды", Origin.INFLECTED, "доме еды"),
        ("Альфа Банк", Origin.INFLECTED, "альфа банком"),
        ("Красное и Белое", Origin.INFLECTED, "красным и белым"),
        ("삼성", Origin.INFLECTED, "삼성*"),
        ("Google", Origin.TRANSLITERATED, "гугл"),
        ("Apple", Origin.TRANSLITERATED, "эпл"),
        ("IKEA", Origin.TRANSLITERATED, "икея"),
        ("Hyundai", Origin.TRANSLITERATED, "хендай"),
        ("Nike", Origin.TRANSLITERATED, "найк"),
        ("Visa", Origin.TRANSLITERATED, "виза"),
        ("YouTube", Origin.TRANSLITERATED, "ютуб"),
        ("Facebook", Origin.TRANSLITERATED, "фейсбук"),
        ("McDonald's", Origin.TRANSLITERATED, "макдональдс"),
        ("Яндекс", Origin.TRANSLITERATED, "yandex"),
        ("Мегафон", Origin.TRANSLITERATED, "megaphon"),
        ("МТС Банк", Origin.ALIKE, "mtc банк"),
        ("1С", Origin.ALIKE, "1c"),
        ("H&M", Origin.SPELT, "эйч энд эм"),
        ("H&M", Origin.SPELT, "h and m"),
        ("C++", Origin.SPELT, "си плюс плюс"),
    ],
)
def test_spellings_people_use(name: str, origin: Origin, spelling: str) -> None:
    assert spelling in {form.text for form in propose(name) if form.origin is origin}


def test_a_slip_that_is_a_word_is_not_offered() -> None:
    typos = {form.text for form in propose("Магнит") if form.origin is Origin.TYPO}
    assert typos
    assert not typos & {"магнат", "магнита", "магнит"}


def test_a_short_name_has_no_typos() -> None:
    assert Origin.TYPO not in {form.origin for form in propose("МТС")}


def test_a_layout_that_needs_signs_is_not_offered() -> None:
    assert Origin.LAYOUT not in {form.origin for form in propose("Эхо")}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("H&M", "х м"),
        ("H&M", "р ь"),
        ("C++", "с"),
        ("C++", "#c"),
        ("Яндекс.Такси", "яндексом такси"),
        ("Альфа Банк", "альфой банком"),
    ],
)
def test_what_would_find_anything_is_not_offered(name: str, wrong: str) -> None:
    assert wrong not in {form.text for form in propose(name)}


@pytest.mark.parametrize("name", ["", "...", "«»"])
def test_nothing_comes_of_nothing(name: str) -> None:
    assert propose(name) == []


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefgh &-", max_size=24))
def test_every_form_is_offered_once_and_finds_itself(name: str) -> None:
    forms = propose(name)
    assert len({form.text for form in forms}) == len(forms)
    for form in forms:
        assert parse(form.term).matches(f"вот {form.text}!")


@given(st.text(alphabet="щчцюяжхйеcqxyuiaes", max_size=40))
def test_spellings_are_few(name: str) -> None:
    assert len(to_latin(name)) <= MOST
    assert len(to_cyrillic(name)) <= MOST


@given(st.text(alphabet="йцукенгшщзфывапролдячсмить", max_size=20))
def test_typing_in_the_wrong_layout_goes_both_ways(name: str) -> None:
    assert mistyped(mistyped(name)) == name
