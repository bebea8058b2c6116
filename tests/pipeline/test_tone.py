import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.post import Channel
from pipeline.tone import Address, Fault, Tone, check

POLITE = (
    "Ольга, здравствуйте! Нам жаль, что заказ задержался. Мы уже разбираемся: пришлите, "
    "пожалуйста, его номер в личные сообщения, и мы вернёмся с ответом."
)
KIND = "Hello Olga, we are sorry for the delay. Please send us your order number in a message."


@pytest.mark.parametrize(("draft", "language"), [(POLITE, "ru"), (KIND, "en")])
def test_a_good_reply_has_no_remarks(draft: str, language: str) -> None:
    assert check(draft, Tone(), written_in=language, asked_in=language) == []


@pytest.mark.parametrize(
    ("draft", "fault", "text"),
    [
        ("{имя}, здравствуйте!", Fault.VARIABLE, "{имя}"),
        ("Мы тебе ответим.", Fault.ADDRESS, "тебе"),
        ("Напиши нам номер заказа.", Fault.ADDRESS, "Напиши"),
        ("Ты увидишь ответ.", Fault.ADDRESS, "увидишь"),
        ("Окей, поняли вас.", Fault.SLANG, "Окей"),
        ("Уточните номер заявочки.", Fault.DIMINUTIVE, "заявочки"),
        ("Подождите минуточку.", Fault.DIMINUTIVE, "минуточку"),
        ("К сожалению, товара нет.", Fault.NEGATIVE, "К сожалению"),
        ("Мы не можем помочь.", Fault.NEGATIVE, "не можем"),
        ("Вернём деньги до 15 марта.", Fault.PROMISE, "до 15 марта"),
        ("Ответим в течение 3 рабочих дней.", Fault.PROMISE, "в течение 3 рабочих дней"),
        ("Привезём завтра.", Fault.PROMISE, "завтра"),
        ("Позвоним в пятницу.", Fault.PROMISE, "в пятницу"),
        ("Ваш телефон +7 (912) 345-67-89?", Fault.PERSONAL, "+7 (912) 345-67-89"),
        ("Пишите на olga@mail.example", Fault.PERSONAL, "olga@mail.example"),
        ("Карта 4111 1111 1111 1111 ваша?", Fault.PERSONAL, "4111 1111 1111 1111"),
        ("Паспорт 4510 123456 принят", Fault.PERSONAL, "Паспорт 4510 123456"),
        ("Заказ № 12345-К найден", Fault.ORDER, "Заказ № 12345-К"),
        ("Мы разобрались!!!", Fault.SHOUTING, "!!!"),
        ("Приносим свои ИЗВИНЕНИЯ ЕЩЕ раз", Fault.SHOUTING, "ИЗВИНЕНИЯ ЕЩЕ"),
        ("Мы получили ваше писмо", Fault.SPELLING, "писмо"),
    ],
)
def test_russian_drafts(draft: str, fault: Fault, text: str) -> None:
    found = {(remark.fault, remark.text) for remark in check(draft, Tone(), written_in="ru")}
    assert (fault, text) in found


@pytest.mark.parametrize(
    ("draft", "fault", "text"),
    [
        ("Unfortunately, we are closed.", Fault.NEGATIVE, "Unfortunately"),
        ("You'll get it within two days.", Fault.PROMISE, "within two days"),
        ("We'll call you by Monday.", Fault.PROMISE, "by Monday"),
        ("We promise to help.", Fault.PROMISE, "We promise"),
        ("We are gonna fix it.", Fault.SLANG, "gonna"),
    ],
)
def test_english_drafts(draft: str, fault: Fault, text: str) -> None:
    found = {(remark.fault, remark.text) for remark in check(draft, Tone(), written_in="en")}
    assert (fault, text) in found


def test_a_brand_that_says_ty() -> None:
    tone = Tone(address=Address.FAMILIAR)
    found = check("Напиши нам, и мы вернём тебе деньги. Ваш магазин.", tone, written_in="ru")
    assert [(remark.fault, remark.text) for remark in found] == [(Fault.ADDRESS, "Ваш")]


def test_a_brand_that_writes_you_with_a_capital() -> None:
    tone = Tone(capital_you=True)
    found = check("Мы вам ответим. Ваш заказ у Вас.", tone, written_in="ru")
    assert [(remark.fault, remark.text) for remark in found] == [(Fault.CAPITAL, "вам")]


def test_words_of_the_brand() -> None:
    tone = Tone(forbidden=("конкурент*", "наш сервис"), allowed=("вишлист",))
    found = check("Наш  сервис и конкуренты, ваш вишлист", tone, written_in="ru")
    assert [remark.text for remark in found] == ["Наш  сервис", "конкуренты"]
    assert all(remark.grave for remark in found)


def test_another_language_than_the_authors() -> None:
    (remark,) = check(KIND, Tone(), written_in="en", asked_in="de")
    assert (remark.fault, remark.text, remark.grave) == (Fault.LANGUAGE, "en, not de", True)


def test_remarks_stand_where_they_say() -> None:
    draft = "К сожалению, ты пиши завтра на a@b.example!!!"
    remarks = check(draft, Tone(), written_in="ru")
    assert len(remarks) >= 5
    assert all(draft[remark.start : remark.end] == remark.text for remark in remarks)
    assert remarks == sorted(remarks)


@pytest.mark.parametrize(
    ("draft", "language", "address", "text", "instead"),
    [
        ("Мы Тебе ответим.", "ru", Address.FORMAL, "Тебе", "Вам"),
        ("Напиши нам номер.", "ru", Address.FORMAL, "Напиши", "Напишите"),
        ("Мы вам ответим.", "ru", Address.FAMILIAR, "вам", "тебе"),
        ("Wir melden uns bei dir.", "de", Address.FORMAL, "dir", "Ihnen"),
        ("Können Sie uns schreiben?", "de", Address.FAMILIAR, "Sie", "du"),
        ("Lo sentimos, tu pedido llega.", "es", Address.FORMAL, "tu", "su"),
        ("Usted puede escribirnos.", "es", Address.FAMILIAR, "Usted", "Tú"),
        ("Nous cherchons ton colis.", "fr", Address.FORMAL, "ton", "votre"),
        ("Nous vous répondrons.", "fr", Address.FAMILIAR, "vous", "tu"),
    ],
)
def test_the_form_of_address(
    draft: str, language: str, address: Address, text: str, instead: str
) -> None:
    (remark,) = [
        remark
        for remark in check(draft, Tone(address=address), written_in=language)
        if remark.fault is Fault.ADDRESS
    ]
    assert (remark.text, remark.instead, remark.grave) == (text, instead, True)
    anyhow = check(draft, Tone(address=Address.ANY), written_in=language)
    assert Fault.ADDRESS not in {remark.fault for remark in anyhow}


@pytest.mark.parametrize(
    ("draft", "language"),
    [("Sie hat geschrieben. Sie kommt.", "de"), ("Su pedido llega con sus amigos.", "es")],
)
def test_words_that_also_mean_others_are_no_address(draft: str, language: str) -> None:
    assert check(draft, Tone(address=Address.FAMILIAR), written_in=language) == []


@pytest.mark.parametrize(
    ("draft", "fault", "tone", "other"),
    [
        ("Окей, поняли вас.", Fault.SLANG, Tone(), Tone(slang=True)),
        ("Подождите минуточку.", Fault.DIMINUTIVE, Tone(), Tone(diminutives=True)),
        ("К сожалению, нет.", Fault.NEGATIVE, Tone(), Tone(negative=True)),
        ("Есть проблемы.", Fault.NEGATIVE, Tone(avoided=("проблем*",)), Tone()),
        ("Привезём завтра.", Fault.PROMISE, Tone(), Tone(promises=True)),
        ("Спасибо 🙏🏻", Fault.EMOJI, Tone(emoji=False), Tone()),
        ("Спасибо :)", Fault.EMOJI, Tone(emoji=False), Tone()),
        ("Ваше писмо", Fault.SPELLING, Tone(), Tone(spelling=False)),
        ("Конкуренты", Fault.FORBIDDEN, Tone(forbidden=("конкурент*",)), Tone()),
        ("Спасибо!", Fault.SIGN_OFF, Tone(sign_off="Ваша Ромашка"), Tone()),
        ("Спасибо!", Fault.LENGTH, Tone(longest=(("social", 5),)), Tone(longest=(("news", 5),))),
    ],
)
def test_brands_differ(draft: str, fault: Fault, tone: Tone, other: Tone) -> None:
    faults = [
        {remark.fault for remark in check(draft, it, written_in="ru", channel=Channel.SOCIAL)}
        for it in (tone, other)
    ]
    assert [fault in found for found in faults] == [True, False]


def test_the_last_line_of_the_brand() -> None:
    tone = Tone(sign_off="Ваша Ромашка")
    (remark,) = check("Спасибо!", tone, written_in="ru")
    assert (remark.start, remark.instead, remark.grave) == (8, "Ваша Ромашка", True)
    assert check("Спасибо!\n\nВаша  Ромашка\n", tone, written_in="ru") == []


def test_slang_has_a_plain_word() -> None:
    (remark,) = check("Окей, поняли вас.", Tone(), written_in="ru")
    assert remark.instead == "Хорошо"


@given(st.text(max_size=300), st.sampled_from(["ru", "en", "kk", None]))
def test_any_draft_can_be_checked(draft: str, language: str | None) -> None:
    for remark in check(draft, Tone(), written_in=language):
        assert draft[remark.start : remark.end] == remark.text
