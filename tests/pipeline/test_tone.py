import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(max_size=300), st.sampled_from(["ru", "en", "kk", None]))
def test_any_draft_can_be_checked(draft: str, language: str | None) -> None:
    for remark in check(draft, Tone(), written_in=language):
        assert draft[remark.start : remark.end] == remark.text
