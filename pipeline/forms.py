"""Spellings of a name that people use: proposed here, accepted by a person.  (pure)"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from pipeline.folding import fold, split_words
from pipeline.inflection import inflect, is_known
from pipeline.translit import mistyped, slips, to_cyrillic, to_latin


class Origin(StrEnum):
    """How a spelling comes from the name."""

    INFLECTED = "inflected"
    TRANSLITERATED = "transliterated"
    LAYOUT = "wrong keyboard layout"
    TYPO = "typo"
    HASHTAG = "hashtag"
    JOINED = "joined"


@dataclass(frozen=True)
class Form:
    """A spelling, where it comes from, and the term to add to the brand's query."""

    text: str
    origin: Origin
    term: str


MOST_TYPOS = 30
_SHORTEST_WITH_TYPOS = 5  # a slip in a shorter name makes another word too often
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]")


def propose(name: str) -> list[Form]:
    """Every spelling worth looking for but the name itself, each once."""
    words = split_words(fold(name))
    if not words:
        return []
    plain = " ".join(words)
    seen = {plain}
    forms = []
    for form in _all(words):
        if form.text and form.text not in seen:
            seen.add(form.text)
            forms.append(form)
    return forms


def _all(words: list[str]) -> Iterator[Form]:
    yield from _joined(words)
    yield from _inflected(words)
    yield from _transliterated(words)
    typed = mistyped(" ".join(words))
    # Letters that stand where signs do (б is a comma) leave no word to look for.
    if all(part.isalnum() for part in typed.split()):
        yield Form(typed, Origin.LAYOUT, f'"{typed}"')
    yield Form(f"#{''.join(words)}", Origin.HASHTAG, f"#{''.join(words)}")
    if len(words) > 1:
        yield Form(f"#{'_'.join(words)}", Origin.HASHTAG, f"#{'_'.join(words)}")
    yield from _typos(words)


def _joined(words: list[str]) -> Iterator[Form]:
    if len(words) > 1:
        yield Form("".join(words), Origin.JOINED, "".join(words))


def _inflected(words: list[str]) -> Iterator[Form]:
    """The name's other cases; of a longer name only its last word is declined."""
    *before, last = words
    for form in sorted(inflect(last, names_only=True)):
        text = " ".join([*before, form])
        yield Form(text, Origin.INFLECTED, f'"{text}"')


def _transliterated(words: list[str]) -> Iterator[Form]:
    plain = " ".join(words)
    spellings: list[str] = []
    if _CYRILLIC.search(plain):
        spellings += to_latin(plain)
    if _LATIN.search(plain):
        spellings += to_cyrillic(plain)
    for text in spellings:
        # A bare word is looked for in all its forms, so Озон brings Озона with it.
        yield Form(text, Origin.TRANSLITERATED, f'"{text}"' if " " in text else text)


def _typos(words: list[str]) -> Iterator[Form]:
    """Slips in a name of one word that are not words themselves."""
    if len(words) > 1 or len(words[0]) < _SHORTEST_WITH_TYPOS:
        return
    own = inflect(words[0])
    found = (slip for slip in slips(words[0]) if slip not in own and not is_known(slip))
    for slip in islice(dict.fromkeys(found), MOST_TYPOS):
        yield Form(slip, Origin.TYPO, f'"{slip}"')
