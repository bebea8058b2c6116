"""The query language: says when a post names a brand (docs/queries.md)."""

from dataclasses import dataclass
from functools import lru_cache

from pipeline.errors import Said, unknown
from pipeline.expression import (
    Anchors,
    And,
    Expression,
    Facet,
    Literal,
    Not,
    Or,
    Phrase,
    Place,
    Prefix,
    Subject,
    words_of,
)
from pipeline.folding import fold
from pipeline.inflection import inflect
from pipeline.lexer import QueryError, Sign, Token, tokens
from pipeline.post import Channel, Post

__all__ = ["Query", "QueryError", "parse"]

MOST_CHARACTERS = 20_000
MOST_DEPTH = 50
_FIELDS = {
    "title": "title",
    "заголовок": "title",
    "author": "author",
    "автор": "author",
    "channel": "channel",
    "канал": "channel",
    "lang": "lang",
    "language": "lang",
    "язык": "lang",
    "source": "source",
    "источник": "source",
}
_TEXT_FIELDS = ("", "title", "author")
_MEANINGFUL = set("+#@&$")  # signs that make a different name of the word they stand by


@dataclass(frozen=True)
class Query:
    """A query that was read."""

    text: str
    expression: Expression

    def matches(self, subject: Subject | Post | str) -> bool:
        """Whether a post, or a bare text, is one of those meant."""
        return self.expression.holds(_as_subject(subject))

    def anchors(self) -> Anchors:
        """Strings one of which stands in every matching folded text; None when there are none."""
        return self.expression.anchors()


def _as_subject(subject: Subject | Post | str) -> Subject:
    if isinstance(subject, str):
        return Subject(Post(source="", channel=Channel.FORUM, url="", text=subject))
    return Subject(subject) if isinstance(subject, Post) else subject


@lru_cache(maxsize=5_000)
def parse(text: str) -> Query:
    """Read a query; raises QueryError that points at the place."""
    if len(text) > MOST_CHARACTERS:
        raise QueryError(
            "longer than %(most_characters)s characters",
            text,
            MOST_CHARACTERS,
            most_characters=MOST_CHARACTERS,
        )
    parser = _Parser(text)
    expression = parser.alternatives(depth=0)
    if parser.now.sign is not Sign.END:
        raise parser.error("this bracket was never opened")
    if not expression.finds():
        place = parser.find_absent(expression)
        raise QueryError("says only what must be absent; add a word to look for", text, place)
    return Query(text, expression)


class _Parser:
    """Reads tokens from left to right; one method for each rank of operator."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = list(tokens(query))
        self.at = 0
        self.denied: dict[int, int] = {}  # where each NOT stands, by the id of what it made

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def error(
        self, text: str | Said, token: Token | None = None, /, **values: object
    ) -> QueryError:
        return QueryError(text, self.query, (token or self.now).place, **values)

    def alternatives(self, depth: int, field: str = "") -> Expression:
        parts = [self.conjunction(depth, field)]
        while self.now.sign is Sign.OR:
            self.take()
            parts.append(self.conjunction(depth, field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def conjunction(self, depth: int, field: str) -> Expression:
        parts = [self.negation(depth, field)]
        while self.now.sign not in (Sign.OR, Sign.CLOSE, Sign.END):
            if self.now.sign is Sign.AND:
                self.take()
            parts.append(self.negation(depth, field))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self, depth: int, field: str) -> Expression:
        if self.now.sign is not Sign.NOT:
            return self.operand(depth, field)
        if depth >= MOST_DEPTH:
            raise self.error("nested deeper than %(most_depth)s", most_depth=MOST_DEPTH)
        place = self.take().place
        inside = self.negation(depth + 1, field)
        if isinstance(inside, Not):
            return inside.part
        made = Not(inside)
        self.denied[id(made)] = place
        return made

    def find_absent(self, expression: Expression) -> int:
        """Where the first part stands that asks for nothing but absence."""
        if isinstance(expression, And | Or):
            return self.find_absent(next(part for part in expression.parts if not part.finds()))
        return self.denied.get(id(expression), 0)

    def operand(self, depth: int, field: str) -> Expression:
        token = self.take()
        match token.sign:
            case Sign.OPEN:
                return self.group(token, depth, field)
            case Sign.FIELD:
                return self.operand(depth, self.field(token))
            case Sign.WORD | Sign.QUOTED:
                return self.term(token, field)
            case Sign.END:
                raise self.error("a word is missing at the end", token)
            case _:
                raise self.error("a word is missing before %(sign)s", token, sign=token.sign.value)

    def group(self, opening: Token, depth: int, field: str) -> Expression:
        if depth >= MOST_DEPTH:
            raise self.error(
                "brackets nested deeper than %(most_depth)s", opening, most_depth=MOST_DEPTH
            )
        inside = self.alternatives(depth + 1, field)
        if self.now.sign is not Sign.CLOSE:
            raise self.error("this bracket is never closed", opening)
        self.take()
        return inside

    def field(self, token: Token) -> str:
        if token.text not in _FIELDS:
            hint = unknown("field", token.text, _FIELDS)
            raise self.error('%(hint)s; put "quotes" around a text with a colon', token, hint=hint)
        if self.now.sign not in (Sign.OPEN, Sign.WORD, Sign.QUOTED):
            raise self.error(
                "%(token)s: needs a word, a phrase or brackets after it", token, token=token.text
            )
        return _FIELDS[token.text]

    def term(self, token: Token, field: str) -> Expression:
        if field not in _TEXT_FIELDS:
            return self.facet(token, field)
        text = token.text
        if not token.as_written and token.slop is None and _MEANINGFUL & set(text):
            return self.literal(token, field)
        places = _places(token)
        if not places:
            raise self.error("there is no letter or digit to look for here", token)
        return Phrase(places, field, token.slop, token.as_written)

    def literal(self, token: Token, field: str) -> Expression:
        folded = fold(token.text).strip(" ,.;:!?")
        prefix, folded = folded.endswith("*"), folded.rstrip("*")
        if not any(character.isalnum() for character in folded):
            raise self.error("there is no letter or digit to look for here", token)
        return Literal(folded, field, prefix)

    def facet(self, token: Token, field: str) -> Expression:
        value = fold(token.text)
        if field == "channel" and value not in set(Channel):
            raise self.error(unknown("channel", value, Channel), token)
        prefix = value.endswith("*")
        return Facet(field, value.rstrip("*"), prefix)


def _places(token: Token) -> tuple[Place, ...]:
    """The places of a phrase or word: quotes and = switch inflected forms off."""
    pieces = token.text.split()
    places: list[Place] = []
    for piece in pieces:
        words = words_of(piece, token.as_written)
        fixed = token.sign is Sign.QUOTED or token.as_written or piece.endswith("*")
        places += [
            frozenset({word}) if fixed else inflect(word, names_only=len(words) > 1)
            for word in words
        ]
        if words and piece.endswith("*"):
            places[-1] = Prefix(words[-1])
    return tuple(places)
