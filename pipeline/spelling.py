"""Words of a draft that its language probably has not, and what was probably meant.  (pure)"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.address import Found
from pipeline.folding import fold
from pipeline.inflection import find_near, is_known

if TYPE_CHECKING:
    from spellchecker import SpellChecker

# Russian has a dictionary of forms besides. The list of Spanish lacks "gracias".
LANGUAGES = ("de", "en", "fr", "it", "nl", "pt")
NOUNS_HAVE_CAPITALS = ("de",)
SHORTEST, LONGEST = 4, 30  # letters
LEAST_SEEN = 50  # times in what a word list was counted from; rarer words are noise themselves
MOST = 50  # unknown words looked at; finding what was meant takes a while for each
# No parts of addresses, logins, hashtags or numbers.
_WORD = re.compile(r"(?<![\w@#./:'’-])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@/'’-]|\.\w)")
_GREETED = re.compile(r"\b(?:hallo|liebe[rs]?|herrn?|frau|dear|hi|hello|mr|mrs|ms)\.?\s$", re.I)
# Newer than the dictionary, and one slip away from what is in it.
_NEW_WORDS = frozenset(
    {
        *("бариста", "телеграм", "телеграме", "ютуб", "ютубе", "вайбер", "вайбере", "свайп"),
        *("релокация", "релокации", "чекин", "имейл", "имейле"),
    }
)
_BRITISH = (  # the list is American: what these make of a word may be in it
    (re.compile("our"), "or"),
    (re.compile("is(e|ed|es|ing|er|ers|ation|ations)$"), r"iz\1"),
    (re.compile("ys(e|ed|es|ing)$"), r"yz\1"),
    (re.compile("ll(ed|ing|er|ers|ation|ations)$"), r"l\1"),
    (re.compile("tre(s?)$"), r"ter\1"),
    (re.compile("ence(s?)$"), r"ense\1"),
    (re.compile("ogue(s?)$"), r"og\1"),
)
_BEGINS = re.compile(r"(?:^|[.!?…:]\s+|\n\s*)[\"«„“(]?$")


@lru_cache(maxsize=3)  # some 40 MB each
def _list_of(language: str) -> "SpellChecker":
    # Loading takes half a second, and most drafts are Russian.
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1)


def find_misspelt(text: str, language: str | None, known: Collection[str]) -> Iterator[Found]:
    """Words one slip away from a word of the language; what is further from all is left in peace.

    `known` are folded words that nothing is said of: names, brands, words of the post.
    """
    if language == "ru":
        yield from _russian(text, known)
    if language not in LANGUAGES:
        return
    words = _list_of(language)
    unknown = 0
    for match in _WORD.finditer(text):
        word = match[0].casefold().replace("’", "'")
        if (
            word in words
            or _is_british(word, language, words)
            or fold(word) in known
            or not _may_be_wrong(match, language)
        ):
            continue
        unknown += 1
        if unknown > MOST:
            return
        meant = _meant(words, word)
        if meant:
            yield *match.span(), meant.capitalize() if match[0][0].isupper() else meant


def _is_british(word: str, language: str, words: "SpellChecker") -> bool:
    said = [pattern.sub(instead, word) for pattern, instead in _BRITISH] if language == "en" else []
    return any(one != word and one in words for one in said)


_RUSSIAN = re.compile(r"(?<![\w@#./:-])[а-яё]{4,30}(?![\w@/-]|\.\w)")


def _russian(text: str, known: Collection[str]) -> Iterator[Found]:
    """Words without a capital; new ones, which are far from all others, are left in peace."""
    unknown = 0
    for match in _RUSSIAN.finditer(text):
        word = match[0].replace("ё", "е")
        if is_known(word) or is_known(match[0]) or word in known or word in _NEW_WORDS:
            continue
        unknown += 1
        if unknown > MOST:
            return
        near = find_near(word)
        if near:
            yield *match.span(), _likeliest(near)


def _likeliest(near: tuple[str, ...]) -> str:
    """The most frequent of some words; empty where several are as rare as each other."""
    words = _list_of("ru")
    best = max(near, key=lambda one: words[one])
    return best if words[best] or len(near) == 1 else ""


def _may_be_wrong(match: re.Match[str], language: str) -> bool:
    """Whether a word is not short, an abbreviation, or a name by its capital letter."""
    word = match[0]
    if not SHORTEST <= len(word) <= LONGEST or word.isupper() or "'" in word or "’" in word:
        return False
    if _GREETED.search(match.string, max(match.start() - 10, 0), match.start()):
        return False
    begins = _BEGINS.search(match.string, max(match.start() - 5, 0), match.start()) is not None
    return word.islower() or (word.istitle() and (begins or language in NOUNS_HAVE_CAPITALS))


def _meant(words: "SpellChecker", word: str) -> str:
    """The likeliest word one slip away, rather one that begins alike; empty where there is none."""
    near = [one for one in words.candidates(word) or () if words[one] >= LEAST_SEEN]
    return max(near, key=lambda one: (one[0] == word[0], words[one], one), default="")
