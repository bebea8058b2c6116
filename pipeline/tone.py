"""The check of a draft against the brand's tone before it is said in public.  (pure)"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.inflection import addresses_one, is_known
from pipeline.tone_words import (
    FAMILIAR,
    FORMAL,
    NEGATIVE,
    NOT_DIMINUTIVE,
    PERSONAL,
    PROMISES,
    SHOUTING,
    SLANG,
)


class Address(StrEnum):
    """How the brand speaks to people, where a language tells the two apart."""

    FORMAL = "formal"  # вы, Sie, usted, vous
    FAMILIAR = "familiar"  # ты, du, tú, tu
    ANY = "any"


class Fault(StrEnum):
    """What can be wrong with a draft."""

    VARIABLE = "variable"  # {name} was not filled in
    ADDRESS = "address"
    CAPITAL = "capital"
    FORBIDDEN = "forbidden"
    SLANG = "slang"
    DIMINUTIVE = "diminutive"
    NEGATIVE = "negative"
    PROMISE = "promise"
    PERSONAL = "personal"
    LANGUAGE = "language"
    SHOUTING = "shouting"
    SPELLING = "spelling"


# A draft with one of these should not go out as it is; the others are advice.
GRAVE = frozenset({Fault.VARIABLE, Fault.ADDRESS, Fault.FORBIDDEN, Fault.PERSONAL, Fault.LANGUAGE})


@dataclass(frozen=True)
class Tone:
    """What a brand asks of its replies."""

    address: Address = Address.FORMAL
    capital_you: bool = False  # Вы, Вас, Вам
    slang: bool = False  # may be used; so may the next five
    diminutives: bool = False
    negative: bool = False
    promises: bool = False
    emoji: bool = True
    spelling: bool = True  # is looked at
    forbidden: tuple[str, ...] = ()  # words and phrases; a star stands for any ending
    avoided: tuple[str, ...] = ()  # negative words of the brand's own
    allowed: tuple[str, ...] = ()  # words no remark may complain of
    sign_off: str | None = None  # how every answer ends
    longest: tuple[tuple[str, int], ...] = ()  # characters, by channel


@dataclass(frozen=True, order=True)
class Remark:
    """A place in the draft and what may be wrong there."""

    start: int
    end: int
    fault: Fault
    text: str

    @property
    def grave(self) -> bool:
        """Whether the draft should not go out as it is."""
        return self.fault in GRAVE


def check(
    draft: str, tone: Tone, *, written_in: str | None, asked_in: str | None = None
) -> list[Remark]:
    """All remarks on a draft in its order; `asked_in` is the language the author wrote in."""
    found = [
        *_patterns(draft),
        *_words(draft, Fault.FORBIDDEN, tone.forbidden),
        *_language(draft, written_in, asked_in),
    ]
    if written_in in SLANG:
        found += _words(draft, Fault.SLANG, SLANG[written_in])
        found += _words(draft, Fault.NEGATIVE, NEGATIVE[written_in])
    if written_in == "ru":
        found += _russian(draft, tone)
    allowed = {word.casefold() for word in tone.allowed}
    return sorted(remark for remark in set(found) if remark.text.casefold() not in allowed)


def _patterns(draft: str) -> Iterator[Remark]:
    for fault, patterns in ((Fault.PROMISE, PROMISES), (Fault.PERSONAL, PERSONAL)):
        yield from _matches(draft, fault, patterns)
    yield from _matches(draft, Fault.SHOUTING, SHOUTING)
    for variable in re.finditer(r"\{[^{}\n]{0,40}\}", draft):
        yield _remark(variable, Fault.VARIABLE)


def _matches(draft: str, fault: Fault, patterns: Sequence[re.Pattern[str]]) -> Iterator[Remark]:
    for pattern in patterns:
        yield from (_remark(match, fault) for match in pattern.finditer(draft))


def _remark(match: re.Match[str], fault: Fault) -> Remark:
    return Remark(match.start(), match.end(), fault, match[0])


def _words(draft: str, fault: Fault, words: Sequence[str]) -> Iterator[Remark]:
    """Where one of the words or phrases stands; a star stands for any ending."""
    for word in words:
        parts = (re.escape(part).replace(r"\*", r"\w*") for part in word.split())
        pattern = re.compile(r"(?<!\w)" + r"[\s,]+".join(parts) + r"(?!\w)", re.IGNORECASE)
        yield from (_remark(match, fault) for match in pattern.finditer(draft))


def _language(draft: str, written_in: str | None, asked_in: str | None) -> Iterator[Remark]:
    if written_in and asked_in and written_in != asked_in:
        yield Remark(0, len(draft), Fault.LANGUAGE, f"{written_in}, not {asked_in}")


_RUSSIAN_WORD = re.compile("[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_DIMINUTIVE = re.compile(
    "[а-яё]{2,}(?:очк|ечк|оньк|еньк|ушк|юшк)(?:а|у|и|е|о|ой|ою|ам|ами|ах|ая|ий|ое)"
)


def _russian(draft: str, tone: Tone) -> Iterator[Remark]:
    """What can be said of each Russian word by itself."""
    for match in _RUSSIAN_WORD.finditer(draft):
        word = match[0].casefold().replace("ё", "е")
        if _is_wrong_address(word, tone.address):
            yield _remark(match, Fault.ADDRESS)
        if tone.capital_you and word in FORMAL and match[0][0].islower():
            yield _remark(match, Fault.CAPITAL)
        if _DIMINUTIVE.fullmatch(word) and not word.startswith(NOT_DIMINUTIVE):
            yield _remark(match, Fault.DIMINUTIVE)
        elif tone.spelling and _is_misspelt(match[0], word):
            yield _remark(match, Fault.SPELLING)


def _is_wrong_address(word: str, address: Address | None) -> bool:
    if address is Address.FORMAL:
        return word in FAMILIAR or addresses_one(word)
    return address is Address.FAMILIAR and word in FORMAL


def _is_misspelt(written: str, word: str) -> bool:
    """A word no dictionary has; names with a capital and short words are left in peace."""
    return len(word) > 3 and written.islower() and "-" not in word and not is_known(word)
