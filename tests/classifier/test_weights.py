"""The shipped weights: small, quick to load, and right about obvious texts."""

import pytest

from classifier.card import check_files, read_card
from classifier.model import SHIPPED, TransformerJudge, load_judge
from classifier.verdict import Reading, Sentiment

NEGATIVE, NEUTRAL, POSITIVE = Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE

OBVIOUS = [
    ("Третий день не могу дозвониться в поддержку, деньги так и не вернули. Ужас!", NEGATIVE, True),
    ("Приложение снова вылетает, перевести деньги невозможно. Безобразие.", NEGATIVE, True),
    (
        "Спасибо огромное, курьер приехал раньше срока и всё объяснил. Очень довольна!",
        POSITIVE,
        False,
    ),
    ("Банк опубликует отчётность во вторник.", NEUTRAL, False),
    ("My order arrived broken and nobody answers my emails. Terrible service!", NEGATIVE, True),
    ("Absolutely love this shop, great staff and fast delivery!", POSITIVE, False),
    ("The company will publish its annual report on Tuesday.", NEUTRAL, False),
    (
        "Der Zug war wieder eine Stunde zu spät und niemand hat uns informiert. Frechheit!",
        NEGATIVE,
        True,
    ),
    ("Tolles Hotel, sehr freundliches Personal, wir kommen gerne wieder.", POSITIVE, False),
    ("Die Bahn fährt ab Montag nach dem neuen Fahrplan.", NEUTRAL, False),
]


@pytest.fixture(scope="module")
def judge() -> TransformerJudge:
    return load_judge()


@pytest.mark.parametrize(("text", "sentiment", "complaint"), OBVIOUS)
def test_obvious_texts_are_judged_rightly(
    judge: TransformerJudge, text: str, sentiment: Sentiment, complaint: bool
) -> None:
    (verdict,) = judge.judge([Reading(text)])

    assert (verdict.sentiment, verdict.complaint) == (sentiment, complaint)


def test_a_rival_praised_is_no_praise_of_ours(judge: TransformerJudge) -> None:
    text = "Nordbank is a disaster, moved to Kestrel and I am so happy, Kestrel is wonderful."
    ours, rival = judge.judge([Reading(text, "Nordbank"), Reading(text, "Kestrel")])

    assert ours.p_negative > rival.p_negative
    assert rival.p_positive > ours.p_positive


def test_a_complaint_has_a_theme_and_a_severity(judge: TransformerJudge) -> None:
    (verdict,) = judge.judge([Reading("Курьер опоздал на пять часов, доставка просто кошмар!")])

    assert verdict.theme == "delivery"
    assert verdict.severity in (1, 2, 3)


def test_the_weights_are_the_ones_the_card_tells_of() -> None:
    card = read_card(SHIPPED)

    assert set(card.files) == {path.name for path in SHIPPED.iterdir()} - {
        "README.md",
        "model.json",
    }
    check_files(card, SHIPPED)


def test_the_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 60_000_000


def test_the_card_says_what_the_weights_were_made_of() -> None:
    card = read_card(SHIPPED)

    assert card.data_digest
    assert card.trained
    assert {"ru", "en", "de", "kk"} <= set(card.languages)
    assert card.scores["sentiment umsab all"]["macro_f1"] > 0.6


def test_the_model_card_names_every_set_and_licence() -> None:
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")

    for name in ("umsab", "rusentitweet", "complaints_acl19", "multilingual-e5-small", "acts"):
        assert name in text


@pytest.mark.parametrize(
    ("text", "brand", "word"),
    [
        ("Ромашка, третий день не работает приложение", "Ромашка", "не работает"),
        ("The courier of Acme was rude", "Acme", "rude"),
    ],
)
def test_the_words_behind_a_verdict_are_those_a_person_would_name(
    judge: TransformerJudge, text: str, brand: str, word: str
) -> None:
    readings = [Reading(text, brand)]
    (why,) = judge.explain(readings, judge.judge(readings))

    assert word in [text[start:end] for start, end in (why.words if why else ())]
