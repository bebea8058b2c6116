"""TOML written, and the lines of TOML found again; the standard library only reads it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ANY_HEADER = re.compile(r"\s*\[")


def write_table(header: str, values: Mapping[str, Any]) -> str:
    """One entry of an array of tables."""
    return write_one(f"[{header}]", values)


def write_one(header: str, values: Mapping[str, Any]) -> str:
    """A table that stands alone."""
    return "\n".join([f"[{header}]", *(f"{_key(k)} = {_value(v)}" for k, v in values.items())])


def _value(value: Any) -> str:  # any value TOML has, save times
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(name)} = {_value(it)}" for name, it in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(it) for it in value)}]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _text(value: str) -> str:
    # JSON's strings are TOML's, but for one character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name)


def find_line(text: str, header: str, number: int, key: str | None = None) -> int | None:
    """The line of the `number`-th [[header]], or of a key below it; None when not written so."""
    lines = text.splitlines()
    opening = re.compile(rf"\s*\[\[\s*{re.escape(header)}\s*\]\]")
    openings = [at for at, line in enumerate(lines) if opening.match(line)]
    if number >= len(openings):
        return None
    if key is not None:
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        table = re.compile(rf"\s*\[\s*{re.escape(header)}\s*\.\s*{re.escape(key)}\s*\]")
        for at in range(openings[number] + 1, len(lines)):
            if table.match(lines[at]):
                return at + 1
            if _ANY_HEADER.match(lines[at]) and "=" not in lines[at]:
                break
            if wanted.match(lines[at]):
                return at + 1
    return openings[number] + 1
