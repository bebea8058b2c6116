"""Brands, sources and rules as a TOML file: read with errors that name the line, and written."""

import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pipeline.errors import OtklikError, unknown
from pipeline.post import Channel
from pipeline.query import QueryError, parse
from pipeline.toml_text import find_line, write_table
from pipeline.watch import KINDS, RULE_TYPES, Brand, Options, Rule, Source, Watch

T = TypeVar("T")
LARGEST_FILE = 10_000_000
_KEYS = {
    "brand": ("name", "query", "competitor"),
    "source": ("name", "kind", "channel", "url", "language", "enabled"),
    "rule": ("name", "type", "to"),
}
_SHOWN_TYPES = {str: "text in quotes", bool: "true or false", list: "a list"}


def read_file(path: Path) -> Watch:
    """Read a watch file; raises OtklikError that names file, entry and line."""
    return read_text(_text_of(path), path.name)


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OtklikError(f"{path}: {error.strerror}; give the path of a TOML file") from error
    if len(content) > LARGEST_FILE:
        raise OtklikError(f"{path}: larger than {LARGEST_FILE} bytes; is it a watch file?")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise OtklikError(
            f"{path.name}: line {line} is not UTF-8; save the file as such"
        ) from error


def read_text(text: str, name: str = "watch.toml") -> Watch:
    """Read the text of a watch file; `name` is how errors call the file."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise OtklikError(f"{name}: not TOML: {error}") from error
    for key in content:
        if key not in _KEYS:
            raise OtklikError(f"{name}: {unknown('key', key, _KEYS)}; entries begin with [[brand]]")
    entries = {thing: list(_entries(content, thing, text, name)) for thing in _KEYS}
    return Watch(
        tuple(_each_once(entries["brand"], _brand)),
        tuple(_each_once(entries["source"], _source)),
        tuple(_each_once(entries["rule"], _rule)),
    )


@dataclass(frozen=True)
class _Entry:
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
            raise self.error(f'"{key}" must be {_SHOWN_TYPES[kind]}', key)
        return value

    def line_of_text(self, key: str) -> str:
        value = self.get(key, str).strip()
        if not value or "\n" in value or "\x00" in value:
            raise self.error(f'"{key}" must be one line that is not empty', key)
        return value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self.line_of_text(key)
        if value not in known:
            raise self.error(unknown(key, value, known), key)
        return value

    def refuse_other_keys(self) -> None:
        for key in self.values:
            if key not in _KEYS[self.thing]:
                raise self.error(unknown("key", key, _KEYS[self.thing]), key)

    def options(self) -> Options:
        """All other keys: the kind or rule type says later whether it knows them."""
        own = _KEYS[self.thing]
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


def _entries(content: Mapping[str, Any], thing: str, text: str, file: str) -> Iterator[_Entry]:
    tables = content.get(thing, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise OtklikError(f"{file}: {thing} must be written as [[{thing}]], with two brackets")
    for number, values in enumerate(tables):
        yield _Entry(thing, number, values, text, file)


def _each_once(entries: list[_Entry], read: Callable[[_Entry], T]) -> Iterator[T]:
    seen = set()
    for entry in entries:
        value = read(entry)
        name = entry.line_of_text("name")
        if name in seen:
            raise entry.error("this name was given before; names are unique", "name")
        seen.add(name)
        yield value


def _brand(entry: _Entry) -> Brand:
    entry.refuse_other_keys()
    query = entry.get("query", str)
    try:
        parse(query)
    except QueryError as error:
        raise entry.error(str(error), "query") from error
    return Brand(entry.line_of_text("name"), query, entry.get("competitor", bool, False))


def _source(entry: _Entry) -> Source:
    return Source(
        name=entry.line_of_text("name"),
        kind=entry.one_of("kind", KINDS),
        channel=Channel(entry.one_of("channel", tuple(Channel))),
        url=_address(entry),
        language=entry.line_of_text("language") if "language" in entry.values else None,
        options=entry.options(),
        enabled=entry.get("enabled", bool, True),
    )


def _address(entry: _Entry) -> str:
    url = entry.line_of_text("url")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise entry.error(
            f'"url" must be a web address with http:// or https://, not "{url}"', "url"
        )
    return url


def _rule(entry: _Entry) -> Rule:
    to = entry.get("to", list)
    if not to or not all(isinstance(name, str) and name for name in to):
        raise entry.error('"to" must be a list of names of notifiers', "to")
    name = entry.line_of_text("name")
    return Rule(name, entry.one_of("type", RULE_TYPES), to, entry.options())


def _is_plain(value: object) -> bool:
    """Whether a value can be kept as JSON and given back the same."""
    if isinstance(value, list):
        return all(_is_plain(it) for it in value)
    if isinstance(value, dict):
        return all(_is_plain(it) for it in value.values())
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int)


def write_text(watch: Watch) -> str:
    """The file that read_text makes the same Watch of."""
    tables = [
        *(write_table("brand", _brand_values(brand)) for brand in watch.brands),
        *(write_table("source", _source_values(source)) for source in watch.sources),
        *(write_table("rule", _rule_values(rule)) for rule in watch.rules),
    ]
    return "\n\n".join(tables) + "\n" if tables else ""


def _brand_values(brand: Brand) -> dict[str, Any]:
    values: dict[str, Any] = {"name": brand.name, "query": brand.query}
    return values | ({"competitor": True} if brand.competitor else {})


def _source_values(source: Source) -> dict[str, Any]:
    values: dict[str, Any] = {"name": source.name, "kind": source.kind}
    values |= {"channel": str(source.channel), "url": source.url}
    values |= {"language": source.language} if source.language else {}
    return values | source.options | ({} if source.enabled else {"enabled": False})


def _rule_values(rule: Rule) -> dict[str, Any]:
    return {"name": rule.name, "type": rule.type, "to": rule.to, **rule.options}
