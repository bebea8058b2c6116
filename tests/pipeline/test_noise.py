"""Noise: what is told apart, in six languages, and what must never be taken for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.noise import BURST, COPIES, Author, Noise, find_noise, find_own
from pipeline.post import Channel, Post

POST = Post("город", Channel.SOCIAL, "https://social.example/wall/1", "", author="Ольга")
NOISY = (
    (Noise.AD, "Скидка 30% на кофе в «Ромашке»! Только сегодня. Заказывайте: +7 495 123-45-67"),
    (
        Noise.AD,
        "🔥Распродажа🔥 кеды от 1990 руб 🔥 переходите по ссылке https://romashka.example/sale",
    ),
    (
        Noise.AD,
        "Промокод ROMA500 даёт скидку 500 рублей, успейте заказать: https://romashka.example",
    ),
    (
        Noise.AD,
        "Продам iPhone 12, в наличии, доставка Ромашкой. Пишите в личку, тел. +7 916 111 22 33",
    ),
    (Noise.AD, "Ромашка: вклад до 21%. Реклама. ООО «Ромашка», erid: 2VtzqwXyZ12"),
    (
        Noise.AD,
        "Ремонт стиральных машин Ромашка, бесплатный выезд мастера, звоните 8 800 555-35-35",
    ),
    (
        Noise.AD,
        "Знижка 20% на все в «Ромашці»! Безкоштовна доставка, замовляйте на https://r.example",
    ),
    (Noise.AD, "Ромашкада 30 % жеңілдік! Тегін жеткізу, тапсырыс беріңіз: +7 701 123 45 67"),
    (Noise.AD, "50% off everything at Acme! Free shipping, shop now: https://acme.example/sale"),
    (Noise.AD, "Use my code SAVE20 at Acme and get 20% off your first box, link in bio"),
    (Noise.AD, "20% Rabatt bei Acme, kostenloser Versand – jetzt bestellen: https://acme.example"),
    (Noise.AD, "30% de descuento en Acme, envío gratis, ¡compra ahora! https://acme.example"),
    (Noise.VACANCY, "Вакансия: кассир в «Ромашку». График 2/2, зарплата от 60 000, опыт не нужен."),
    (
        Noise.VACANCY,
        "В кафе «Ромашка» требуются повара. Оформление по ТК, график 5/2. Тел. в профиле",
    ),
    (Noise.VACANCY, "Ищем в команду курьера! Гибкий график, доход до 90000, присылайте резюме"),
    (Noise.VACANCY, "«Ромашка» запрошуємо на роботу касирів: зарплата від 20000, графік 2/2"),
    (Noise.VACANCY, "«Ромашка» дүкеніне сатушы жұмысқа шақырамыз, жалақы 200000, кесте 5/2"),
    (
        Noise.VACANCY,
        "We're hiring! Acme is looking for a barista. Full-time, apply now with your CV",
    ),
    (Noise.VACANCY, "Wir suchen ab sofort Verkäufer (m/w/d) bei Acme in Vollzeit. Jetzt bewerben!"),
    (
        Noise.VACANCY,
        "Oferta de empleo: buscamos personal para Acme, jornada completa, salario 1500",
    ),
    (
        Noise.GIVEAWAY,
        "Розыгрыш сертификата в «Ромашку»! Подпишитесь и сделайте репост, итоги 5 мая",
    ),
    (Noise.GIVEAWAY, "Разыгрываем три бокса от Ромашки. Условия: отметьте друга в комментариях"),
    (
        Noise.GIVEAWAY,
        "Розіграш! Підпишіться на сторінку «Ромашки» та зробіть репост, переможця — у п'ятницю",
    ),
    (
        Noise.GIVEAWAY,
        "Ұтыс ойыны! Ромашка парақшасына жазылыңыз, достарыңызды белгілеңіз, сыйлық бар",
    ),
    (Noise.GIVEAWAY, "GIVEAWAY! RT & follow to win a $50 Acme gift card, winner on Friday"),
    (Noise.GIVEAWAY, "Gewinnspiel bei Acme: folgt uns und kommentiert, wir verlosen drei Preise"),
    (Noise.GIVEAWAY, "¡Sorteo! Síguenos, etiqueta a dos amigos y gana un premio de Acme"),
)
SPOKEN = (
    "Промокод ROMA500 не сработал, скидка 30% пропала, звоню на +7 495 123-45-67 — никто не берёт!",
    "Не заказывайте в Ромашке! Обещали скидку 50%, бесплатную доставку, а привезли брак.",
    "Мне третий день шлют рекламу: «успейте, скидка 20%, звоните». Отпишите меня от спама!",
    "В розыгрыше от Ромашки надо было подписаться и сделать репост, я выиграл, а приз не отдали.",
    "Вакансия в Ромашке — обман: зарплата от 60 000 по объявлению, на деле не платят.",
    "Работал кассиром, график 2/2, зарплату задержали на два месяца, оклад урезали.",
    "Купила по акции кофе за 300 рублей, вкусно. Спасибо!",
    "Подскажите, есть ли сегодня скидка на доставку? Хочу заказать на завтра.",
    "Ромашка подняла цены на 20%, акция закончилась раньше срока. Почему?",
    "Требуется возврат денег! Заказ 1234, тел. +7 916 111 22 33, жду ответа неделю.",
    "Знижка 20% не працює, оплатив повну ціну. Чому? Дзвоніть не дзвоніть — ніхто не бере.",
    "Жеңілдік 30 % деп алдап жатыр, тапсырыс келмеді. Қоңырау шалыңыз деп жазады да жауап бермейді",
    "Their 50% off code SAVE20 doesn't work and free shipping is a lie. Avoid!",
    "I entered the Acme giveaway, did the RT & follow, the winner is always their own staff. Scam",
    "Acme is hiring, apparently, but they treat people horribly. Full-time hours, part-time pay.",
    "20% Rabatt versprochen, bezahlt habe ich alles. Jetzt bestellen? Nie wieder!",
    "Aproveché el 30% de descuento y el envío gratis, pero nunca llegó. Pésimo.",
    "Кто-нибудь знает телефон поддержки? Пишите в комментариях, пожалуйста.",
    "Отличный магазин, приходите, не пожалеете!",
    "Great coffee at Acme, visit our town some day.",
)


def read_hard_cases() -> Iterator[tuple[Noise | None, str]]:
    """Ten Russian and five English texts of each sort, and twenty of people who only sound so."""
    noise: Noise | None = None
    for line in (Path(__file__).parent / "noise.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            noise = None if line == "# somebody speaks" else Noise(line[2:])
        else:
            yield noise, line


def say(text: str, **facts: object) -> Post:
    return replace(POST, text=text, **facts)  # type: ignore[arg-type]


def sort_of(post: Post, author: Author | None = None, own: tuple[str, ...] = ()) -> Noise | None:
    found = find_noise(post, "Ромашка", own, author or Author())
    return found.noise if found else None


@pytest.mark.parametrize(("noise", "text"), NOISY, ids=lambda value: str(value)[:40])
def test_noise_is_told_apart(noise: Noise, text: str) -> None:
    assert sort_of(say(text)) is noise


@pytest.mark.parametrize(("noise", "text"), [*read_hard_cases()])
def test_hard_cases(noise: Noise | None, text: str) -> None:
    assert sort_of(say(text)) is noise


@pytest.mark.parametrize("text", SPOKEN, ids=lambda text: text[:40])
def test_what_people_say_is_no_noise(text: str) -> None:
    assert sort_of(say(text)) is None


def test_the_reason_names_what_was_said() -> None:
    found = find_noise(say(NOISY[0][1]), "Ромашка", [], Author())

    assert found is not None
    assert (
        found.why
        == "call: заказывайте; discount: скидка 30%; offer: скидка; contact: +7 495 123-45-67"
    )


@pytest.mark.parametrize(("noise", "text"), NOISY[:1])
def test_stars_and_news_are_never_ads(noise: Noise, text: str) -> None:
    assert sort_of(say(text, stars=5.0)) is None
    assert sort_of(say(text, channel=Channel.NEWS)) is None


@pytest.mark.parametrize(
    ("accounts", "facts", "why"),
    [
        (["@romashka"], {"author": "Romashka"}, "account: @romashka"),
        (["@romashka"], {"author": "@romashka"}, "account: @romashka"),
        (["@romashka"], {"url": "https://t.me/romashka/17"}, "account: @romashka"),
        (["@romashka"], {"url": "https://t.me/s/romashka/17"}, "account: @romashka"),
        (["@romashka"], {"url": "https://t.me/romashka/17?comment=4"}, None),
        (["@romashka"], {"url": "https://f.example/romashka/1", "channel": Channel.FORUM}, None),
        (["@romashka"], {"author": "romashka_fan"}, None),
        (
            ["romashka.ru"],
            {"url": "https://blog.romashka.ru/p", "channel": Channel.BLOG},
            "site: romashka.ru",
        ),
        (["romashka.ru"], {"url": "https://ne-romashka.ru/p", "channel": Channel.BLOG}, None),
        (["romashka.ru"], {"url": "https://forum.romashka.ru/p", "channel": Channel.FORUM}, None),
        (["Ромашка Помощь"], {"author": "ромашка помощь"}, "account: Ромашка Помощь"),
        ([], {"author": "Ромашка"}, "name: Ромашка"),
        (
            [],
            {"author": "Официальный представитель Ромашка"},
            "name: Официальный представитель Ромашка",
        ),
        ([], {"author": "Ромашка Иванова"}, None),
        ([], {"author": None}, None),
        ([], {"url": "https://[broken", "author": "Ольга"}, None),
    ],
)
def test_the_brands_own(accounts: list[str], facts: dict[str, object], why: str | None) -> None:
    assert find_own(say("Добрый день!", **facts), "Ромашка", accounts) == why


@pytest.mark.parametrize(
    ("author", "own"),
    [
        ("Ромашка | Официальный аккаунт", True),
        ("Ромашка.Забота", True),
        ("Команда «Ромашки»", True),
        ("Представитель Ромашки, Анна", True),
        ("romashka_official", True),
        ("Магазин Ромашка", True),
        ("Ромашка отстой", False),
        ("Ромашка поддержка отстой", False),
        ("romashka", False),  # a nickname as good as any
        ("Клиент Ромашки", False),
        ("Анти-Ромашка", False),
        ("бывший сотрудник поддержки Ромашка", False),
        ("Официальный Пётр", False),
    ],
)
def test_names_of_the_brands_own(author: str, own: bool) -> None:
    assert (find_own(say("Добрый день!", author=author), "Ромашка", ()) is not None) is own


@pytest.mark.parametrize(
    ("author", "facts", "noise"),
    [
        (Author(copies=COPIES), {}, Noise.BOT),
        (Author(copies=COPIES - 1), {}, None),
        (Author(burst=BURST), {}, Noise.BOT),
        (Author(burst=BURST), {"author": "Гость"}, None),
        (Author(burst=BURST), {"author": None}, None),
        (Author(copies=COPIES), {"channel": Channel.NEWS, "author": "ТАСС"}, None),
    ],
)
def test_bots(author: Author, facts: dict[str, object], noise: Noise | None) -> None:
    assert sort_of(say("Ромашка опоздала.", **facts), author) is noise


@given(st.text(max_size=3000), st.text(max_size=50), st.text(max_size=80))
def test_no_text_breaks_the_rules(text: str, author: str, url: str) -> None:
    found = find_noise(say(text, author=author, url=url), "Ромашка", ["@a", "b.ru"], Author())

    assert found is None or (found.noise is not Noise.NONE and found.why)
