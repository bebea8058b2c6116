"""Languages of short texts, close neighbours, and texts nobody can name."""

import time
from random import Random

import pytest

from classifier.language import detect

TEXTS = {
    "ru": [
        "Приложение опять не работает",
        "Где мой заказ???",
        "Спасибо, всё быстро починили",
        "ОТВРАТИТЕЛЬНЫЙ СЕРВИС, ЖДАЛ ДВА ЧАСА",
        "Київстар ужасно работает, связи нет",
        "Люблю Украину",
        "В Алматы второй день нет связи",
        "халва тут вкусная, беру ещё",
    ],
    "uk": [
        "Дуже погано",
        "Гроші не повернули",
        "Їжа холодна",
        "Зв'язок зник другий день",
        "Додаток не працює",
        "Жахливий сервiс",  # a Latin i, as many keyboards leave it
    ],
    "be": ["Усё вельмі дрэнна", "Добры дзень, не працуе сайт", "Грошы так і не вярнулі"],
    "kk": [
        "Ақша қайтармады",
        "Байланыс жоқ",
        "Оте жаксы, рахмет",  # no Kazakh keyboard at hand
        "Қызмет көрсету нашар",
        "halyk bank қосымшасы жұмыс істемейді",
    ],
    "sr": ["Храна је хладна", "Не раде ништа", "Лоша услуга, никад више", "Хвала вам на помоћи"],
    "bg": ["Няма връзка вече втори ден", "Много лошо обслужване, не препоръчвам"],
    "en": ["Terrible service", "Where is my parcel?"],
    "de": ["Sehr schlecht", "Der Zug kam schon wieder zu spät"],
    "es": ["No funciona", "Llevo tres días esperando el pedido"],
    "fr": ["Ne marche pas", "Le livreur n'est jamais venu"],
    "it": ["Non funziona", "Il pacco è arrivato rotto"],
    "pt": ["Não funciona", "O atendimento foi péssimo"],
    "tr": ["çok kötü", "Kargo hâlâ gelmedi"],
    "pl": ["Nie działa"],
    "cs": ["Nefunguje to"],
    "ja": ["配送がとても遅いです", "コーヒー"],
    "zh": ["快递太慢了"],
    "ko": ["배송이 너무 늦어요"],
    "ar": ["الخدمة سيئة جدا"],
    "he": ["השירות גרוע"],
    "el": ["Απαράδεκτη εξυπηρέτηση"],
    "th": ["ส่งของช้ามาก"],
    "hi": ["सेवा बहुत खराब है"],
    "ka": ["ძალიან ცუდი სერვისი"],
    "hy": ["Շատ վատ սպասարկում"],
}
CASES = [(code, text) for code, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_short_texts(code: str, text: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    ["", " ", "👍👍", "ok", "5/5", "12 345", "https://shop.example/a?b=c", "@me"],
)
def test_unsure_is_none(text: str) -> None:
    assert detect(text) is None


def test_any_text_is_answered_or_left() -> None:
    random = Random(7)
    letters = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable()]

    for _ in range(2_000):
        found = detect("".join(random.choices(letters, k=random.randrange(40))))
        assert found is None or len(found) == 2


def test_addresses_and_names_do_not_count() -> None:
    text = "@some_english_name #hashtag_in_english доставка не пришла https://long.example/english/path"

    assert detect(text) == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "Доставка\x00 опять\nопоздала\r\nна\u2028час",
        "Доставка опоздала " + "\ud800" + " снова",
        "Доставка опять опоздала на час! " * 4_000,
        "Доставка опять опоздала" + "\u0301" * 50_000,
    ],
)
def test_hostile_texts(text: str) -> None:
    started = time.process_time()

    assert detect(text) == "ru"
    assert time.process_time() - started < 1


@pytest.mark.parametrize("piece", ["@", "a", "a@", "a.", "1a", "http://", "字", "́", "a'"])
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    detect(piece * 100_000)

    assert time.process_time() - started < 0.5


def test_same_text_same_answer() -> None:
    texts = [text for _, text in CASES]

    assert [detect(text) for text in texts] == [detect(text) for text in reversed(texts)][::-1]
