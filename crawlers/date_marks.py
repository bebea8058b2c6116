"""The words of a date, in whatever language, put into the marks that the date reader knows."""

import re
from collections.abc import Iterator
from functools import cache

from crawlers.date_words import LANGUAGES, fold_word, words_of

_LONGEST_PHRASE = 4  # words
_LIKELY = 2  # languages that are asked one by one: the page's own and English
# Scripts that leave no space between words: Thai, Lao, Burmese, kana, Chinese, Hangul.
_JOINED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ORDINALS = {"st", "nd", "rd", "th", "го", "er", "re", "o", "ой", "ого", "ème", "eme", "ª", "º"}
ZONES = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "awst": 8, "nzst": 12, "nzdt": 13, "sgt": 8, "hkt": 8, "wib": 7,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

# What American papers write for both the winter's and the summer's zone, after am or pm only.
REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}


def translate(tokens: list[str], language: str | None) -> Iterator[str]:
    """The tokens in marks, by each language that knows some of their words, the likeliest first."""
    own = (language or "").split("-")[0].lower()
    order = [own] * (own in LANGUAGES) + ["en"] + [name for name in LANGUAGES if name != own]
    words = sum(token[0].isalpha() for token in tokens)
    phrases = _phrases(tokens)
    said = {phrase for starting in phrases.values() for _, phrase in starting}
    joined = any(map(_JOINED.search, tokens))
    if not joined and words and not any(map(str.isdecimal, tokens)) and not _speakers(said):
        return  # no number, and no word that any language has for a time
    nothing = _mark(tokens, phrases, {})
    ranked: list[tuple[bool, int, str]] = []
    silent, speakers = False, None
    for place, name in enumerate(dict.fromkeys(order)):
        if joined or place < _LIKELY:
            speaks = joined or not words_of(name).keys().isdisjoint(said)
        else:  # a text that is no date asks all of them
            speakers = _speakers(said) if speakers is None else speakers
            speaks = name in speakers
        if not speaks and silent:
            continue  # it makes as little of the text as the one before it
        silent = silent or not speaks
        known, marked = _mark(tokens, phrases, words_of(name)) if speaks else nothing
        if known >= words:
            yield marked  # nobody can know more; the others are asked only if this is no date
            if not words:
                return
        ranked.append((name == own and known > 0, known, marked))
    ranked.sort(key=lambda entry: entry[:2], reverse=True)
    seen: set[str] = set()
    for _, known, marked in ranked:
        if marked not in seen and (known or not seen):
            seen.add(marked)
            yield marked


def _speakers(said: set[str]) -> set[str]:
    """The languages that know one of the phrases."""
    known = _languages_by_word()
    return {name for phrase in said for name in known.get(phrase, ())}


@cache
def _languages_by_word() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in LANGUAGES:
        for word in words_of(name):
            found.setdefault(word, []).append(name)
    return found


def _phrases(tokens: list[str]) -> dict[int, list[tuple[int, str]]]:
    """What begins at each word, the longest first, with the number of tokens it takes."""
    return {
        place: [
            (width, fold_word("".join(tokens[place : place + width])))
            for width in range(2 * _LONGEST_PHRASE - 1, 0, -2)
        ]
        for place, token in enumerate(tokens)
        if token[0].isalpha()
    }


def _mark(
    tokens: list[str], phrases: dict[int, list[tuple[int, str]]], words: dict[str, str]
) -> tuple[int, str]:
    """How many words of the text are known, and the text with marks for them and ? for others."""
    marked: list[str] = []
    known = place = 0
    while place < len(tokens):
        token = tokens[place]
        if place not in phrases:
            marked.append(token)
            place += 1
            continue
        if place and tokens[place - 1].isdecimal() and token.rstrip(".") in _ORDINALS:
            known, place = known + 1, place + 1
            continue
        counted = any(map(str.isdecimal, tokens[max(place - 2, 0) : place]))
        mark, width = _look_up(phrases[place], words, counted=counted)
        kept = mark or _keep_half(token, marked, counted=counted) or _keep(token, words)
        known += (width + 1) // 2 if mark else kept != "?"
        marked.append(f" {kept} ")
        place += width
    return known, " ".join("".join(marked).split())


def _keep_half(token: str, marked: list[str], *, counted: bool) -> str | None:
    """The half of the day after a number, and the region whose zone stands after that."""
    if counted and token in ("am", "pm"):
        return token
    word = token.rstrip(".")
    after_half = word in REGIONS and re.search(r"\b[ap]m\W*$", "".join(marked[-4:]))
    return word if after_half else None


def _look_up(
    starting: list[tuple[int, str]], words: dict[str, str], *, counted: bool
) -> tuple[str | None, int]:
    """The mark of the longest known phrase, and how many tokens it takes."""
    for width, phrase in starting:
        mark = words.get(phrase)
        # "last month" begins like the rest of "2 months ago" in Vietnamese.
        if mark and not (counted and width > 1 and mark.startswith("1 ")):
            return mark, width
    return None, 1


def _keep(token: str, words: dict[str, str]) -> str:
    """What remains of an unknown word: zones and "h" as they are, joined words taken apart."""
    word = token.rstrip(".")
    if word in ZONES or word == "h":
        return word
    if word[0] in "tT" and len(word) == 1:
        return " "
    return _take_apart(word, words) if _JOINED.search(word) else "?"


def _take_apart(word: str, words: dict[str, str]) -> str:
    """Split a run of a script without spaces into known words, longest first."""
    marks, place = [], 0
    while place < len(word):
        for end in range(min(len(word), place + 8), place, -1):
            if word[place:end] in words:
                marks.append(words[word[place:end]])
                place = end
                break
        else:
            return "?"
    return " ".join(marks)
