"""What a page hands to its scripts: JSON, JSON in strings of programs, and the forms of frameworks.

Next (its data and its flight of rows), Nuxt (a program, or a list of numbered values), Apollo,
Remix, SvelteKit, Angular, Inertia and whatever else puts data into a script or an attribute.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote

from crawlers.answer import MOST_PARTS
from crawlers.engines.literals import read_call, read_literal
from crawlers.engines.markup import Element, select

_SMALLEST = 500  # letters of a script or an attribute that holds a text
_MOST_SCRIPTS = 30
_MOST_STRINGS = 200  # long ones of a page
_LONG = 200  # letters of a string in a program that may be a text, or data
_MOST_VALUES = 50_000  # that are put in the place of their names
_DEEPEST = 60  # levels of data that are taken over
_STARTS = re.compile(r"\s*(?:(?:window\.|self\.|var |const )?[\w.$\[\]\"']{1,60}\s*=\s*)?(?=[\[{])")
# A string that nothing closes is passed over whole, lest it is gone through again and again.
_STRING = re.compile(r'"((?:[^"\\\n]++|\\.)*+)("?)|' + r"'((?:[^'\\\n]++|\\.)*+)('?)")
_FLIGHT = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]++|\\.)*+")\s*\]\)')
_ROW = re.compile(rb"([0-9a-f]*):(?:T([0-9a-f]{1,6}),|([A-Z]{0,2})(?=[\[{\"]))")
_KEPT = re.compile(
    r"\b\w{0,30}(?:__|state|data|props)\w{0,30}[\"']?\]?\s{0,4}=\s{0,4}(?=[\[{])", re.I
)
_MOST_NAMED = 20  # data of one program
_CALLED = re.compile(r"__\w{1,30}\s{0,4}=\s{0,4}(?=\(\s{0,4}function\b)")
_BYTE = re.compile(r"\\x([0-9a-fA-F]{2})")
_ESCAPED = re.compile(r"\\.|\"")
_OLD_ANGULAR = {"&q;": '"', "&l;": "<", "&g;": ">", "&s;": "'", "&a;": "&"}
_ATTRIBUTES = "data-page", "data-props", "data-state", "data-react-props", "data-component-props"


def read_state(root: Element, *, whole: bool = False) -> Iterator[Any]:
    """The data of a page, each as what JSON makes of it; texts in programs as they stand.

    `whole` gives each data once, from its root on, so that the names on the way to a value are
    known; what Apollo keeps by name is left for `join_cache`.
    """
    flight = "".join(_read_flight(root))
    yield from _read_rows(flight) if flight else ()
    strings = 0
    for script in list(root.iter("script"))[:_MOST_SCRIPTS]:
        text = script.text or ""
        told = "ld+json" in (script.get("type") or "") or "__next_f.push" in text
        if told or len(text) < _SMALLEST:
            continue
        found = load(text)
        if found is not None:
            yield from [_from_root(found)] if whole else _join(found)
            continue
        yield from _read_called(text)
        yield from _read_named(text) if whole else ()
        for said in islice(_long_strings(text), _MOST_STRINGS - strings):
            strings += 1
            yield from _open(said)
    for name in _ATTRIBUTES:
        for said in select(root, f"[{name}]::attr({name})")[:_MOST_SCRIPTS]:
            yield from _open(said) if len(said) >= _SMALLEST else ()


def load(text: str) -> Any:
    """What a text that begins with data, be it named, says; None where it is none."""
    start = _STARTS.match(text)
    if start is None or text.count("{") + text.count("[") > MOST_PARTS:
        return None
    if "&q;" in text:
        text = re.sub(r"&[qlgsa];", lambda sign: _OLD_ANGULAR[sign.group()], text)
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start.end())[0]
    except (ValueError, RecursionError):
        return None  # a program, not data


def _read_named(program: str) -> Iterator[Any]:
    """The data that a program keeps under names: window.__STATE__ = {...} among other things."""
    if program.count("{") + program.count("[") > MOST_PARTS:
        return
    place, reader = 0, json.JSONDecoder(strict=False)
    for named in islice(_KEPT.finditer(program), _MOST_NAMED):
        if named.end() < place:
            continue  # within what was read
        try:
            found, place = reader.raw_decode(program, named.end())
        except (ValueError, RecursionError):
            try:
                found, place = read_literal(program, named.end())
            except ValueError:
                continue
        yield _from_root(found)


def _read_called(program: str) -> Iterator[Any]:
    """What Nuxt 2 keeps: window.__NUXT__ = (function(a,b){return {...}}(1,2))."""
    called = _CALLED.search(program)
    try:
        found, known = read_call(program, called.end()) if called else (None, {})
    except ValueError:
        return
    if found is not None:
        yield _meant(found, known, _Left(_MOST_VALUES), _DEEPEST)


def _open(said: str) -> Iterator[Any]:
    """A string that is a text, or data, be it written as in an address."""
    if said[:3] in ("%7B", "%5B"):
        said = unquote(said)
    found = load(said) if said[:1] in ("{", "[") else None
    yield said if found is None else found


def _long_strings(program: str) -> Iterator[str]:
    for double, closed, single, ended in _STRING.findall(program):
        if len(double or single) < _LONG or not (closed or ended):
            continue
        said = double or _ESCAPED.sub(_in_double, single)
        plain = _BYTE.sub(r"\\u00\1", said).replace("\\'", "'")
        try:
            yield json.loads(f'"{plain}"', strict=False)
        except ValueError:
            continue


def _in_double(sign: re.Match[str]) -> str:
    """A sign of a string in single quotes as one in double quotes has it."""
    return {'"': '\\"', "\\'": "'"}.get(sign.group(), sign.group())


def _read_flight(root: Element) -> Iterator[str]:
    for script in root.iter("script"):
        for said in _FLIGHT.findall(script.text or ""):
            try:
                yield json.loads(said, strict=False)
            except ValueError:
                continue


def _read_rows(flight: str) -> Iterator[Any]:
    """The rows of Next's flight: texts of so many bytes, and data to the end of the line."""
    body, place = flight.encode("utf-8", "replace"), 0
    while place < len(body):
        row = _ROW.match(body, place)
        if row is not None and row[2]:
            place = row.end() + int(row[2], 16)
            yield body[row.end() : place].decode("utf-8", "replace")
            continue
        end = body.find(b"\n", place)
        end = len(body) if end < 0 else end
        if row is not None and (found := load(body[row.end() : end].decode("utf-8", "replace"))):
            yield _as_parts(found, 0)
        place = end + 1


def _as_parts(value: Any, depth: int) -> Any:
    """Data in which what React draws, ["$", "p", key, {"children": ...}], holds its children."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {name: _as_parts(each, depth + 1) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
        return _as_parts(value[3], depth + 1)
    return [_as_parts(each, depth + 1) for each in value]


def _join(data: Any) -> Iterator[Any]:
    """Data beside its lists of numbers or names, with what they mean in the place of these.

    Nuxt keeps a list of all values, which name each other by number; Apollo a cache by name.
    """
    numbered = isinstance(data, list) and bool(data) and _are_numbers(data[0], len(data))
    known = dict(enumerate(data)) if numbered else _named(data)
    yield data
    left = _Left(_MOST_VALUES)
    lists = [each for each in known.values() if isinstance(each, list | dict)]
    yield from (_meant(each, known, left, _DEEPEST) for each in lists)


def _from_root(data: Any) -> Any:
    """Data with what Nuxt's numbers mean in their place."""
    if not (isinstance(data, list) and data and _are_numbers(data[0], len(data))):
        return data
    return _meant(data[0], dict(enumerate(data)), _Left(_MOST_VALUES), _DEEPEST)


def join_cache(cache: dict[str, Any]) -> Any:
    """What a page of Apollo's asked for, with what its names mean in their place."""
    return _meant(cache.get("ROOT_QUERY"), cache, _Left(_MOST_VALUES), _DEEPEST)


@dataclass
class _Left:
    """How many values may still be put in the place of their names."""

    count: int


def _meant(
    value: Any, known: dict[Any, Any], left: _Left, depth: int, way: frozenset[str] = frozenset()
) -> Any:
    """A value with those it names, and in these what they name; none within itself."""
    # A long text that many names stand for is as much as they are.
    left.count -= 1 + (len(value) // _LONG if isinstance(value, str) else 0)
    if depth == 0 or left.count < 0:
        return None
    if isinstance(value, dict) and isinstance(name := value.get("__ref"), str):
        found = None if name in way else known.get(name)
        return _meant(found, known, left, depth - 1, way | {name})
    if isinstance(value, int) and not isinstance(value, bool) and value in known:
        return _meant_plain(known[value], known, left, depth - 1)
    if isinstance(value, list):
        return [_meant(each, known, left, depth - 1, way) for each in value]
    if isinstance(value, dict):
        return {key: _meant(each, known, left, depth - 1, way) for key, each in value.items()}
    return value


def _meant_plain(value: Any, known: dict[Any, Any], left: _Left, depth: int) -> Any:
    """A value in Nuxt's list: a number there is a number, and names nothing."""
    plain = isinstance(value, int | float)
    return value if plain else _meant(value, known, left, depth)


def _named(data: Any) -> dict[Any, Any]:
    """Values by name, where one is {"__ref": "Paragraph:7"} to another."""
    places = [data, *data.values()] if isinstance(data, dict) else []
    caches = (each for each in places if isinstance(each, dict) and "ROOT_QUERY" in each)
    return next(caches, {})


def _are_numbers(value: Any, most: int) -> bool:
    """Whether the first value of a list names the others by number."""
    if not isinstance(value, dict | list):
        return False
    each = list(value.values() if isinstance(value, dict) else value)
    numbers = [one for one in each if isinstance(one, int) and not isinstance(one, bool)]
    return bool(numbers) and all(0 <= number < most for number in numbers)
