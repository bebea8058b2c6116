"""One table of a watch file: its values checked, and errors that name its place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from pipeline.errors import OtklikError, unknown
from pipeline.toml_text import find_line
from pipeline.watch import Options

T = TypeVar("T")
KEYS = {
    "brand": ("name", "query", "competitor", "own_accounts", "tone", "approve_from"),
    "source": ("name", "kind", "channel", "url", "language", "enabled"),
    "rule": ("name", "type", "to"),
    "template": ("name", "text", "language", "theme", "brand"),
    "promise": ("within", "channel", "urgency", "start", "warn_at"),
    "assignment": (
        *("name", "brand", "channel", "language", "theme", "urgency", "severity"),
        "people",
    ),
    "escalation": ("stage", "brand", "urgency", "assign", "notify"),
}
_SHOWN = {
    str: "text in quotes",
    bool: "true or false",
    list: "a list",
    dict: "a table such as { slang = true }",
    float: "a number such as 0.5",
}


@dataclass(frozen=True)
class Entry:
    """One [[table]] of the file, and how to speak of it."""

    thing: str
    number: int
    values: Mapping[str, Any]
    text: str
    file: str

    def error(self, problem: str, key: str | None = None) -> OtklikError:
        line = find_line(self.text, self.thing, self.number, key)
        name = self.values.get("name")
        called = f' "{name}"' if isinstance(name, str) else f" {self.number + 1}"
        place = f", line {line}" if line else ""
        said, pointer, shown = problem.partition("\n")
        return OtklikError(f"{self.file}: {self.thing}{called}: {said}{place}{pointer}{shown}")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        value = self.values.get(key, default)
        if value is None:
            near = get_close_matches(key, self.values, n=1)
            hint = f' (is "{near[0]}" meant as that?)' if near else ""
            raise self.error(f'"{key}" is missing{hint}', near[0] if near else None)
        if not isinstance(value, kind):
            raise self.error(f'"{key}" must be {_SHOWN[kind]}', key)
        return value

    def line_of_text(self, key: str) -> str:
        value = self.get(key, str).strip()
        if not value or "\n" in value or "\x00" in value:
            raise self.error(f'"{key}" must be one line that is not empty', key)
        return value

    def optional_line(self, key: str) -> str | None:
        return self.line_of_text(key) if key in self.values else None

    def one_of(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        if default is not None and key not in self.values:
            return default
        value = self.line_of_text(key)
        if value not in known:
            raise self.error(unknown(key, value, known), key)
        return value

    def refuse_other_keys(self) -> None:
        for key in self.values:
            if key not in KEYS[self.thing]:
                raise self.error(unknown("key", key, KEYS[self.thing]), key)

    def options(self) -> Options:
        """All other keys: the kind or rule type says later whether it knows them."""
        own = KEYS[self.thing]
        options = {key: value for key, value in self.values.items() if key not in own}
        for key, value in options.items():
            near = get_close_matches(key, own, n=1, cutoff=0.8)
            if near:
                raise self.error(f'unknown key "{key}" (did you mean "{near[0]}"?)', key)
            if not _is_plain(value):
                raise self.error(
                    f'"{key}" must be text, a number, true, false or lists of them', key
                )
        return options


def _is_plain(value: object) -> bool:
    """Whether a value can be kept as JSON and given back the same."""
    if isinstance(value, list):
        return all(_is_plain(it) for it in value)
    if isinstance(value, dict):
        return all(_is_plain(it) for it in value.values())
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int)
