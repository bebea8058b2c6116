"""The check of a draft against the brand's tone before it is said in public.  (pure)"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.address import Found, find_familiar, find_formal
from pipeline.personal import find_personal
from pipeline.pledges import find_pledges
from pipeline.post import Channel
from pipeline.spelling import find_misspelt
from pipeline.tone_words import (
    CAPITALS,
    EMOJI,
    FORMAL,
    HARMLESS,
    INSTEAD,
    NEGATIVE,
    NOT_DIMINUTIVE,
    ORDER,
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
    ORDER = "order"  # an order's number in public
    EMOJI = "emoji"
    LENGTH = "length"  # longer than the channel bears
    SIGN_OFF = "sign-off"  # the brand's last line is missing
    LANGUAGE = "language"
    SHOUTING = "shouting"
    SPELLING = "spelling"


# A draft with one of these should not go out as it is; the others are advice.
GRAVE = frozenset(
    {
        *(Fault.VARIABLE, Fault.ADDRESS, Fault.FORBIDDEN, Fault.PERSONAL, Fault.LANGUAGE),
        *(Fault.EMOJI, Fault.LENGTH, Fault.SIGN_OFF),
    }
)


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
    instead: str = ""  # what to write there, where we know

    @property
    def grave(self) -> bool:
        """Whether the draft should not go out as it is."""
        return self.fault in GRAVE


def check(
    draft: str,
    tone: Tone,
    *,
    written_in: str | None,
    asked_in: str | None = None,
    channel: Channel | None = None,
    known: Collection[str] = frozenset(),
) -> list[Remark]:
    """All remarks on a draft in its order.

    `asked_in` is the language the author wrote in; `known` are folded words that are spelt right,
    whatever a dictionary says: names, brands, words of the post.
    """
    found = [
        *_patterns(draft),
        *_words(draft, Fault.FORBIDDEN, tone.forbidden),
        *_words(draft, Fault.NEGATIVE, tone.avoided),
        *_language(draft, written_in, asked_in),
        *_habits(draft, tone, written_in),
        *_frame(draft, tone, channel),
        *_address(draft, tone.address, written_in),
    ]
    if written_in == "ru":
        found += _russian(draft, tone)
    if tone.spelling:
        found += _misspelt(draft, written_in, known)
    allowed = {word.casefold() for word in tone.allowed}
    return sorted(remark for remark in set(found) if remark.text.casefold() not in allowed)


def _patterns(draft: str) -> Iterator[Remark]:
    """What no brand wants to say."""
    for start, end in find_personal(draft):
        yield Remark(start, end, Fault.PERSONAL, draft[start:end])
    yield from _matches(draft, Fault.ORDER, (ORDER,))
    for remark in _matches(draft, Fault.SHOUTING, SHOUTING):
        if CAPITALS.isdisjoint(remark.text.split()):
            yield remark
    for variable in re.finditer(r"\{[^{}\n]{0,40}\}", draft):
        yield _remark(variable, Fault.VARIABLE)


def _habits(draft: str, tone: Tone, written_in: str | None) -> Iterator[Remark]:
    """What some brands say and others do not."""
    if not tone.promises:
        for start, end in find_pledges(draft, written_in):
            yield Remark(start, end, Fault.PROMISE, draft[start:end])
    if not tone.emoji:
        yield from _matches(draft, Fault.EMOJI, (EMOJI,))
    if written_in in SLANG and not tone.slang:
        yield from _words(draft, Fault.SLANG, SLANG[written_in])
    if written_in in NEGATIVE and not tone.negative:
        yield from _negative(draft, written_in)


def _negative(draft: str, language: str) -> Iterator[Remark]:
    """Words of refusal, but where they stand for none."""
    harmless = HARMLESS[language].finditer(draft) if language in HARMLESS else ()
    spans = [match.span() for match in harmless]
    for remark in _words(draft, Fault.NEGATIVE, NEGATIVE[language]):
        if not any(start <= remark.start and remark.end <= end for start, end in spans):
            yield remark


def _frame(draft: str, tone: Tone, channel: Channel | None) -> Iterator[Remark]:
    """How long a draft is, and how it ends."""
    most = dict(tone.longest).get(channel or "")
    if most is not None and len(draft) > most:
        yield Remark(most, len(draft), Fault.LENGTH, draft[most:], f"-{len(draft) - most}")
    sign_off = tone.sign_off or ""
    if draft.strip() and not " ".join(draft.split()).endswith(" ".join(sign_off.split())):
        yield Remark(len(draft), len(draft), Fault.SIGN_OFF, "", sign_off)


def _address(draft: str, address: Address, written_in: str | None) -> Iterator[Remark]:
    found: Iterator[Found] = iter(())
    if address is Address.FORMAL:
        found = find_familiar(draft, written_in)
    elif address is Address.FAMILIAR:
        found = find_formal(draft, written_in)
    for start, end, instead in found:
        yield Remark(start, end, Fault.ADDRESS, draft[start:end], instead)


def _matches(draft: str, fault: Fault, patterns: Sequence[re.Pattern[str]]) -> Iterator[Remark]:
    for pattern in patterns:
        yield from (_remark(match, fault) for match in pattern.finditer(draft))


def _remark(match: re.Match[str], fault: Fault) -> Remark:
    instead = INSTEAD.get(" ".join(match[0].casefold().split()), "")
    return Remark(match.start(), match.end(), fault, match[0], _like(match[0], instead))


def _like(written: str, instead: str) -> str:
    """A word to write instead, with a capital where the first has one."""
    return instead[:1].upper() + instead[1:] if written[:1].isupper() else instead


def _words(draft: str, fault: Fault, words: Sequence[str]) -> Iterator[Remark]:
    """Where one of the words or phrases stands; a star stands for any ending."""
    for word in words:
        parts = (_pattern_of(part) for part in word.split())
        pattern = re.compile(r"(?<!\w)" + r"[\s,]+".join(parts) + r"(?!\w)", re.IGNORECASE)
        yield from (_remark(match, fault) for match in pattern.finditer(draft))


def _pattern_of(part: str) -> str:
    return re.escape(part).replace(r"\*", r"\w*").replace("'", "['’]")


def _language(draft: str, written_in: str | None, asked_in: str | None) -> Iterator[Remark]:
    if written_in and asked_in and written_in != asked_in:
        yield Remark(0, len(draft), Fault.LANGUAGE, f"{written_in}, not {asked_in}", asked_in)


_RUSSIAN_WORD = re.compile("[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_DIMINUTIVE = re.compile(
    "[а-яё]{2,}(?:очк|ечк|оньк|еньк|ушк|юшк)(?:а|у|и|е|о|ой|ою|ам|ами|ах|ая|ий|ое)"
    "|(?:номер|час|ден|минут|секунд|вопрос|заявоч)[ое]ч(?:ек|ка|ку|ком|ке|ки)"
)


def _misspelt(draft: str, written_in: str | None, known: Collection[str]) -> Iterator[Remark]:
    for start, end, meant in find_misspelt(draft, written_in, known):
        if written_in == "ru" and _is_diminutive(draft[start:end].replace("ё", "е")):
            continue
        yield Remark(start, end, Fault.SPELLING, draft[start:end], meant)


def _russian(draft: str, tone: Tone) -> Iterator[Remark]:
    """What can be said of each Russian word by itself."""
    for match in _RUSSIAN_WORD.finditer(draft):
        word = match[0].casefold().replace("ё", "е")
        if tone.capital_you and word in FORMAL and match[0][0].islower():
            start, end = match.span()
            yield Remark(start, end, Fault.CAPITAL, match[0], match[0].capitalize())
        if not tone.diminutives and _is_diminutive(word):
            yield _remark(match, Fault.DIMINUTIVE)


def _is_diminutive(word: str) -> bool:
    return bool(_DIMINUTIVE.fullmatch(word)) and not word.startswith(NOT_DIMINUTIVE)
