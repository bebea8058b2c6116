"""Brands, sources and rules as a TOML file: read with errors that name the line, and written."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import OtklikError, Said, unknown
from pipeline.hours_text import write_hours, write_span
from pipeline.sla import Promise
from pipeline.team_watch_read import (
    read_assignment,
    read_escalation,
    read_trigger,
    write_assignment,
    write_escalation,
    write_trigger,
)
from pipeline.toml_text import write_one, write_table
from pipeline.tone import Tone
from pipeline.tone_text import write_tone
from pipeline.watch import Brand, Rule, Source, Watch
from pipeline.watch_entry import KEYS, Entry
from pipeline.watch_read import (
    read_brand,
    read_promise,
    read_rule,
    read_source,
    read_template,
    read_work_hours,
)

T = TypeVar("T")
LARGEST_FILE = 10_000_000
STDIN = Path("-")


def read_file(path: Path) -> Watch:
    """Read a watch file, - for stdin; raises OtklikError that names file, entry and line."""
    return read_text(_text_of(path), called(path))


def called(path: Path) -> str:
    """How errors call a file."""
    return "stdin" if path == STDIN else path.name


def _text_of(path: Path) -> str:
    try:
        with open(0, "rb", closefd=False) if path == STDIN else path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise OtklikError(
            "%(path)s: %(strerror)s; give the path of a TOML file",
            path=path,
            strerror=error.strerror,
        ) from error
    if len(content) > LARGEST_FILE:
        raise OtklikError(
            "%(path)s: larger than %(largest_file)s bytes; is it a watch file?",
            path=path,
            largest_file=LARGEST_FILE,
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise OtklikError(
            "%(called)s: line %(line)s is not UTF-8; save the file as such",
            called=called(path),
            line=line,
        ) from error


def read_text(text: str, name: str | Said = "watch.toml") -> Watch:
    """Read the text of a watch file; `name` is how errors call the file."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOML, or a number of thousands of digits
        raise OtklikError("%(name)s: not TOML: %(error)s", name=name, error=error) from error
    for key in content:
        if key not in (*KEYS, "hours"):
            raise OtklikError(
                "%(name)s: %(problem)s", name=name, problem=unknown("key", key, (*KEYS, "hours"))
            )
    entries = {thing: list(_entries(content, thing, text, name)) for thing in KEYS}
    return Watch(
        tuple(_each_once(entries["brand"], read_brand)),
        tuple(_each_once(entries["source"], read_source)),
        tuple(_each_once(entries["rule"], read_rule)),
        tuple(_each_once(entries["template"], read_template)),
        tuple(read_promise(entry) for entry in entries["promise"]),
        read_work_hours(content, name),
        tuple(_each_once(entries["assignment"], read_assignment)),
        tuple(read_escalation(entry) for entry in entries["escalation"]),
        tuple(_each_once(entries["trigger"], read_trigger)),
    )


def _entries(
    content: Mapping[str, Any], thing: str, text: str, file: str | Said
) -> Iterator[Entry]:
    tables = content.get(thing, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise OtklikError(
            "%(file)s: %(thing)s must be written as [[%(thing)s]], with two brackets",
            file=file,
            thing=thing,
        )
    for number, values in enumerate(tables):
        yield Entry(thing, number, values, text, file)


def _each_once(entries: list[Entry], read: Callable[[Entry], T]) -> Iterator[T]:
    seen = set()
    for entry in entries:
        value = read(entry)
        name = entry.line_of_text("name")
        if name in seen:
            raise entry.error("this name was given before; names are unique", "name")
        seen.add(name)
        yield value


def write_text(watch: Watch) -> str:
    """The file that read_text makes the same Watch of."""
    tables = [
        *(write_table("brand", _brand_values(brand)) for brand in watch.brands),
        *(write_table("source", _source_values(source)) for source in watch.sources),
        *(write_table("rule", _rule_values(rule)) for rule in watch.rules),
        *(write_table("template", _known(vars(template))) for template in watch.templates),
        *(write_table("promise", _promise_values(promise)) for promise in watch.promises),
    ]
    tables += [write_table("assignment", write_assignment(rule)) for rule in watch.assignments]
    tables += [write_table("escalation", write_escalation(it)) for it in watch.escalations]
    tables += [write_table("trigger", write_trigger(it)) for it in watch.triggers]
    if watch.hours is not None:
        tables.append(write_one("hours", write_hours(watch.hours)))
    return "\n\n".join(tables) + "\n" if tables else ""


def _brand_values(brand: Brand) -> dict[str, Any]:
    values: dict[str, Any] = {"name": brand.name, "query": brand.query}
    values |= {"competitor": True} if brand.competitor else {}
    values |= {"own_accounts": brand.own_accounts} if brand.own_accounts else {}
    values |= {"tone": write_tone(brand.tone)} if brand.tone != Tone() else {}
    return values | ({"approve_from": brand.approve_from} if brand.approve_from else {})


def _source_values(source: Source) -> dict[str, Any]:
    values: dict[str, Any] = {"name": source.name, "kind": source.kind}
    values |= {"channel": str(source.channel), "url": source.url}
    values |= {"language": source.language} if source.language else {}
    return values | source.options | ({} if source.enabled else {"enabled": False})


def _rule_values(rule: Rule) -> dict[str, Any]:
    return {"name": rule.name, "type": rule.type, "to": rule.to, **rule.options}


def _promise_values(promise: Promise) -> dict[str, Any]:
    values: dict[str, Any] = {"within": write_span(promise.within)}
    values |= _known({"brand": promise.brand, "channel": promise.channel, "urgency": promise.band})
    values |= {"start": promise.start, "warn_at": promise.warn_at}
    return values | _known({"zone": promise.zone})


def _known(values: Mapping[str, str | None]) -> dict[str, Any]:
    return {key: str(value) for key, value in values.items() if value is not None}
