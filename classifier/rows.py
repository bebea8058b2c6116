"""JSON Lines for judging: rows in as readings, rows out with verdicts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from classifier.errors import OtklikError
from classifier.verdict import Explainer, Judge, Reading, Verdict, Why

LONGEST_LINE = 64 * 1024 * 1024  # bytes; a longer line is no text but a mistake
CHUNK = 2048  # rows judged at once: many, so that sorting them by length pays


@dataclass(frozen=True)
class Row:
    """One line as it came, and what of it is judged."""

    keys: dict[str, Any]  # whatever the file holds
    reading: Reading


def judge_rows(rows: Iterator[Row], judge: Judge, *, why: bool = False) -> Iterator[list[bytes]]:
    """The lines to write, a chunk at a time, in the order the rows came."""
    while chunk := list(islice(rows, CHUNK)):
        readings = [row.reading for row in chunk]
        verdicts = judge.judge(readings)
        told = [_verdict_keys(verdict) for verdict in verdicts]
        if why and isinstance(judge, Explainer):
            found = zip(readings, judge.explain(readings, verdicts), strict=True)
            told = [keys | {"why": _name(*one)} for keys, one in zip(told, found, strict=True)]
        yield [_write(*one) for one in zip(chunk, verdicts, told, strict=True)]


def read_rows(lines: BinaryIO, name: str) -> Iterator[Row]:
    """The file's rows; raises OtklikError naming file and line for one that cannot be read."""
    number = 0
    while line := lines.readline(LONGEST_LINE + 1):
        number += 1
        try:
            if line.strip():
                yield _read(line, first=number == 1)
        except (ValueError, RecursionError) as error:
            raise OtklikError(f"{name}: line {number}: {_explain(error)}") from error


def _read(line: bytes, *, first: bool) -> Row:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE // 1024 // 1024} MB")
    keys = json.loads(line.decode("utf-8-sig" if first else "utf-8"), parse_constant=_refuse)
    if not isinstance(keys, dict):
        raise ValueError('not an object; a row looks like {"text": "...", "target": "..."}')
    text = _text(keys, "text")
    if text is None:
        raise ValueError('no "text"')
    return Row(keys, Reading(text, _text(keys, "target"), _text(keys, "lang")))


def _text(keys: dict[str, Any], key: str) -> str | None:
    value = keys.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'"{key}" must be a text, not {json.dumps(value)[:40]}')
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _explain(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte {error.start + 1})"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} (column {error.colno})"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _name(reading: Reading, why: Why | None) -> list[dict[str, Any]]:
    return [
        {"word": reading.text[start:end], "start": start, "end": end}
        for start, end in (why.words if why else ())
    ]


def _write(row: Row, verdict: Verdict, told: dict[str, Any]) -> bytes:
    keys = {**row.keys, **told, "lang": row.reading.language or verdict.language}
    try:
        return json.dumps(keys, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair can only travel escaped
        return json.dumps(keys).encode() + b"\n"


def _verdict_keys(verdict: Verdict) -> dict[str, Any]:
    return {
        "sentiment": verdict.sentiment,
        "p_negative": round(verdict.p_negative, 6),
        "p_neutral": round(verdict.p_neutral, 6),
        "p_positive": round(verdict.p_positive, 6),
        "complaint": verdict.complaint,
        "p_complaint": round(verdict.p_complaint, 6),
        "act": verdict.act,
        "theme": verdict.theme,
        "severity": verdict.severity,
    }
