"""Replies as brands write them: one known flaw is found, and flawless ones have no remark."""

from pathlib import Path

import pytest

from classifier.language import detect
from pipeline.kindred import read_language
from pipeline.tone import Tone, check

LINES = (Path(__file__).parent / "drafts.txt").read_text(encoding="utf-8").splitlines()
DRAFTS = [line.split(" | ", 2) for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize(("language", "flaw", "draft"), DRAFTS)
def test_a_remark_where_there_is_a_flaw_and_none_elsewhere(
    language: str, flaw: str, draft: str
) -> None:
    written_in = read_language(draft, detect(draft), language)
    found = check(draft, Tone(), written_in=written_in, asked_in=language)
    assert {remark.fault for remark in found} == ({flaw} - {"-"})


@pytest.mark.parametrize(
    ("draft", "told", "asked_in", "meant"),
    [
        ("На жаль, ми не можемо повернути кошти.", "ru", "uk", "uk"),
        ("Спасибо! Проверим.", "ru", "uk", "ru"),  # every word of it is Russian
        ("Напишите нам, мы всё проверим.", "ru", "uk", "ru"),  # no ы in Ukrainian
        ("Курьер ертең таңертең келеді.", "tt", "kk", "kk"),
        ("Hello, we are sorry.", "en", "uk", "en"),
        ("Дякуємо", "uk", None, "uk"),
        ("Gracias", None, "es", None),
    ],
)
def test_a_short_text_of_a_close_language_is_the_authors(
    draft: str, told: str | None, asked_in: str | None, meant: str | None
) -> None:
    assert read_language(draft, told, asked_in) == meant
