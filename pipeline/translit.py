"""A name in other letters: transliterated, typed in the wrong layout, misspelt.  (pure)"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

MOST = 8  # spellings offered of one name
_MOST_UNUSUAL = 3  # letters in one spelling that are not written the usual way

# Russian letters and what people write for them, the usual first; ^ and $ are a word's ends.
_TO_LATIN: Mapping[str, Sequence[str]] = {
    **dict(zip("абгдзлмнопрст", [[it] for it in "abgdzlmnoprst"], strict=True)),
    "кс": ["ks", "x"],
    "дж": ["dzh", "j"],
    "ай": ["ay", "ai", "i"],
    "ей": ["ey", "ei", "ay"],
    "ия$": ["iya", "ia"],
    "ея$": ["eya", "ea"],
    "ий$": ["iy", "y"],
    "ый$": ["yy", "y"],
    "^э": ["e", "a"],
    "айн$": ["ayn", "ine", "ain"],
    "фф": ["ff"],
    "в": ["v"],
    "е": ["e"],
    "ж": ["zh", "j"],
    "и": ["i"],
    "й": ["y", "i", "j"],
    "к": ["k", "c"],
    "у": ["u"],
    "ф": ["f", "ph"],
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

# Latin letters and what Russians write for them; two vowels around an s make it a "ʒ".
_TO_CYRILLIC: Mapping[str, Sequence[str]] = {
    "shch": ["щ"],
    "xiao": ["сяо", "ксио", "ксяо"],
    "igh": ["ай"],
    "hyu": ["хю", "хе"],
    "sch": ["ш", "щ"],
    "ies$": ["из", "ис", "иес"],
    "tch": ["ч"],
    "^mc": ["мак"],
    "^app": ["эп", "эпп", "апп"],
    "ace": ["ейс", "асе"],
    "ame$": ["ейм", "аме"],
    "ate$": ["ейт", "ате"],
    "cc": ["кк", "ч", "цц"],
    "ike$": ["айк", "ике"],
    "ine$": ["ин", "айн", "ине"],
    "one$": ["он", "оне"],
    "ube$": ["уб", "юб"],
    "ype$": ["айп", "ип"],
    "you": ["ю"],
    "^e": ["э", "е", "и"],
    "ea$": ["ея", "еа", "и"],
    "ia$": ["ия"],
    "ai": ["ай", "аи", "ей"],
    "au": ["ау", "о"],
    "ay": ["ей", "ай"],
    "ee": ["и"],
    "ei": ["ей", "ай"],
    "eu": ["ой", "еу"],
    "oo": ["у"],
    "ou": ["у", "ау", "оу"],
    "ow": ["оу", "ау"],
    "ce$": ["с"],
    "ce": ["се", "це"],
    "ci": ["си", "ци"],
    "cy": ["си"],
    "ck": ["к"],
    "ch": ["ч", "к"],
    "ge$": ["дж"],
    "ge": ["ге", "дже"],
    "gi": ["ги", "джи"],
    "ld": ["лд", "льд"],
    "le$": ["л", "ле"],
    "sh": ["ш"],
    "zh": ["ж"],
    "kh": ["х"],
    "ph": ["ф"],
    "th": ["т"],
    "ts": ["ц"],
    "tz": ["ц"],
    "ya": ["я"],
    "yu": ["ю"],
    "yo": ["е"],
    "qu": ["кв"],
    "e$": ["е", "", "э"],
    "s$": ["с", "з"],
    "y$": ["и"],
    "x": ["кс"],
    **dict(zip("abdfgklmnoprtvz", [[it] for it in "абдфгклмнопртвз"], strict=True)),
    **{letter * 2: [one * 2, one] for letter, one in zip("bdflmnpt", "бдфлмнпт", strict=True)},
    "c": ["к", "ц"],
    "e": ["е", "э"],
    "h": ["х"],
    "i": ["и", "ай"],
    "j": ["дж", "ж"],
    "q": ["к"],
    "s": ["с"],
    "ʒ": ["с", "з"],
    "u": ["у", "ю", "а"],
    "w": ["в", "у"],
    "y": ["и", "й"],
}
_SOFT_S = re.compile(r"(?<=[aeiouy])s(?=[aeiouy])")


def _groups(letters: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """The longest groups first, those at a word's end before others as long."""
    ranked = sorted(letters, key=lambda group: (len(group), "$" in group, "^" in group))
    return re.compile("|".join(map(re.escape, reversed(ranked))) + "|.")


_RUSSIAN_GROUP, _LATIN_GROUP = _groups(_TO_LATIN), _groups(_TO_CYRILLIC)

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбю"
_AS_TYPED = str.maketrans(_QWERTY + _JCUKEN, _JCUKEN + _QWERTY)


def to_latin(name: str) -> list[str]:
    """What people write for a folded Russian name in Latin letters."""
    return _spellings(_choices(name, _RUSSIAN_GROUP, _TO_LATIN))


def to_cyrillic(name: str) -> list[str]:
    """What people write for a folded Latin name in Russian letters."""
    return _spellings(_choices(_SOFT_S.sub("ʒ", name), _LATIN_GROUP, _TO_CYRILLIC))


def _choices(
    name: str, group: re.Pattern[str], letters: Mapping[str, Sequence[str]]
) -> list[Sequence[str]]:
    words = " ".join(f"^{word}$" for word in name.split())
    return [letters.get(met, [met.strip("^$")]) for met in group.findall(words)]


def spell_out(word: str) -> str:
    """A short Latin word as Russians say its letters: эйч, эй ти."""
    if len(word) > 3 or not all(letter in _LETTERS for letter in word):
        return word
    return " ".join(_LETTERS[letter] for letter in word)


_NAMES = "эй би си ди и эф джи эйч ай джей кей эл эм эн о пи кью ар эс ти ю ви дабл-ю икс уай зед"
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _NAMES.split(), strict=True))


def mistyped(name: str) -> str:
    """The folded name as typed by somebody who forgot to switch the keyboard."""
    return name.translate(_AS_TYPED)


def _spellings(choices: Sequence[Sequence[str]]) -> list[str]:
    """The likeliest spellings: those that use the usual letters most often come first."""
    return list(islice(dict.fromkeys(_spell(choices)), MOST))


def _spell(choices: Sequence[Sequence[str]]) -> Iterator[str]:
    varied = [at for at, options in enumerate(choices) if len(options) > 1]
    for unusual in range(_MOST_UNUSUAL + 1):
        for places in combinations(varied, unusual):
            for picked in product(*(choices[at][1:] for at in places)):
                spelt = dict(zip(places, picked, strict=True))
                yield "".join(spelt.get(at, options[0]) for at, options in enumerate(choices))


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
