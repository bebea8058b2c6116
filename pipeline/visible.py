"""What strangers wrote, without the signs that steer a terminal or turn a line around.  (pure)"""

import unicodedata

# Inside of a line, and harmless: line breaks, and what joins letters and emoji.
_KEPT = "\n\u200c\u200d"


def visible(text: str) -> str:
    """The text with a space for each control, half character and mark of direction."""
    if text.isprintable():
        return text
    return "".join(sign if _is_visible(sign) else " " for sign in text)


def _is_visible(sign: str) -> bool:
    return sign in _KEPT or unicodedata.category(sign)[0] != "C"
