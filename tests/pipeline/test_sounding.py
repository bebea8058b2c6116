import pytest

from pipeline.folding import fold
from pipeline.sounding import find_met, say


@pytest.mark.parametrize(
    ("name", "text", "met"),
    [
        (
            "Билайн",
            "Beeline, бывший Билайн; билине! Beeline",
            ["beeline", "билине"],
        ),
        ("Билайн", "я болен, больно, boolean balance, былина", []),
        ("Wildberries", "заказ на вайлдберис, wildberis, вилка", ["wildberis", "вайлдберис"]),
        ("Hyundai", "Хундай и хендай", ["хендай", "хундай"]),
        ("McDonald's", "в Мкдоналдс или в макдак", ["мкдоналдс"]),
        ("Ромашка", "Ромашканың қызметі, ромашковый чай", ["ромашканың"]),
        ("Ромашка", "пью ромашку и романтику", []),
        ("Мак", "mac, маки, мука", []),  # too few sounds to say
        ("Деловые Линии", "в Делавых Линиях; делавые линии, деловые", ["делавые линии"]),
        ("Деловые Линии", "деловыми линиями, деловые игры, делавые люди", []),
        ("Сбер Мегамаркет", "заказ в сбер мегамаркит, сбер мегафон", ["сбер мегамаркит"]),
    ],
)
def test_spellings_met_in_posts(name: str, text: str, met: list[str]) -> None:
    texts = [fold(part) for part in (text, *text.split(";"))]
    assert [form.text for form in find_met(name, texts)] == met


def test_how_names_sound() -> None:
    assert [say(name) for name in ("билайн", "beeline", "xerox", "ксерокс")] == [
        "bilain",
        "bilin",
        "kseroks",
        "kseroks",
    ]
