"""The rows of a CSV, XLSX or JSON Lines file that another program exported."""

import csv
import json
import re
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path

from crawlers.charset import guess_charset
from pipeline.errors import OtklikError

LARGEST = 300 * 1024 * 1024  # bytes, of what a packed file holds, too
MOST_ROWS = 1_000_000
LONGEST_HEAD = 40  # letters; what is longer is no name of a column
ALIKE = 0.85  # of 1: one letter of a short name, two of a longer one
LONGEST_CELL = 1_000_000  # letters
HEADS_WITHIN = 30  # rows: some exports begin with what they are of
# What reading a broken file raises; markup that is none is a SyntaxError.
_BROKEN = (ValueError, LookupError, SyntaxError, RecursionError)
_OF_A_POST = re.compile(
    r"\b(?:на|of|the|post|mention|message|публикаци[ияю]|сообщени[еяю]|упоминани[еяю]|поста?"
    r"|материала?|запис[иь])\b"
)
Cell = str | datetime | None
Table = Callable[[Path], Iterator[tuple[int, Sequence[Cell]]]]  # lines of the file, and cells
Row = tuple[int, Mapping[str, Cell]]  # its line in the file, and its cells by the heads' names


class _NoHeadsError(Exception):
    """No row says which column is which."""


def read_rows(
    path: Path, heads: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> Iterator[Row]:
    """The rows of a file, with cells named by what `heads` calls the columns.

    Raises OtklikError for a file that is too large, unreadable, or without the columns needed.
    """
    if path.stat().st_size > LARGEST:
        raise OtklikError(f"{path.name}: more than {LARGEST >> 20} MB; split it")
    meant = {said: column for column, names in heads.items() for said in names}
    separated: Table = partial(_csv, meant=meant, needed=needed)
    ending, tables = path.suffix.lower(), {".xlsx": _xlsx, ".csv": separated, ".tsv": separated}
    if ending not in (*tables, ".jsonl"):
        known = ", ".join(sorted((*tables, ".jsonl")))
        raise OtklikError(f"{path.name}: unknown kind of file (known: {known})")
    try:
        if ending == ".jsonl":
            rows = _keyed(_json_lines(path), meant, needed)
        else:
            rows = _named(tables[ending](path), meant, needed)
        for count, row in enumerate(rows, start=1):
            if count > MOST_ROWS:
                raise OtklikError(f"{path.name}: more than {MOST_ROWS} rows; split it")
            yield row
    except _NoHeadsError as error:
        wanted = "; ".join(f"{column}: {', '.join(heads[column])}" for column in needed)
        problem = f"{path.name}: no row names the columns that are needed ({wanted})"
        raise OtklikError(problem) from error
    except (*_BROKEN, csv.Error, zipfile.BadZipFile) as error:
        raise OtklikError(f"{path.name}: cannot be read: {error}") from error


def _named(
    rows: Iterator[tuple[int, Sequence[Cell]]], meant: Mapping[str, str], needed: Sequence[str]
) -> Iterator[Row]:
    columns: list[str | None] = []
    for number, cells in rows:
        if columns:
            yield number, _by_name(columns, cells)
            continue
        found = _heads(cells, meant)
        if set(needed) <= set(found):
            columns = found
        elif number > HEADS_WITHIN:
            break
    if not columns:
        raise _NoHeadsError


def _heads(cells: Sequence[Cell], meant: Mapping[str, str]) -> list[str | None]:
    """What columns mean: by their exact names, or where no column has one, by nearly that name."""
    names = [_plain(cell) for cell in cells]
    found = [meant.get(name) for name in names]
    cores = {_core(name): meaning for name, meaning in meant.items() if _core(name)}
    for place, name in enumerate(names):
        if found[place] is None and 0 < len(name) <= LONGEST_HEAD:
            core = _core(name)
            near = next(iter(get_close_matches(core, cores, 1, ALIKE)), "")
            meaning = cores.get(core) or cores.get(near)
            found[place] = meaning if meaning not in found else None
    return found


def _core(name: str) -> str:
    """A name without the words that say that it is of a post."""
    return " ".join(_OF_A_POST.sub("", name).split())


def _keyed(
    rows: Iterator[tuple[int, Mapping[str, object]]],
    meant: Mapping[str, str],
    needed: Sequence[str],
) -> Iterator[Row]:
    """Each row by its own keys: many programs leave out what a post does not have."""
    missing = set(needed)
    for number, row in rows:
        columns = [meant.get(_plain(key)) for key in row]
        missing.difference_update(column for column in columns if column)
        if missing and number > HEADS_WITHIN:
            break
        yield number, _by_name(columns, [_value(cell) for cell in row.values()])
    if missing:
        raise _NoHeadsError


def _by_name(columns: Sequence[str | None], cells: Sequence[Cell]) -> dict[str, Cell]:
    """The first filled cell of each column: a text may stand short in one, in full in another."""
    row: dict[str, Cell] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is not None and cell not in (None, ""):
            row.setdefault(column, cell)
    return row


def _plain(cell: Cell) -> str:
    return " ".join(str(cell or "").lower().replace("_", " ").split())


def _csv(
    path: Path, meant: Mapping[str, str], needed: Sequence[str]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    csv.field_size_limit(LONGEST_CELL)
    readings = list(_decode(path.read_bytes()))
    marked = ((text, _mark(text, meant, needed)) for text in readings)
    text, mark = next(((text, mark) for text, mark in marked if mark), (readings[0], ";"))
    rows = csv.reader(StringIO(text, newline=""), delimiter=mark)
    for row in rows:
        yield rows.line_num, [_unguarded(cell) for cell in row]


def _decode(body: bytes) -> Iterator[str]:
    """A file as a mark at its beginning says, in UTF-8, or as it reads as a language.

    A few words tell no language; Russian programs write cp1251.
    """
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield body.decode("utf-16", "replace")
        return
    try:
        yield body.decode("utf-8-sig")
    except UnicodeDecodeError:
        for charset in dict.fromkeys((guess_charset(body), "cp1251")):
            yield body.decode(charset, "replace")


def _mark(text: str, meant: Mapping[str, str], needed: Sequence[str]) -> str | None:
    """What parts the cells: what makes a row of heads, for texts are full of commas themselves."""
    first = text[:65_536]
    for mark in sorted(";,\t|", key=first.count, reverse=True):
        rows = islice(csv.reader(StringIO(first, newline=""), delimiter=mark), HEADS_WITHIN)
        if any(set(needed) <= set(_heads(row, meant)) for row in rows):
            return mark
    return None


def _unguarded(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading a text as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell


def _xlsx(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    from openpyxl import load_workbook  # a third of a second that only this kind needs

    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST:
            raise OtklikError(f"{path.name}: holds more than {LARGEST >> 20} MB; split it")
    with path.open("rb") as file:  # of a broken one the library would leave it open
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield number, [_value(cell) for cell in row]
        except (TypeError, AttributeError, OverflowError) as error:  # parts it does not know
            raise ValueError(error) from error


def _value(cell: object) -> Cell:
    if cell is None or isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell)[:LONGEST_CELL]  # type: ignore[call-overload]


def _json_lines(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            row = json.loads(line) if line.strip() else None
            if row is None:
                continue
            if not isinstance(row, dict):
                raise ValueError(f"line {number} is no object")
            yield number, row
