"""Both languages are whole, and people get the one they read."""

import ast
from pathlib import Path

import pytest
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po

from alerts.rules import RULES
from classifier.heads import THEMES
from crawlers.advice import ADVICE
from pipeline import outside, rematching, reopening, sift_step
from pipeline.desk import DISMISSALS
from pipeline.reports.registry import REPORTS
from pipeline.triggers import TRIGGERS
from web import report_words, task_words, words
from web.languages import FOLDER, LANGUAGES, choose_language

WEB = Path(words.__file__).parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# What says an error that the desk may show; the command line's own are said in English only.
ERRORS = ("OtklikError", "SurveyError", "QueryError", "UnreadableError", "Said", "unknown")
RAISED = dict.fromkeys(ERRORS) | {"_must_be_open": (2,), "must_say": (2,)}
COMMANDS = ("cli.py", "settings.py", "database.py", "commands.py", "model.py", "base.py")
# posting/ways.py reads a setting: what is wrong there keeps the desk from starting.
ELSEWHERE = {"demo", "migrations", "notifiers", "ways.py"}


def error_files() -> list[Path]:
    """The modules whose errors may reach the desk."""
    house = WEB.parent
    files = [
        file for name in ("pipeline", "alerts", "web") for file in (house / name).rglob("*.py")
    ]
    return [
        house / "classifier" / "errors.py",
        *(
            file
            for file in files
            if not file.name.endswith(COMMANDS) and not ELSEWHERE & set(file.parts)
        ),
    ]


def error_messages() -> set[str]:
    """The texts of those errors; where a folder has parsers, what their error() says as well."""
    found: set[str] = set()
    for file in error_files():
        keywords = RAISED if file.parent == WEB else RAISED | {"error": None}
        with file.open("rb") as source:
            said = extract("python", source, keywords)
            found |= {message for _, message, _, _ in said if isinstance(message, str)}
    return found


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_message_is_missing_or_left_over(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    asked = {
        (message[0] if isinstance(message, tuple) else message, context)
        for _, _, message, _, context in extract_from_dir(
            str(WEB),
            [("**.py", "python"), ("templates/**.html", "jinja2")],
            options_map={
                "templates/**.html": {
                    "trimmed": "true",
                    "extensions": "jinja2.ext.do",
                    "silent": "false",
                }
            },
            keywords=KEYWORDS,
        )
    }
    asked |= {(message, None) for message in (*error_messages(), *ADVICE)}
    there = {
        (one.id[0] if isinstance(one.id, tuple) else one.id, one.context)
        for one in catalogue
        if one.id and all(one.string if isinstance(one.string, tuple) else [one.string])
    }

    assert asked == there
    assert not [one.id for one in catalogue if one.fuzzy or list(one.check(catalogue))]


def test_every_error_is_a_text_with_places_and_values() -> None:
    built = [
        f"{file.name}:{call.lineno}"
        for file in error_files()
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and call.args
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in (*ERRORS, "error")
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.IfExp)
    ]

    assert built == []  # write OtklikError("no task %(id)s", id=5): it can be translated


def test_everything_that_is_shown_has_a_name() -> None:
    assert set(task_words.DISMISSALS) == set(DISMISSALS)
    by_itself = {outside.REASON, sift_step.REASON, rematching.REASON, rematching.NAMED_AGAIN}
    by_itself |= {reopening.WROTE_AGAIN, reopening.EDITED}
    assert set(task_words.BY_ITSELF) >= by_itself
    assert set(task_words.TRIGGERS) >= {trigger.name for trigger in TRIGGERS}
    assert set(report_words.REPORTS) == set(REPORTS)
    assert set(words.THEMES) == set(THEMES)
    assert set(report_words.RULES) == set(RULES)
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
