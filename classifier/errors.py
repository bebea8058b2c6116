"""What we raise for people: one line that names the thing, the place and the way out."""

from collections.abc import Iterable
from difflib import get_close_matches


class OtklikError(Exception):
    """Something a person can put right; the command line prints it and exits 2."""


def unknown(thing: str, name: str, known: Iterable[str]) -> str:
    """The text of an error about a name nobody knows, with the nearest known one."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(names) or 'none yet'}"
    return f'unknown {thing} "{name}" ({hint})'
