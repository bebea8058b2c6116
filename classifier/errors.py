"""What we raise for people: one line that names the thing, the place and the way out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

MOST_NAMED = 40  # known names that a message lists; after them their number


@dataclass(frozen=True)
class Said:
    """A message with places for values: English when printed, another language where shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text

    def say(self, translate: Callable[[str], str], name: Callable[[object], str] = str) -> str:
        """The message as `translate` knows it; `name` says what the values are called."""
        text = translate(self.text) if self.text else ""
        if not self.values:
            return text
        return text % {
            key: value.say(translate, name) if isinstance(value, Said) else name(value)
            for key, value in self.values.items()
        }


class OtklikError(Exception):
    """Something a person can put right; the command line prints it and exits 2.

    What may be shown in the desk is given as a text with places, OtklikError("no task %(id)s",
    id=5), so that it can be said in the language of whoever reads it.
    """

    field: str | None = None  # of a form, where one field is what to put right

    def __init__(self, text: str | Said, /, **values: object) -> None:
        self.said = text if isinstance(text, Said) else Said(text, values)
        super().__init__(str(self.said))

    def at(self, field: str | None) -> Self:
        """The same, with the field of a form that is to be put right."""
        self.field = field
        return self


def unknown(thing: str, name: str, known: Iterable[str]) -> Said:
    """What an error says about a name nobody knows, with the nearest known one."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    told = {"thing": Said(thing), "name": name}
    if near:
        return Said(
            'unknown %(thing)s "%(name)s" (did you mean "%(near)s"?)', told | {"near": near[0]}
        )
    if names:
        more = "" if len(names) <= MOST_NAMED else f", ... {len(names)}"
        listed = ", ".join(names[:MOST_NAMED]) + more
        return Said('unknown %(thing)s "%(name)s" (known: %(known)s)', told | {"known": listed})
    return Said('unknown %(thing)s "%(name)s" (known: none yet)', told)
