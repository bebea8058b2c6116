"""Entities of HTML in texts from anywhere, as `html.unescape` reads them, numbers of any length."""

import html
import re

# Python refuses to read numbers of 4,300 digits; beyond seven digits there are no characters.
_LONG = re.compile(r"(?<=&#)[0-9]{8,}")


def unescape(text: str) -> str:
    """The text with characters for entities; never raises."""
    return html.unescape(_LONG.sub(_shorten, text))


def _shorten(number: re.Match[str]) -> str:
    return number[0].lstrip("0")[:8] or "0"
