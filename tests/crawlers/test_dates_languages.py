"""Dates as forums, news sites and shops of thirty-four languages print them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.read import read_date

FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # a Friday
# A row has a language, the beginning of the moment that is meant, and the ways to write it.
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("dates.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_read_a_language(row: list[str]) -> None:
    language, expected, *texts = row

    read = {text: str(read_date(text, fetched=FETCHED, language=language)) for text in texts}

    assert {text: said for text, said in read.items() if not said.startswith(expected)} == {}


def test_russian_needs_no_hint() -> None:
    texts = [(row[1], text) for row in ROWS if row[0] == "ru" for text in row[2:]]

    read = [(expected, text, str(read_date(text, fetched=FETCHED))) for expected, text in texts]

    assert len(read) > 150
    assert [line for line in read if not line[2].startswith(line[0])] == []
