"""JSON as templates of sites write it, mended as far as it can be without guessing at content."""

import json
import re
from typing import Any

from classifier.entities import unescape

_NOISE = re.compile(r"^\s*(<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(-->|\]\]>|\*/)\s*$")
_COMMA = re.compile(r",(\s*[}\]])")
_BARE_CONTROL = re.compile(r"[\x00-\x1f]")
_PIECES = re.compile(r'\\.|"|[^"\\]+', re.S)
_BETWEEN = re.compile(r"[\s,;]*")  # what stands between two values
_ESCAPES = '"\\/bfnrtu'
# What follows a quotation mark that ends a string; after any other it belongs to the text.
_CLOSES = re.compile(r'\s*(?:$|[:}\]]|,\s*(?:["{\[\d\-]|true|false|null|$))')


def mend_json(text: str) -> list[Any]:
    """The values of JSON with comments around it, commas too many, line breaks or bare quotes.

    JSON escaped for HTML once more is read, too. Nothing where no value can be read.
    """
    plain = _BARE_CONTROL.sub(" ", _NOISE.sub("", _NOISE.sub("", text.strip()))).strip(" ;")
    if plain.startswith(("{&quot;", "[{&quot;", "{&#34;", "{ &quot;")):
        plain = unescape(plain)
    return _decode(_COMMA.sub(r"\1", plain)) or _decode(_COMMA.sub(r"\1", _quote_anew(plain)))


def open_text(text: str) -> list[Any]:
    """The values of JSON that is kept as one JSON string."""
    inner = next(iter(_decode(text.strip())), None)
    return mend_json(inner) if isinstance(inner, str) else []


def _decode(text: str) -> list[Any]:
    """The values that stand one after the other, as far as they can be read."""
    found: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    start = 0
    while between := _BETWEEN.match(text, start):
        try:
            value, start = decoder.raw_decode(text, between.end())
        except (ValueError, RecursionError):
            break
        found.extend(value if isinstance(value, list) else [value])
    return found


def _quote_anew(text: str) -> str:
    """The text with quotation marks inside its strings escaped, and no escapes JSON lacks."""
    parts, inside = [], False
    for piece in _PIECES.finditer(text):
        said = piece[0]
        if said == '"' and inside and not _CLOSES.match(text, piece.end()):
            said = '\\"'
        elif said == '"':
            inside = not inside
        elif said[0] == "\\" and said[1] not in _ESCAPES:
            said = said[1:]
        parts.append(said)
    return "".join(parts)
