"""Texts made comparable: letters that differ only in form evened out, words with places."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# Marks that readers do not see as letters: soft hyphen, joiners, direction marks, byte order mark,
# Arabic vowel signs and kashida, Hebrew points, combining accents (also Russian stress marks).
_UNSEEN = (
    (0x00AD, 0x00AD),
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
)
_SAME = {"ё": "е", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "’": "'", "ʼ": "'", "`": "'"}

# Scripts written without spaces: every character counts as a word of its own.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# Vowel signs of Indic scripts are not "word characters" to re, yet stand inside words.
_INDIC = "\u0900-\u0dff"
_CYRILLIC = "\u0400-\u052f"
_WORD = re.compile(
    f"[{_SPACELESS}]"
    f"|(?:[{_CYRILLIC}]|\\d)*[{_CYRILLIC}](?:[{_CYRILLIC}]|\\d)*"
    f"|(?:(?![{_SPACELESS}{_CYRILLIC}_])\\w|[{_INDIC}])+"
)


class _Folds(dict[int, str]):
    """What each character folds to, decided when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    code = ord(character)
    if any(first <= code <= last for first, last in _UNSEEN):
        return ""
    if character in _SAME:
        return _SAME[character]
    base = unicodedata.normalize("NFD", character)[0]
    # Only Latin and Greek lose their accents: й, ї and ў are letters of their own.
    return base if base != character and ord(base) < 0x0400 else character


_FOLDS = _Folds()
_ALIKE: set[str] = set()  # signs that were met and fold to themselves
_TO_FOLD = re.compile("[^\n -_a-~а-я«»–—“”„]")  # most texts hold nothing else once ё is gone


def fold(text: str) -> str:
    """The text with case, width, accents, ё and unseen marks evened out."""
    evened = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    if not _TO_FOLD.search(evened):
        return evened
    for sign in set(evened) - _ALIKE:
        folded = _FOLDS[ord(sign)]
        if folded == sign:
            _ALIKE.add(sign)
        elif any(_FOLDS[ord(each)] != each for each in folded):
            return evened.translate(_FOLDS)
        else:
            evened = evened.replace(sign, folded)
    return evened


def written(text: str) -> str:
    """The text as written: case and accents stay, only its Unicode form is evened out."""
    return unicodedata.normalize("NFKC", text)


def split_words(text: str) -> list[str]:
    """The words of a text; a Latin name with a Cyrillic ending (Ozonом) gives two."""
    return _WORD.findall(text)


GAP = 1000  # between two texts in one index, so that no phrase reaches from title to body


@dataclass(frozen=True)
class Words:
    """The words of one or more texts and where each stands."""

    texts: tuple[str, ...]

    def hold(self, word: str) -> bool:
        """Whether this is one of the words; only what it stands in is split."""
        for text in self.texts:
            at = text.find(word)
            while at >= 0:
                start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
                end = len(text) if end < 0 else end
                if word in split_words(text[start:end]):
                    return True
                at = text.find(word, end)
        return False

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Every word with its places, ascending."""
        found: dict[str, list[int]] = {}
        place = 0
        for text in self.texts:
            for word in split_words(text):
                found.setdefault(word, []).append(place)
                place += 1
            place += GAP
        return found

    def starting(self, prefix: str) -> list[int]:
        """Where words with this beginning stand, ascending."""
        found = (at for word, at in self.places.items() if word.startswith(prefix))
        return sorted(place for places in found for place in places)
