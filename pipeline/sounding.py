"""Spellings of a name met in posts: words that sound like it or begin with it.  (pure)"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.folding import split_words
from pipeline.forms import Form, Origin, name_words
from pipeline.inflection import inflect, is_known

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
    """Words of folded texts that may well be a name, the frequent first.

    Of a name of several words one at least has to be spelt right.
    """
    words = name_words(name)
    if not words:
        return []
    right = [{word, *inflect(word, names_only=True)} for word in words]
    if len(right) > 1:  # most texts hold none of its words, and need not be cut into theirs
        own = set().union(*right)
        texts = (text for text in texts if any(word in text for word in own))
    counted = Counter(run for text in texts for run in set(_runs(right, split_words(text))))
    alike = (run for run in counted if _is_name(words, right, run))
    found = sorted((-counted[run], " ".join(run)) for run in alike)
    return [Form(text, Origin.MET, f'"{text}"') for _, text in found[:MOST]]


def _runs(right: Sequence[Set[str]], text: list[str]) -> Iterator[tuple[str, ...]]:
    """As many words in a row as a name has; of several one is the name's own in its place."""
    if len(right) == 1:
        yield from ((word,) for word in text)
        return
    for at, word in enumerate(text):
        for place, own in enumerate(right):
            first = at - place
            if word in own and 0 <= first <= len(text) - len(right):
                yield tuple(text[first : first + len(right)])


def _is_name(words: Sequence[str], right: Sequence[Set[str]], run: Sequence[str]) -> bool:
    """Whether what is not spelt right in a run sounds like the name, and something is not."""
    others = [
        (word, said)
        for word, own, said in zip(words, right, run, strict=True)
        if said not in (own if len(words) > 1 else {word})
    ]
    return bool(others) and all(_is_alike(word, said) for word, said in others)


def _is_alike(name: str, word: str) -> bool:
    return (
        word.isalpha() and (_begins(name, word) or _sounds_like(name, word)) and not is_known(word)
    )


def _begins(name: str, word: str) -> bool:
    """Whether a word is the name with an ending, of whatever language: ромашканың."""
    stem = name.rstrip("аеийоуыьюяaeiouy")
    longer = len(word) - len(stem)
    return (
        len(stem) >= _SHORTEST_BEGINNING
        and 0 <= longer <= _LONGEST_ENDING
        and word.startswith(stem)
    )


@lru_cache(maxsize=64)
def _hear(name: str) -> tuple[str, str]:
    said = say(name)
    return said, _keep_consonants(said)


def _sounds_like(name: str, word: str) -> bool:
    said, sounds = _hear(name)
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
