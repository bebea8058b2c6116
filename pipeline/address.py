"""Which words speak to people as friends and which formally, and their counterparts.  (pure)"""

import re
from collections.abc import Iterator

from pipeline.inflection import address_many, addresses_one
from pipeline.tone_words import ADDRESSES

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITALS = frozenset({"de"})  # Sie is formal, sie is she: told apart by the capital
_UNCLEAR = frozenset({"su", "sus"})  # his, her and their, too
_SENTENCE = re.compile(r"(?:^|[.!?…:\n])\s*$")

Found = tuple[int, int, str]  # where it stands, and what to write instead, if we know


def find_familiar(draft: str, language: str | None) -> Iterator[Found]:
    """Words said to one familiar person: ты, du, tú, tu."""
    words = ADDRESSES.get(language or "", {})
    for match in _WORD.finditer(draft) if words else ():
        word = _plain(match[0], language)
        if word in words:
            yield (*match.span(), _as_written(match[0], words[word]))
        elif language == "ru" and addresses_one(word):
            yield (*match.span(), _as_written(match[0], address_many(word)))


def find_formal(draft: str, language: str | None) -> Iterator[Found]:
    """Words said to one unfamiliar person: вы, Sie, usted, vous."""
    words: dict[str, str] = {}
    for familiar, formal in ADDRESSES.get(language or "", {}).items():
        if formal not in _UNCLEAR:
            words.setdefault(formal.casefold(), familiar)
    for match in _WORD.finditer(draft) if words else ():
        word = _plain(match[0], language)
        if word not in words or (language in _CAPITALS and not _is_capital(draft, match)):
            continue
        instead = words[word]
        plain = instead if language in _CAPITALS else _as_written(match[0], instead)
        yield (*match.span(), plain)


def _plain(word: str, language: str | None) -> str:
    word = word.casefold()
    return word.replace("ё", "е") if language == "ru" else word


def _is_capital(draft: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital that the beginning of a sentence does not explain."""
    return match[0][0].isupper() and not _SENTENCE.search(draft[: match.start()][-20:])


def _as_written(word: str, instead: str) -> str:
    return instead.capitalize() if word[0].isupper() and instead.islower() else instead
