"""Spellings of a name met in posts: words that sound like it or begin with it.  (pure)"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from pipeline.folding import split_words
from pipeline.forms import Form, Origin, name_words
from pipeline.inflection import is_known

MOST = 15
_LEAST_SOUNDS = 3  # consonants: with fewer, half of a dictionary sounds alike
_LEAST_LIKE = 0.7  # of the letters, once they are written in one alphabet
_LONGEST_ENDING = 5
_SHORTEST_BEGINNING = 4

_IN_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхцчшщыэ", "abvgdesiiklmnoprstufhscssie", strict=True)),
    "ж": "j",
    "ю": "iu",
    "я": "ia",
    "ь": "",
    "ъ": "",
}
_AS_LATIN = str.maketrans(_IN_LATIN)
_SOUNDS = (
    *((re.compile(one), other) for one, other in (("sch|sh|tz|ts", "s"), ("ck", "k"))),
    *((re.compile(one), other) for one, other in (("ph", "f"), ("kh", "h"), ("th", "t"))),
    *((re.compile(one), other) for one, other in (("c(?=[eiy])|z", "s"), ("c(?!h)|q", "k"))),
    *((re.compile(one), other) for one, other in (("ch", "c"), ("w", "v"), ("x", "ks"))),
    *((re.compile(one), other) for one, other in (("ee|y", "i"), ("oo", "u"))),
)
_CYRILLIC, _TWICE = re.compile("[а-я]+"), re.compile(r"(.)\1+")
_SILENT = re.compile(r"(?<=[^aeiou])e$")
_VOWELS = str.maketrans("", "", "aeiou")


def find_met(name: str, texts: Iterable[str]) -> list[Form]:
    """Words of folded texts that may well be a name of one word, the frequent first."""
    words = name_words(name)
    if len(words) != 1:
        return []
    counted = Counter(word for text in texts for word in set(split_words(text)))
    found = sorted(_alike(words[0], counted), key=lambda word: (-counted[word], word))
    return [Form(word, Origin.MET, f'"{word}"') for word in found[:MOST]]


def _alike(name: str, words: Iterable[str]) -> Iterator[str]:
    said = say(name)
    sounds = _keep_consonants(said)
    for word in words:
        if word == name or not word.isalpha():
            continue
        if (_begins(name, word) or _sounds_like(said, sounds, word)) and not is_known(word):
            yield word


def _begins(name: str, word: str) -> bool:
    """Whether a word is the name with an ending, of whatever language: ромашканың."""
    stem = name.rstrip("аеийоуыьюяaeiouy")
    longer = len(word) - len(stem)
    return (
        len(stem) >= _SHORTEST_BEGINNING
        and 0 <= longer <= _LONGEST_ENDING
        and word.startswith(stem)
    )


def _sounds_like(said: str, sounds: str, word: str) -> bool:
    if len(sounds) < _LEAST_SOUNDS:
        return False
    other = say(word)
    if _keep_consonants(other) != sounds:
        return False
    return SequenceMatcher(None, said, other).ratio() >= _LEAST_LIKE


def say(word: str) -> str:
    """A folded word as it sounds, roughly, in Latin letters."""
    said = word.translate(_AS_LATIN) if _CYRILLIC.fullmatch(word) else word
    if said is word:  # in Latin letters, some of which are said otherwise in groups
        for group, sound in _SOUNDS:
            said = group.sub(sound, said)
        said = _SILENT.sub("", said)
    return _TWICE.sub(r"\1", said)


def _keep_consonants(said: str) -> str:
    return _TWICE.sub(r"\1", said[:1] + said[1:].translate(_VOWELS))
