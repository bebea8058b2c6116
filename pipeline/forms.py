"""Spellings of a name that people use: proposed here, accepted by a person.  (pure)"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from pipeline.folding import fold, split_words
from pipeline.inflection import decline, inflect, is_known
from pipeline.translit import mistyped, slips, spell_out, to_cyrillic, to_latin


class Origin(StrEnum):
    """How a spelling comes from the name."""

    MET = "met in posts"
    INFLECTED = "inflected"
    TRANSLITERATED = "transliterated"
    SPELT = "signs and letters said"
    ALIKE = "letters that look alike"
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
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_WRITTEN_TOGETHER = re.compile("[\u3040-\u9fff]").match  # one such character is a word
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_SIGN = re.compile(r"[&+]")
_IN_ENGLISH = {"&": "and", "+": "plus"}
_IN_RUSSIAN = {"&": "энд", "+": "плюс"}
_LOOKS_LATIN = str.maketrans("авекмнорстух", "abekmhopctyx")  # as capitals
_LOOKS_CYRILLIC = str.maketrans("abekmhopctyx", "авекмнорстух")


def propose(name: str) -> list[Form]:
    """Every spelling worth looking for but the name itself, each once."""
    words = name_words(name)
    if not words:
        return []
    plain = " ".join(words)
    seen = {plain, ""}
    forms = []
    for form in (*_all(name, words), *_said(name)):
        if form.text not in seen and _tells(form.text):
            seen.add(form.text)
            forms.append(form)
    return forms


def name_words(name: str) -> list[str]:
    """The words of a name, folded; McDonald's is one."""
    return split_words(_POSSESSIVE.sub("s", fold(name)))


def _tells(text: str) -> bool:
    """Whether a spelling is more than single letters: "х м" stands in any text."""
    words = split_words(text)
    return any(len(word) > 1 for word in words) or any(map(_WRITTEN_TOGETHER, words))


def _all(name: str, words: list[str]) -> Iterator[Form]:
    plain = " ".join(words)
    yield from _joined(words)
    yield from _inflected(words)
    yield from _transliterated(plain)
    yield from _alike(plain)
    typed = mistyped(plain)
    # Letters that stand where signs do (б is a comma) leave no word to look for.
    if all(part.isalnum() for part in typed.split()) and not _SIGN.search(name):
        yield _quoted(typed, Origin.LAYOUT)
    for mark in dict.fromkeys(("", "_")):
        tag = f"#{mark.join(words)}"
        yield Form(tag, Origin.HASHTAG, tag)
    yield from _typos(words)


def _quoted(text: str, origin: Origin) -> Form:
    return Form(text, origin, f'"{text}"')


def _joined(words: list[str]) -> Iterator[Form]:
    if len(words) > 1:
        yield Form("".join(words), Origin.JOINED, "".join(words))


def _inflected(words: list[str]) -> Iterator[Form]:
    """The name's other cases; Korean particles are written together with the name."""
    for text in _decline(words):
        yield _quoted(text, Origin.INFLECTED)
    if _HANGUL.fullmatch(words[-1]):
        text = " ".join(words)
        yield Form(f"{text}*", Origin.INFLECTED, f'"{text}*"')


def _decline(words: list[str]) -> list[str]:
    if len(words) == 1:
        return sorted(inflect(words[0], names_only=True))
    return [" ".join(form) for form in decline(words)]


def _transliterated(plain: str) -> Iterator[Form]:
    spellings: list[str] = []
    if _CYRILLIC.search(plain):
        spellings += to_latin(plain)
    if _LATIN.search(plain):
        spellings += to_cyrillic(plain)
    for text in spellings:
        # A bare word is looked for in all its forms, so Озон brings Озона with it.
        yield Form(text, Origin.TRANSLITERATED, f'"{text}"' if " " in text else text)


def _alike(plain: str) -> Iterator[Form]:
    """Words typed in letters of the other alphabet that look the same: MTC Банк, 1C."""
    for letters in (_LOOKS_LATIN, _LOOKS_CYRILLIC):
        other = (w.translate(letters) if letters.keys() >= _codes(w) else w for w in plain.split())
        yield _quoted(" ".join(other), Origin.ALIKE)


def _codes(word: str) -> set[int]:
    return {ord(letter) for letter in word if letter.isalpha()}


def _said(name: str) -> Iterator[Form]:
    """Signs as people write them out, and letters by their English names: "эйч энд эм"."""
    plain = _SIGN.sub(lambda met: f" {met[0]} ", fold(name)).split()
    if not _SIGN.search(name) and not any(len(word) == 1 for word in plain):
        return
    for signs, spell in ((_IN_ENGLISH, False), (_IN_RUSSIAN, False), (_IN_RUSSIAN, True)):
        said = [signs.get(word, spell_out(word) if spell else word) for word in plain]
        text = " ".join(split_words(fold(" ".join(said))))
        if text.split() != name_words(name):
            yield _quoted(text, Origin.SPELT)


def _typos(words: list[str]) -> Iterator[Form]:
    """Slips in a name of one word that are not words themselves."""
    if len(words) > 1 or len(words[0]) < _SHORTEST_WITH_TYPOS:
        return
    own = inflect(words[0])
    found = (slip for slip in slips(words[0]) if slip not in own and not is_known(slip))
    for slip in islice(dict.fromkeys(found), MOST_TYPOS):
        yield Form(slip, Origin.TYPO, f'"{slip}"')
