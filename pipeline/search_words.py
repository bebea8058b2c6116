"""The words of a post as the search keeps them, in the same form whichever database keeps them.

PostgreSQL makes them of the same patterns itself (see pipeline.word_index), so they hold to what
its regular expressions and Python's have in common.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain

LONGEST = 100_000  # letters of a post that are searched
LONGEST_WORD = 100  # letters; what is longer is no word, and PostgreSQL refuses endless ones
MOST = 8  # words of a question
# Stress marks, accents and joiners, which readers do not see as letters of their own.
MARKS = "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
# What stands between words: signs of ASCII, Latin-1, punctuation, symbols, and pictures.
BETWEEN = (
    "\u0001-/:-@\\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7"
    "\u1680\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb\uff5b-\uff65"
    "\ue000-\uf8ff\ufff9-\uffff\U0001f000-\U0001faff"
)
# Scripts without spaces between words, or with endings stuck on: Thai to Khmer, Kana, Han, Hangul.
RUN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff"
)
CYRILLIC = "\u0400-\u04ff"
NOUNS = (
    "иями ями ами ием ией иям ием иях ев ов ие ье еи ей ой ий й иям ям ам ом ем ах ях ию ью ия ья"
)
ADJECTIVES = "ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею"
VERBS = (
    "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно ила ыла ена ейте уйте ите или ыли ей уй "
    "ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю ала али ал ало ать ают ает "
    "яла яли ял яло ять яют яет ули ул ула уть ут ут ешь"
)
REFLEXIVE = "ся сь"
ENGLISH = "s es ed ing ies y"


def _endings() -> str:
    """Russian endings as one alternative, the longest first, written as texts are folded."""
    plain = {fold(end) for end in f"{NOUNS} {ADJECTIVES} {VERBS} а е и о у ы ь ю я".split()}
    both = plain | {end + back for end in plain | {""} for back in REFLEXIVE.split()}
    return "|".join(sorted(both, key=lambda end: (-len(end), end)))


def fold(text: str) -> str:
    """The text without case, accents, width and unseen marks; й and ё become и and е."""
    lowered = unicodedata.normalize("NFKD", text.lower().replace("ς", "σ"))
    return unicodedata.normalize("NFKC", _MARKS.sub("", lowered))


def split(text: str) -> list[str]:
    """The folded words of a text; a run of a script without spaces gives each two neighbours."""
    words = _WORD.findall(fold(text[:LONGEST]))
    return list(dict.fromkeys(chain.from_iterable(map(_parts, words))))


@lru_cache(50_000)
def _parts(word: str) -> tuple[str, ...]:
    if not _RUN.search(word):
        return (stem(word),)
    runs: list[str] = _RUN.findall(word)
    pairs = [run[place : place + 2] for run in runs for place in range(len(run))]
    return (*pairs, *(stem(rest) for rest in _RUN.sub(" ", word).split()))


def stem(word: str) -> str:
    """The word without its ending; three letters stay at least."""
    return _ENDING.sub(r"\1\2", word)[:LONGEST_WORD]


def ask(question: str) -> str:
    """A question as both databases can be asked it: each of its words, '*' for a beginning."""
    marked = re.sub(r"(\w)\*", "\\1\ue000", question)  # a sign between words survives as itself
    asked: dict[str, None] = {}
    for piece in re.split(r"\s+", marked):
        asked.update(dict.fromkeys(_asked(piece.rstrip("\ue000"), piece.endswith("\ue000"))))
    return " AND ".join(list(asked)[:MOST])


def _asked(piece: str, beginning: bool) -> list[str]:
    words = _WORD.findall(fold(piece))
    if beginning and words and not _RUN.search(words[-1]):
        return [f'"{part}"' for word in words[:-1] for part in _parts(word)] + [
            f'"{stem(words[-1])}"*'
        ]
    return [sign for word in words for sign in _asked_parts(word)]


def _asked_parts(word: str) -> list[str]:
    """The last letter of a run begins a word too, but its neighbour is not known: left out."""
    runs = _RUN.findall(word)
    alone = {run for run in runs if len(run) == 1}
    last = {run[-1] for run in runs if len(run) > 1}
    parts = [part for part in _parts(word) if part not in last or part in alone]
    return [f'"{part}"*' if part in alone else f'"{part}"' for part in parts]


def find_words(text: str, question: str) -> list[tuple[int, int]]:
    """Where the words of a question stand in a text, from and to."""
    words, beginnings, pattern = _looked_for(question)
    if pattern is None:
        return []
    return [
        match.span()
        for match in pattern.finditer(text)
        if _RUN.match(match[0])
        or any(
            part in words or part.startswith(beginnings) for part in _parts(fold(match[0])) if part
        )
    ]


@lru_cache(200)
def _looked_for(question: str) -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str] | None]:
    """The stems of a question, its beginnings, and a pattern for whatever may be one of them."""
    signs = ask(question).split(" AND ")
    words = frozenset(sign[1:-1] for sign in signs if sign.endswith('"') and len(sign) > 2)
    beginnings = tuple(sign[1:-2] for sign in signs if sign.endswith("*"))
    stems = sorted({*words, *beginnings}, key=len, reverse=True)
    bare = [_loose(one) for one in stems if not _RUN.search(one)]
    runs = [re.escape(run) for run in _RUN.findall(fold(question))]
    either = ([f"(?<!\\w)(?:{'|'.join(bare)})\\w*"] if bare else []) + runs
    return words, beginnings, re.compile("|".join(either), re.IGNORECASE) if either else None


def _loose(word: str) -> str:
    """A pattern for a folded word as people write it."""
    return "".join(_ALSO.get(letter) or re.escape(letter) for letter in word)


_ALSO = {"е": "[её]", "и": "[ий]"}
_MARKS = re.compile(f"[{MARKS}]")
_WORD = re.compile(f"[^{BETWEEN}]+")  # white space is among what stands between words
_RUN = re.compile(f"[{RUN}]+")
ENDING = (
    f"(?<![{CYRILLIC}a-z])(?:([{CYRILLIC}]{{3,}}?)(?:{_endings()})|([a-z]{{3,}}?)"
    f"(?:{'|'.join(sorted(ENGLISH.split(), key=len, reverse=True))}))(?![{CYRILLIC}a-z0-9])"
)
_ENDING = re.compile(ENDING)
