"""How a text is tidied and cut before the transformer reads it; the same in training and in use."""

import re
import unicodedata

from classifier.entities import unescape
from classifier.latin_russian import is_russian, write_cyrillic

READ_CHARACTERS = 400  # about 80 tokens of Russian; what the transformer reads of a text
SCAN_CHARACTERS = 20_000  # how far into a text a brand's name is looked for
LONGEST_NAME = 60  # characters of a brand's name
MARK = "<mask>"  # stands on both sides of the brand's name; a token no text may contain

_URL = re.compile(r"(?:https?://|www\.)\S+|\{link\}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.@])@(\w{1,40})")
_HANDLES = re.compile(r"@user(?:[\s,]+@user)+")
_HASHTAG = re.compile(r"#(\w{2,60})")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZА-ЯЁ])")  # between a small and a capital letter
_SERVICE = re.compile(
    r"help|support|care|service|assist|customer|official|_?uk$|_?us$|^ask|bank|mobile|помо", re.I
)
_REPEATED = re.compile(r"([^\d\s])\1{3,}")
_DIGITS = re.compile(r"\d{5,}")
_SPACES = re.compile(r"\s+")
_SKIN: dict[int, None] = dict.fromkeys(range(0x1F3FB, 0x1F400))  # tones of emoji
_INVISIBLE = {ord(mark): None for mark in "\ufe0e\ufe0f\u200d\u200b\u2060\ufeff\u00ad"} | _SKIN


def _handle(match: re.Match[str]) -> str:
    """Names of people tell nothing; names of help desks say that a company is addressed."""
    return "@support" if _SERVICE.search(match[1]) else "@user"


def _hashtag(match: re.Match[str]) -> str:
    return "#" + _HUMP.sub(" ", match[1].replace("_", " "))


def _drop_controls(text: str) -> str:
    """NULs, lone surrogates and other characters that are no text become spaces."""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") else letter
        for letter in text
    )


def tidy(text: str) -> str:
    """Write links, names, hashtags, emoji and endless letters in one way."""
    if not text.isprintable():
        text = _drop_controls(text)
    text = unescape(text).translate(_INVISIBLE)
    text = text.replace(MARK, " ")
    text = _URL.sub("http", text)
    text = _HANDLES.sub("@user", _HANDLE.sub(_handle, text))
    text = _HASHTAG.sub(_hashtag, text)
    text = _REPEATED.sub(r"\1\1\1", text)
    text = _DIGITS.sub("00000", text)
    return _SPACES.sub(" ", text).strip()


def find_brand(text: str, brand: str) -> tuple[int, int] | None:
    """Where the brand's name stands in a text, whatever its ending; None if it does not."""
    name = brand.strip().lstrip("#@").casefold()
    if not name:
        return None
    stem = name[:-1] if len(name) >= 5 and name[-1] in "аеиоуыьэюяйaeiouy" else name
    match = re.search(rf"(?<!\w){re.escape(stem)}\w*", text, re.IGNORECASE)
    return match.span() if match else None


def cut(text: str, at: tuple[int, int] | None) -> str:
    """What is read of a long text: around the brand's name, else its beginning and its end."""
    if len(text) <= READ_CHARACTERS:
        return text
    if at is None:
        tail = READ_CHARACTERS // 3
        return f"{text[: READ_CHARACTERS - tail]} … {text[-tail:]}"
    start = max(0, min(at[0] - READ_CHARACTERS // 2, len(text) - READ_CHARACTERS))
    return text[start : start + READ_CHARACTERS]


def prepare(text: str, brand: str | None = None) -> tuple[str, str]:
    """The text as the transformer reads it, the brand's name marked, and the brand beside it."""
    if len(text) > SCAN_CHARACTERS:
        text = _near(text, brand)
    tidied = tidy(text)
    name = tidy(brand[:LONGEST_NAME]) if brand else ""
    if is_russian(tidied):
        tidied = write_cyrillic(tidied, find_brand(tidied, name))
    if not brand:
        return cut(tidied, None), ""
    tidied = cut(tidied, find_brand(tidied, name))
    place = find_brand(tidied, name)
    if place is None:
        return tidied, name
    start, end = place
    return f"{tidied[:start]}{MARK}{tidied[start:end]}{MARK}{tidied[end:]}", name


def _near(text: str, brand: str | None) -> str:
    """A piece of an enormous text, so that tidying it costs no more than tidying a page."""
    place = find_brand(text[:1_000_000], brand[:LONGEST_NAME]) if brand else None
    if place is None:
        half = SCAN_CHARACTERS // 2
        return f"{text[:half]} {text[-half:]}"
    start = max(0, place[0] - SCAN_CHARACTERS // 2)
    return text[start : start + SCAN_CHARACTERS]
