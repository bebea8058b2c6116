"""A name in other letters: transliterated, typed in the wrong layout, misspelt.  (pure)"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

MOST = 8  # spellings offered of one name

# Each Russian letter and what people write for it, the usual first.
_TO_LATIN: Mapping[str, Sequence[str]] = {
    **dict(zip("абвгдзиклмнопрстуф", [[it] for it in "abvgdziklmnoprstuf"], strict=True)),
    "е": ["e"],
    "ж": ["zh", "j"],
    "й": ["y", "i", "j"],
    "х": ["kh", "h", "x"],
    "ц": ["ts", "c"],
    "ч": ["ch"],
    "ш": ["sh"],
    "щ": ["shch", "sch"],
    "ъ": [""],
    "ы": ["y"],
    "ь": [""],
    "э": ["e"],
    "ю": ["yu", "u"],
    "я": ["ya", "ia"],
}

# Latin groups of letters and what Russians write for them, the longest tried first.
_TO_CYRILLIC: Mapping[str, Sequence[str]] = {
    "shch": ["щ"],
    "sch": ["щ", "ш"],
    "ies": ["из", "иес"],
    "tch": ["ч"],
    "oo": ["у"],
    "ee": ["и"],
    "ck": ["к"],
    "ch": ["ч", "к"],
    "sh": ["ш"],
    "zh": ["ж"],
    "kh": ["х"],
    "ph": ["ф"],
    "th": ["т"],
    "ts": ["ц"],
    "ya": ["я"],
    "yu": ["ю"],
    "yo": ["е"],
    "qu": ["кв"],
    "x": ["кс"],
    **dict(zip("abdfgklmnoprtvz", [[it] for it in "абдфгклмнопртвз"], strict=True)),
    "c": ["к", "с", "ц"],
    "e": ["е", "э"],
    "h": ["х"],
    "i": ["и", "ай"],
    "j": ["дж", "ж"],
    "q": ["к"],
    "s": ["с", "з"],
    "u": ["у", "ю", "а"],
    "w": ["в"],
    "y": ["и", "й"],
}
_LATIN_GROUP = re.compile("|".join(sorted(_TO_CYRILLIC, key=len, reverse=True)) + "|.")

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбю"
_AS_TYPED = str.maketrans(_QWERTY + _JCUKEN, _JCUKEN + _QWERTY)


def to_latin(name: str) -> list[str]:
    """What people write for a folded Russian name in Latin letters."""
    return _spellings([_TO_LATIN.get(letter, [letter]) for letter in name])


def to_cyrillic(name: str) -> list[str]:
    """What people write for a folded Latin name in Russian letters."""
    groups = _LATIN_GROUP.findall(name)
    return _spellings([_TO_CYRILLIC.get(group, [group]) for group in groups])


def mistyped(name: str) -> str:
    """The folded name as typed by somebody who forgot to switch the keyboard."""
    return name.translate(_AS_TYPED)


def _spellings(choices: Sequence[Sequence[str]]) -> list[str]:
    """The likeliest spellings: those that use the usual letters most often come first."""
    ranks = product(*(range(len(options)) for options in choices))
    few = sorted(islice(ranks, 512), key=lambda ranked: (sum(map(bool, ranked)), ranked))
    return list(dict.fromkeys(_spelt(choices, ranked) for ranked in few))[:MOST]


def _spelt(choices: Sequence[Sequence[str]], ranks: Sequence[int]) -> str:
    return "".join(options[rank] for options, rank in zip(choices, ranks, strict=True))


def slips(name: str) -> Iterator[str]:
    """Typing errors, the frequent first: letters confused, doubled, swapped, dropped."""
    for at, letter in enumerate(name):
        for other in _CONFUSED.get(letter, ""):
            yield name[:at] + other + name[at + 1 :]
        if letter in _DOUBLED:
            yield name[:at] + letter + name[at:]
    for at in range(1, len(name)):
        if name[at] == name[at - 1]:
            yield name[:at] + name[at + 1 :]
    for at in range(2, len(name)):
        yield name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    for at in range(1, len(name)):
        yield name[:at] + name[at + 1 :]


_DOUBLED = "лмнпрсткфlmnprstkf"
_CONFUSED: Mapping[str, str] = {
    "о": "а",
    "а": "о",
    "е": "и",
    "и": "е",
    "э": "е",
    "з": "с",
    "с": "з",
    "т": "д",
    "д": "т",
    "б": "п",
    "п": "б",
    "г": "к",
    "в": "ф",
    "ы": "и",
    "i": "y",
    "y": "i",
    "c": "k",
    "k": "c",
    "s": "z",
    "z": "s",
    "e": "a",
    "a": "e",
    "o": "a",
}
