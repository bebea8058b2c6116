"""Both languages are whole, and people get the one they read."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from alerts.rules import RULES
from classifier.heads import THEMES
from pipeline.desk import DISMISSALS
from pipeline.reports.registry import REPORTS
from pipeline.triggers import TRIGGERS
from web import words
from web.languages import FOLDER, LANGUAGES, choose_language

WEB = Path(words.__file__).parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_message_is_missing_or_left_over(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    asked = {
        (message[0] if isinstance(message, tuple) else message, context)
        for _, _, message, _, context in extract_from_dir(
            str(WEB),
            [("**.py", "python"), ("templates/**.html", "jinja2")],
            options_map={"templates/**.html": {"trimmed": "true"}},
            keywords=KEYWORDS,
        )
    }
    there = {
        (one.id[0] if isinstance(one.id, tuple) else one.id, one.context)
        for one in catalogue
        if one.id and all(one.string if isinstance(one.string, tuple) else [one.string])
    }

    assert asked == there
    assert not [one.id for one in catalogue if one.fuzzy or list(one.check(catalogue))]


def test_everything_that_is_shown_has_a_name() -> None:
    assert set(words.DISMISSALS) == set(DISMISSALS)
    assert set(words.TRIGGERS) >= {trigger.name for trigger in TRIGGERS}
    assert set(words.REPORTS) == set(REPORTS)
    assert set(words.THEMES) == set(THEMES)
    assert set(words.RULES) == set(RULES)
    assert all(set(kind) == set(names) for kind, names in words.WORDS.items())


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB", "en"),
        ("de-DE,de;q=0.9,ru;q=0.5", "ru"),
        ("fr", "en"),
        ("", "en"),
        (";q=x,,,", "en"),
    ],
)
def test_the_browsers_language_is_chosen(accepted: str, language: str) -> None:
    assert choose_language(accepted) == language
