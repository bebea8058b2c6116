"""The inflected forms of a Russian word, by pymorphy3's dictionary or its guess for names."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

_CYRILLIC = re.compile("[а-яё]{3,}")
_NAMES = {"NOUN", "ADJF", "ADJS"}
_SKIPPED = {
    "PRTF",
    "PRTS",
    "GRND",
    "COMP",
}  # forms so far from the word that they name other things
_LEAST = 0.02  # readings of a word rarer than this are left out

# Names the dictionary reads as a form of another word (Тесла: "of an adze") get these endings.
_ENDINGS = {
    "а": ("а", "ы", "и", "е", "у", "ой", "ою", "ам", "ами", "ах", ""),
    "я": ("я", "и", "е", "ю", "ей", "ею", "ям", "ями", "ях", "ь"),
}


@cache
def _dictionary() -> Any:  # pymorphy3 has no types
    # Loading takes a quarter of a second, and most commands never inflect a word.
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


@lru_cache(maxsize=20_000)
def inflect(word: str, *, names_only: bool = False) -> frozenset[str]:
    """All forms of a folded word, itself included; a word of another script has only itself.

    With `names_only` a verb or adverb keeps its form: in "читай-город" only "город" changes.
    """
    if not _CYRILLIC.fullmatch(word):
        return frozenset({word})
    forms = {word}
    readings = [reading for reading in _dictionary().parse(word) if reading.score >= _LEAST]
    for reading in _best(readings):
        if not names_only or reading.tag.POS in _NAMES:
            forms.update(_lexeme(reading))
    if not any(_plain(reading.normal_form) == word for reading in readings):
        forms.update(_as_name(word))
    return frozenset(_plain(form) for form in forms)


def decline(words: Sequence[str]) -> list[tuple[str, ...]]:
    """A name of several words in its other cases: деловых линий, дома еды, альфа банку.

    The last noun in the nominative is declined with the adjectives that agree with it, or where
    there is none the adjectives; all else stays.
    """
    nominative = [_in_nominative(word) for word in words]
    nouns = [at for at, reading in enumerate(nominative) if reading and "NOUN" in reading.tag]
    named = [at for at, reading in enumerate(nominative) if reading]
    if not named or _never_changes(words[-1]):
        return []
    head = nominative[(nouns or named)[-1]]
    changing = {
        at: reading
        for at, reading in enumerate(nominative)
        if reading is head or (reading and "ADJF" in reading.tag and _agrees(reading, head))
    }
    declined = []
    for case in ("gent", "datv", "accs", "ablt", "loct"):
        forms = {
            at: _put(reading, case, head.tag.animacy or "inan") for at, reading in changing.items()
        }
        if all(forms.values()):
            said = (_plain(forms[at].word) if at in forms else w for at, w in enumerate(words))
            declined.append(tuple(said))
    return declined


def _in_nominative(word: str) -> Any:
    """How a word is read as what a name is made of; None for one that does not change."""
    if not _CYRILLIC.fullmatch(word):
        return None
    readings = [reading for reading in _dictionary().parse(word) if reading.score >= _LEAST]
    found = [r for r in readings if r.tag.POS in ("NOUN", "ADJF") and "nomn" in r.tag]
    return found[0] if found and "Fixd" not in found[0].tag else None


def _never_changes(word: str) -> bool:
    """Whether it is a noun without cases: in "яндекс такси" nothing is declined."""
    return any("Fixd" in reading.tag for reading in _dictionary().parse(word)[:1])


def _put(reading: Any, case: str, animacy: str) -> Any:
    """The word in a case; in the accusative many an adjective heeds what it stands by."""
    return reading.inflect({case, animacy}) or reading.inflect({case})


def _agrees(one: Any, other: Any) -> bool:
    same_gender = "plur" in one.tag or one.tag.gender == other.tag.gender
    return bool(one.tag.number == other.tag.number and same_gender)


def _plain(form: str) -> str:
    return form.replace("ё", "е")


def _best(readings: list[Any]) -> list[Any]:
    """The readings under which a dictionary lists the word, else those in the nominative, else all.

    "Вкусно" is an adverb first: its other reading would bring in all of "вкусный".
    """
    listed = [
        reading for reading in readings if _plain(reading.normal_form) == _plain(reading.word)
    ]
    return listed or [reading for reading in readings if "nomn" in reading.tag] or readings


def _lexeme(reading: Any) -> set[str]:
    return {form.word for form in reading.lexeme if form.tag.POS not in _SKIPPED}


def _as_name(word: str) -> set[str]:
    """The word declined as a feminine name, which is how people decline an unknown one."""
    return {word[:-1] + ending for ending in _ENDINGS.get(word[-1], ()) if len(word) > 3}


def is_known(word: str) -> bool:
    """Whether the dictionary has the word in this form."""
    return bool(_dictionary().word_is_known(word))


_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


@lru_cache(maxsize=2_000)
def find_near(word: str) -> tuple[str, ...]:
    """The words of the dictionary that one slip makes of an unknown word, those alike first."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    swapped = (left + right[1] + right[0] + right[2:] for left, right in parts if right[1:])
    left_out = (left + letter + right for left, right in parts for letter in _LETTERS)
    mistyped = (left + letter + right[1:] for left, right in parts if right for letter in _LETTERS)
    doubled = (left + right[1:] for left, right in parts if right)
    near = dict.fromkeys((*swapped, *left_out, *doubled, *mistyped))
    return tuple(one for one in near if one != word and is_known(one))


def find_tenses(word: str) -> frozenset[str]:
    """The tenses a verb's form may be of: past, pres, futr; empty for what is no verb or asks."""
    if not _CYRILLIC.fullmatch(word):
        return frozenset()
    tags = [reading.tag for reading in _dictionary().parse(word) if reading.score > 0.1]
    if any("excl" in tag for tag in tags):
        return frozenset()
    return frozenset(str(tag.tense) for tag in tags if tag.POS in ("VERB", "PRTS") and tag.tense)


def addresses_one(word: str) -> bool:
    """Whether the word is a verb said to one familiar person: "напиши", "увидишь"."""
    if not _CYRILLIC.fullmatch(word):
        return False
    likely = [reading.tag for reading in _dictionary().parse(word) if reading.score > 0.1]
    return bool(likely) and all(
        {"sing", "2per"} in tag or {"sing", "impr", "excl"} in tag for tag in likely
    )


def address_many(word: str) -> str:
    """The same verb said politely: "напишите", "увидите"; empty where nobody knows it."""
    for reading in _dictionary().parse(word):
        if "2per" in reading.tag or "impr" in reading.tag:
            said = reading.inflect({"plur"})
            return str(said.word) if said else ""
    return ""
