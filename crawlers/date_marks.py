"""The words of a date, in whatever language, put into the marks that the date reader knows."""

from collections.abc import Iterator

from crawlers.date_words import LANGUAGES, fold_word, words_of

_LONGEST_PHRASE = 4  # words
_ORDINALS = {"st", "nd", "rd", "th", "го", "er", "re", "o", "ой", "ого", "ème", "eme", "ª", "º"}
ZONES = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3, "jst": 9, "kst": 9,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip


def translate(tokens: list[str], language: str | None) -> Iterator[str]:
    """The tokens in marks, by each language that knows some of their words, the likeliest first."""
    own = (language or "").split("-")[0].lower()
    order = [own] * (own in LANGUAGES) + ["en"] + [name for name in LANGUAGES if name != own]
    words = sum(token[0].isalpha() for token in tokens)
    ranked: list[tuple[bool, int, str]] = []
    for name in dict.fromkeys(order):
        known, marked = _mark(tokens, words_of(name))
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


def _mark(tokens: list[str], words: dict[str, str]) -> tuple[int, str]:
    """How many words of the text are known, and the text with marks for them and ? for others."""
    marked: list[str] = []
    known = place = 0
    while place < len(tokens):
        token = tokens[place]
        if not token[0].isalpha():
            marked.append(token)
            place += 1
            continue
        before = tokens[place - 1] if place else ""
        if before.isdecimal() and token.rstrip(".") in _ORDINALS:
            known, place = known + 1, place + 1
            continue
        mark, width = _look_up(tokens, place, words)
        kept = mark or _keep(token, words)
        known += kept != "?"
        marked.append(f" {kept} ")
        place += width
    return known, " ".join("".join(marked).split())


def _look_up(tokens: list[str], place: int, words: dict[str, str]) -> tuple[str | None, int]:
    """The mark of the longest known phrase that begins here, and how many tokens it takes."""
    counted = any(token.isdecimal() for token in tokens[max(place - 2, 0) : place])
    for width in range(2 * _LONGEST_PHRASE - 1, 0, -2):
        phrase = fold_word("".join(tokens[place : place + width]))
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
    return _take_apart(word, words) if not word.isascii() else "?"


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
