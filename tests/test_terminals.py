"""Terminals that write otherwise than in UTF-8, and words that are no text."""

from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.test_bad_input import assert_refused, beside

ODD = "printf 'a\\377'"  # as a shell of another encoding gives it
BRAND = '[[brand]]\nname = "Ромашка 😀"\nquery = "ромашка"\n'


def test_signs_that_a_terminal_lacks_are_spelled_out(settings: Settings, tmp_path: Path) -> None:
    settings.data.mkdir()
    file = tmp_path / "watch.toml"
    file.write_text(BRAND, encoding="utf-8")
    shell = "export PYTHONIOENCODING=koi8-r; {0} -m pipeline.cli watch apply " + str(file)
    applied = beside(settings, shell + " | iconv -f koi8-r -t utf-8")
    assert applied.out == 'added brand "Ромашка \\U0001f600"\n'
    assert (applied.code, applied.said) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        'source add "$({})" https://x.example/ --kind feed',
        'user add x --password abcdefghijkl --name "$({})"',
        'report by-channel --brand "$({})"',
    ],
)
def test_a_word_that_is_no_text_is_told(settings: Settings, words: str) -> None:
    settings.data.mkdir()
    command = "{} -m pipeline.cli " + words.format(ODD)
    assert_refused(beside(settings, command), '"a')
