"""A query cut into tokens, each knowing where it stands, so that an error can point at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pipeline.errors import OtklikError, Said


class QueryError(OtklikError):
    """A query that cannot be read; shows the query with a caret under the place."""

    field = "query"

    def __init__(self, text: str | Said, query: str, place: int, /, **values: object) -> None:
        self.problem = text if isinstance(text, Said) else Said(text, values)
        self.place = place
        self.pointer = _point_at(query, place)
        told = {"problem": self.problem, "place": self.pointer}
        super().__init__(Said("query: %(problem)s%(place)s", told))


def _point_at(query: str, place: int) -> str:
    """The line of the query, cut down around the place, with a caret below it."""
    start = query.rfind("\n", 0, place) + 1
    end = query.find("\n", place)
    left, right = max(start, place - 60), min(len(query) if end < 0 else end, place + 60)
    shown = query[left:right].replace("\t", " ")
    return f"\n    {shown}\n    {' ' * (place - left)}^"


class Sign(Enum):
    """What kind of token it is."""

    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    FIELD = "field:"
    WORD = "word"
    QUOTED = '"phrase"'
    END = "the end"


@dataclass(frozen=True)
class Token:
    """A token; `text` is the word, phrase or field name, `slop` the ~N after a phrase."""

    sign: Sign
    place: int
    text: str = ""
    as_written: bool = False
    slop: int | None = None


_WORD_OPERATORS = {
    "OR": Sign.OR,
    "ИЛИ": Sign.OR,
    "AND": Sign.AND,
    "И": Sign.AND,
    "NOT": Sign.NOT,
    "НЕ": Sign.NOT,
}
_SIGN_OPERATORS = {"|": Sign.OR, "||": Sign.OR, "&": Sign.AND, "&&": Sign.AND}
_CLOSING = {'"': '"', "«": "»", "“": "”", "„": "“”"}

_SPACE = re.compile(r"\s+")
_FIELD = re.compile(r"([^\W\d]+):")
_SLOP = re.compile(r"~(\d*)")
_SLOP_OF_WORD = re.compile(r"~\d*$")
_LETTER = re.compile(r"\w")
_BARE = re.compile(r'[^\s()|"«»“”„]+')
MOST_SLOP = 50


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, an END last."""
    place = 0
    while place < len(query):
        space = _SPACE.match(query, place)
        if space:
            place = space.end()
            continue
        token, place = _token(query, place)
        yield token
    yield Token(Sign.END, len(query))


def _token(query: str, place: int) -> tuple[Token, int]:
    character = query[place]
    if character in "()":
        return Token(Sign.OPEN if character == "(" else Sign.CLOSE, place), place + 1
    if character == "|":
        return Token(Sign.OR, place), place + (2 if query.startswith("||", place) else 1)
    if character in "-!" and place + 1 < len(query) and not query[place + 1].isspace():
        return Token(Sign.NOT, place), place + 1
    if character == "=" and place + 1 < len(query):
        return _text(query, place + 1, as_written=True)
    field = _FIELD.match(query, place)
    if field:
        return Token(Sign.FIELD, place, field[1].casefold()), field.end()
    return _text(query, place, as_written=False)


def _text(query: str, place: int, *, as_written: bool) -> tuple[Token, int]:
    """A phrase in quotes or a bare word, which may turn out to be an operator."""
    if query[place] in _CLOSING:
        return _quoted(query, place, as_written)
    bare = _BARE.match(query, place)
    if bare is None:
        raise QueryError(
            "a word was expected here, not %(query)s", query, place, query=query[place]
        )
    word = bare[0]
    sign = _WORD_OPERATORS.get(word) or _SIGN_OPERATORS.get(word)
    if sign and not as_written:
        return Token(sign, place), bare.end()
    _refuse_stray_signs(word, query, place)
    return Token(Sign.WORD, place, word, as_written), bare.end()


def _refuse_stray_signs(word: str, query: str, place: int) -> None:
    """A sign where it means nothing would be passed over, and something else be looked for."""
    if slop := _SLOP_OF_WORD.search(word):
        raise QueryError(
            '~ stands after a phrase: "two words"~5; for beginnings write word*',
            query,
            place + slop.start(),
        )
    star = word.find("*")
    if star >= 0 and _LETTER.search(word, star):
        raise QueryError("* stands at the end of a word only", query, place + star)


def small_operators(query: str) -> list[str]:
    """Words that would be operators in capital letters, and as they stand are looked for."""
    words = (token.text for token in tokens(query) if token.sign is Sign.WORD)
    return list(dict.fromkeys(word for word in words if word.upper() in _WORD_OPERATORS))


def _quoted(query: str, place: int, as_written: bool) -> tuple[Token, int]:
    closing = _CLOSING[query[place]]
    end = next((at for at in range(place + 1, len(query)) if query[at] in closing), None)
    if end is None:
        raise QueryError("this quote is never closed", query, place)
    text, after = query[place + 1 : end], end + 1
    slop = _SLOP.match(query, after)
    if slop is None:
        return Token(Sign.QUOTED, place, text, as_written), after
    return Token(Sign.QUOTED, place, text, as_written, _read_slop(slop, query)), slop.end()


def _read_slop(slop: re.Match[str], query: str) -> int:
    digits = slop[1]
    if not digits or len(digits) > 3 or int(digits) > MOST_SLOP:
        raise QueryError(
            "after ~ comes a number from 0 to %(most_slop)s",
            query,
            slop.start(),
            most_slop=MOST_SLOP,
        )
    return int(digits)
