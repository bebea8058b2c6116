"""Words of a text as the transformer reads it, and where they stand in the text as it came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from classifier.latin_russian import is_russian, write_cyrillic
from classifier.prepare import MARK, SCAN_CHARACTERS, find_brand, prepare, tidy

LONGEST = 40  # characters of a word; what is longer is a text without spaces
_WORD = re.compile(r"\S+")
_CORE = re.compile(r"#?\w(?:.*\w)?")
_SIGN = re.compile(r"[\w()\u2600-\u27bf\U0001f000-\U0001faff]")  # commas and dashes say nothing
_NAME = re.compile(r"@|http")

Span = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """One word: where it stands in what is read, and where in what was said."""

    read: Span
    said: Span
    text: str  # without the punctuation around it


@dataclass(frozen=True)
class Placed:
    """A text with its brand as the transformer reads both, and the words that can be named."""

    read: tuple[str, str]
    words: list[Place]


def place_words(text: str, brand: str | None) -> Placed:
    """The words of a text that could have decided its verdict: neither names nor links."""
    read, name = prepare(text, brand)
    if len(text) > SCAN_CHARACTERS:
        return Placed((read, name), [])
    shown = list(_WORD.finditer(read.replace(MARK, " " * len(MARK))))
    said = list(_tidy_words(text))
    alike = SequenceMatcher(
        None, [word for word, _ in said], [it[0] for it in shown], autojunk=False
    )
    words = []
    for block in alike.get_matching_blocks():
        for step in range(block.size):
            match, (_, place) = shown[block.b + step], said[block.a + step]
            if _tells(match[0], name):
                start, end = _trim(text, place)
                words.append(Place(match.span(), (start, end), text[start:end]))
    return Placed((read, name), words)


def _tidy_words(text: str) -> Iterator[tuple[str, Span]]:
    """The words of a text as it came, each written as it is read; #twoWords are two."""
    latin = is_russian(tidy(text))
    for match in _WORD.finditer(text):
        word = tidy(match[0])
        for part in (write_cyrillic(word) if latin else word).split():
            yield part, match.span()


def _tells(word: str, name: str) -> bool:
    if len(word) > LONGEST or not _SIGN.search(word) or _NAME.match(word):
        return False
    return not (name and find_brand(word, name))


def _trim(text: str, place: Span) -> Span:
    """A word without the punctuation around it, where anything else is left."""
    core = _CORE.search(text, *place)
    return core.span() if core else place
