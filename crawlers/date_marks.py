"""The words of a date, in whatever language, put into the marks that the date reader knows."""

import re
from collections.abc import Iterator
from functools import cache

from crawlers.date_words import COUNTED, LANGUAGES, fold_word, words_of
from crawlers.date_zones import REGIONS, ZONES

_LONGEST_PHRASE = 4  # words
_LETTERS_A_WORD = 3  # in such a script, about
_LONGEST_JOINED = 14  # letters of a word or phrase where no space parts them
_LIKELY = 2  # languages that are asked one by one: the page's own and English
# Scripts that leave no space between words: Thai, Lao, Burmese, kana, Chinese, Hangul.
_JOINED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AFTER_TIME = re.compile(r"(?:\b[ap]m|:\d\d)\W*$")
_ORDINALS = {"st", "nd", "rd", "th", "го", "er", "re", "o", "ой", "ого", "ème", "eme", "ª", "º"}


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
        counted = any(before.strip().isdecimal() for before in marked[-2:])
        mark, width = _look_up(phrases[place], words, counted=counted)
        kept = mark or _keep_half(token, marked, counted=counted)
        kept = kept or _keep(token, words, counted=counted)
        known += (width + 1) // 2 if mark else kept != "?"
        marked.append(f" {kept} ")
        place += width
    return known, " ".join("".join(marked).split())


def _keep_half(token: str, marked: list[str], *, counted: bool) -> str | None:
    """The half of the day after a number, and the region whose zone stands after a time."""
    if counted and token in ("am", "pm"):
        return token
    word = token.rstrip(".")
    after_time = word in REGIONS and _AFTER_TIME.search("".join(marked[-4:]))
    return word if after_time else None


def _look_up(
    starting: list[tuple[int, str]], words: dict[str, str], *, counted: bool
) -> tuple[str | None, int]:
    """The mark of the longest known phrase, and how many tokens it takes."""
    for width, phrase in starting:
        mark = (counted and words.get(COUNTED + phrase)) or words.get(phrase)
        # "Last month" is what follows the number in "2 months ago" in Thai and Vietnamese.
        if mark and not (counted and mark.startswith("1 ")):
            return mark, width
    return None, 1


def _keep(token: str, words: dict[str, str], *, counted: bool) -> str:
    """What remains of an unknown word: zones and "h" as they are, joined words taken apart."""
    word = token.rstrip(".")
    if word in ZONES or word == "h":
        return word
    if word[0] in "tT" and len(word) == 1:
        return " "
    return _take_apart(word, words, counted=counted) if _JOINED.search(word) else "?"


def _take_apart(word: str, words: dict[str, str], *, counted: bool) -> str:
    """Split a run of a script without spaces into known words, longest first.

    Of a run that has others too the first is kept behind a number: 5日に発売.
    """
    marks, place = [], 0
    while place < len(word):
        for end in range(min(len(word), place + _LONGEST_JOINED), place, -1):
            mark = " " if word[place:end] == "." else words.get(word[place:end])
            if mark and not (counted and place == 0 and mark.startswith("1 ")):
                marks.append(mark)
                place = end
                break
        else:
            unknown = " ?" * (1 + (len(word) - place) // _LETTERS_A_WORD)
            return marks[0] + unknown if counted and marks else "?"
    return " ".join(marks)
