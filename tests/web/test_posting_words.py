"""Every error of posting that the desk shows is said in Russian."""

import ast
from pathlib import Path

from pipeline.posting import door
from web.languages import translations
from web.posting_words import say_posting

FOLDER = Path(door.__file__).parent
VALUE = "x.example"


def raised() -> set[str]:
    """The errors of all platforms, each with a value in every place."""
    found = set()
    for file in FOLDER.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id in ("NotPosted", "Uncertain") and call.args:
                found.add(spell(call.args[0]))
    return {text.replace(f"; {VALUE}", "") for text in found} - {VALUE}


def spell(text: ast.expr) -> str:
    if isinstance(text, ast.JoinedStr):
        return "".join(spell(part) for part in text.values)
    if isinstance(text, ast.FormattedValue) and ast.unparse(text.value) == "_reason(error)":
        return "the connection broke"
    return str(text.value) if isinstance(text, ast.Constant) else VALUE


def test_every_error_of_posting_is_said_in_russian() -> None:
    russian = translations("ru").gettext
    told = {error: say_posting(error, russian) for error in raised()}
    assert len(told) > 25
    assert [error for error, said in told.items() if error == said] == []


def test_what_can_be_done_is_said_too_and_other_texts_stay() -> None:
    russian = translations("ru").gettext
    ways = {*door.POSTING.values(), *door.REMOVING.values()}
    assert all(russian(way) != way and say_posting(f"a; {way}", russian) != way for way in ways)
    assert say_posting("Сохранено; ничего", russian) == "Сохранено; ничего"
