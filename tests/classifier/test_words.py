"""The word judge: what it hears, and that nothing makes it fail."""

import math

import pytest

from classifier.verdict import Act, Reading, Sentiment, Verdict
from classifier.words import WordsJudge


def judge(text: str, brand: str | None = None, language: str | None = None) -> Verdict:
    return WordsJudge().judge([Reading(text, brand, language)])[0]


COMPLAINTS = [
    ("ru", "Третий день жду курьера, поддержка не отвечает. Верните деньги!"),
    ("ru", "Приложение опять не работает, ужас"),
    ("ru", "Спасибо большое, третий день без связи, поддержка не отвечает"),
    ("ru", "Обещали позвонить, никто не перезвонил, деньги списали"),
    ("en", "Terrible support, waited two hours and nobody answered"),
    ("en", "My parcel never arrived and they won't refund me"),
    ("uk", "Жахливий сервіс, гроші не повернули"),
    ("de", "Die App funktioniert nicht, der Kundenservice antwortet nicht"),
    ("es", "Pésimo servicio, llevo tres semanas esperando el reembolso"),
    ("fr", "Colis jamais arrivé, le service client est nul"),
    ("pt", "Péssimo atendimento, ainda esperando o estorno"),
    ("it", "Servizio pessimo, il pacco è arrivato rotto e nessuno risponde"),
    ("tr", "Kargo gelmedi, müşteri hizmetleri cevap vermiyor, rezalet"),
    ("kk", "Қосымша істемейді, ақша қайтармады, масқара"),
]
PRAISE = [
    ("ru", "Отличный сервис, быстро привезли, спасибо!"),
    ("en", "Great service, fast delivery, thanks"),
    ("uk", "Чудовий сервіс, дякую, дуже швидко"),
    ("de", "Super Service, schnell und freundlich, danke"),
    ("es", "Excelente atención, muy amables y rápidos"),
    ("fr", "Excellent accueil, personnel très gentil, merci"),
    ("pt", "Ótimo atendimento, adorei, recomendo"),
    ("it", "Ottimo servizio, personale gentile, consiglio"),
    ("tr", "Harika hizmet, çok memnun kaldım, teşekkürler"),
    ("kk", "Өте жақсы қызмет, рахмет, керемет"),
]


@pytest.mark.parametrize(("language", "text"), COMPLAINTS)
def test_complaints(language: str, text: str) -> None:
    verdict = judge(text)

    assert verdict.complaint
    assert verdict.act is Act.COMPLAINT
    assert verdict.sentiment is Sentiment.NEGATIVE
    assert verdict.language == language


@pytest.mark.parametrize(("language", "text"), PRAISE)
def test_praise(language: str, text: str) -> None:
    verdict = judge(text, language=language)

    assert not verdict.complaint
    assert verdict.act is Act.PRAISE
    assert verdict.sentiment is Sentiment.POSITIVE
    assert verdict.theme is None
    assert verdict.severity is None


@pytest.mark.parametrize(
    ("text", "act", "sentiment"),
    [
        ("Подскажите, во сколько закрывается отделение на Садовой?", "question", "neutral"),
        ("Добавьте, пожалуйста, тёмную тему в приложение", "suggestion", "neutral"),
        ("Компания откроет новый офис в марте", "other", "neutral"),
        ("What time does the shop open on Sunday?", "question", "neutral"),
        ("😍😍", "praise", "positive"),
        ("👎", "other", "negative"),
    ],
)
def test_what_a_text_does(text: str, act: str, sentiment: str) -> None:
    verdict = judge(text)

    assert (verdict.act, verdict.sentiment) == (act, sentiment)


def test_negation_turns_praise() -> None:
    assert judge("Сервис хороший").p_positive > judge("Сервис не хороший").p_positive


def test_sentences_without_the_brand_weigh_less() -> None:
    text = "Ромашка отвечает мгновенно. Василёк ужасный, вечно тормозит."

    assert judge(text, "Ромашка").p_positive > judge(text, "Василёк").p_positive


def test_theme_and_severity_of_a_complaint() -> None:
    verdict = judge("Курьер не привёз посылку, доставка ужасная, написал в полицию о краже")

    assert verdict.theme == "delivery"
    assert verdict.severity == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800",
        "👍" * 50_000,
        "не " * 50_000,
        "плохо " * 50_000,
        "я" * 100_000,
        "\n" * 9,
    ],
)
def test_hostile_texts(text: str) -> None:
    verdict = judge(text, "\x00")

    total = verdict.p_negative + verdict.p_neutral + verdict.p_positive
    assert math.isclose(total, 1.0, abs_tol=1e-9)
    assert min(verdict.p_negative, verdict.p_neutral, verdict.p_positive) >= 0
    assert 0 <= verdict.p_complaint <= 1


def test_a_language_without_lists_still_gets_a_verdict() -> None:
    verdict = judge("Отличан сервис, супер", language="sr")

    assert verdict.language == "sr"
    assert verdict.sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Приложение опять НЕ работает :( Ужас!", ["опять", "НЕ работает", ":("]),
        ("Terrible support, nobody  answered", ["Terrible", "support", "nobody  answered"]),
        ("Super Service, schnell, danke", ["Super", "schnell", "danke"]),
        ("Банк опубликует отчётность", []),
        ("Terrible, i\u0307ki", []),  # letters that fall together move all places behind them
    ],
)
def test_the_entries_behind_a_verdict_are_named(text: str, words: list[str]) -> None:
    readings = [Reading(text)]
    (why,) = WordsJudge().explain(readings, WordsJudge().judge(readings))

    assert [text[start:end] for start, end in (why.words if why else ())] == words
