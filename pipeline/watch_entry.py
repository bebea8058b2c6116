"""One table of a watch file: its values checked, and errors that name its place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from pipeline.errors import OtklikError, Said, unknown
from pipeline.toml_text import find_line
from pipeline.watch import Options

T = TypeVar("T")
KEYS = {
    "brand": ("name", "query", "competitor", "own_accounts", "tone", "approve_from"),
    "source": ("name", "kind", "channel", "url", "language", "enabled"),
    "rule": ("name", "type", "to"),
    "template": ("name", "text", "language", "theme", "brand"),
    "promise": ("within", "brand", "channel", "urgency", "start", "warn_at", "zone"),
    "assignment": (
        *("name", "brand", "channel", "language", "theme", "urgency", "severity"),
        *("people", "takes_over"),
    ),
    "escalation": ("stage", "brand", "urgency", "assign", "notify"),
    "trigger": ("name", "grade", "terms"),
}
_SHOWN = {
    str: Said("text in quotes"),
    bool: Said("true or false"),
    list: Said("a list"),
    dict: Said("a table such as { slang = true }"),
    float: Said("a number such as 0.5"),
}
_CALLED = {
    "brand": Said("brand"),
    "source": Said("source"),
    "rule": Said("rule"),
    "template": Said("template"),
    "promise": Said("promise"),
    "assignment": Said("assignment"),
    "escalation": Said("escalation"),
    "trigger": Said("sign of urgency"),
}


@dataclass(frozen=True)
class Entry:
    """One [[table]] of the file, and how to speak of it."""

    thing: str
    number: int
    values: Mapping[str, Any]
    text: str
    file: str | Said  # the name of a file, or what it is called that has none

    def error(
        self, text: str | Said, key: str | None = None, /, pointer: str = "", **values: object
    ) -> OtklikError:
        """What is wrong, with the table and the line it is in; a pointer stands below all that."""
        problem = text if isinstance(text, Said) else Said(text, values)
        if isinstance(self.file, Said):  # whoever fills in a form sees what it is about
            told = Said("%(problem)s%(pointer)s", {"problem": problem, "pointer": pointer})
            return OtklikError(told).at(self._field(key))
        if line := find_line(self.text, self.thing, self.number, key):
            problem = Said("%(problem)s, line %(line)s", {"problem": problem, "line": line})
        name = self.values.get("name")
        called = f'"{name}"' if isinstance(name, str) else self.number + 1
        return OtklikError(
            "%(file)s: %(thing)s %(called)s: %(problem)s%(pointer)s",
            file=self.file,
            thing=_CALLED[self.thing],
            called=called,
            problem=problem,
            pointer=pointer,
        ).at(key)

    def _field(self, key: str | None) -> str | None:
        """Where a form has it: options of a kind or type stand together."""
        own = KEYS[self.thing] if self.thing in ("source", "rule") else (key,)
        return key if key is None or key in own else "options"

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        value = self.values.get(key, default)
        if value is None:
            near = get_close_matches(key, self.values, n=1)
            if near:
                raise self.error(
                    '"%(key)s" is missing (is "%(near)s" meant as that?)',
                    near[0],
                    key=key,
                    near=near[0],
                )
            raise self.error('"%(key)s" is missing', key=key).at(key)
        if not isinstance(value, kind):
            raise self.error('"%(key)s" must be %(shown)s', key, key=key, shown=_SHOWN[kind])
        return value

    def line_of_text(self, key: str) -> str:
        value = self.get(key, str).strip()
        if not value or "\n" in value or "\x00" in value:
            raise self.error('"%(key)s" must be one line that is not empty', key, key=key)
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

    def language(self) -> str | None:
        """The code of a language, where one is said."""
        code = self.optional_line("language")
        if code is not None and not (code.isascii() and code.isalpha() and 2 <= len(code) <= 3):
            raise self.error(
                'a language is two or three letters such as ru or en, not "%(code)s"',
                "language",
                code=code,
            )
        return code

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
                raise self.error(
                    'unknown key "%(key)s" (did you mean "%(near)s"?)', key, key=key, near=near[0]
                )
            if not _is_plain(value):
                raise self.error(
                    '"%(key)s" must be text, a number, true, false or lists of them', key, key=key
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
    if isinstance(value, int):
        return abs(value) < 2**63  # more is no TOML either, though it is read
    return isinstance(value, str)
