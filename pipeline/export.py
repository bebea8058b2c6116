"""Tables and lists as CSV, XLSX, JSON, JSON Lines and Parquet."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from pipeline.errors import OtklikError
from pipeline.parquet import PART, read_parts, to_parquet
from pipeline.reports.table import Cell, Roll, Table

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767  # what a cell of Excel holds
MOST_ROWS = 1_048_576  # and what a sheet holds, the names of the columns among them
LINE_ENDS = {end: f"\\u{end:04x}" for end in (0x85, 0x2028, 0x2029)}  # JSON leaves them as they are
_ENDS = re.compile(f"[{''.join(map(chr, LINE_ENDS))}]")
DAY = 14  # the format of dates that follows the language of whoever opens the sheet


def to_csv(table: Table | Roll, *, semicolons: bool = False) -> Iterator[bytes]:
    """UTF-8 with a mark that makes spreadsheets read it as such; no cell is taken for a formula.

    With semicolons as Excel reads it where fractions have a comma: in Russia, Germany or France.
    """
    text = io.StringIO("\ufeff")
    text.seek(1)
    writer = csv.writer(text, delimiter=";" if semicolons else ",")
    writer.writerow(table.columns)
    for row in table.rows:
        cells = map(_csv_cell, row)
        writer.writerow(map(_with_comma, cells) if semicolons else cells)
        if text.tell() > PART:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _csv_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return clock(cell)
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS_FORMULA):
        return "'" + cell
    return cell


def _with_comma(cell: str | int | float | None) -> str | int | float | None:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def clock(span: timedelta) -> str:
    """A span of time as spreadsheets read it: 26:05:00."""
    seconds = round(span.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def to_json(table: Table | Roll) -> Iterator[bytes]:
    """The table's name and its rows as objects; spans of time in seconds.

    Whatever is cut off before its end is no JSON.
    """
    columns = json.dumps(table.columns, ensure_ascii=False)
    text = f'{{"report": {json.dumps(table.name)},\n"columns": {columns},\n"rows": ['
    comma = "\n"
    for row in table.rows:
        told = dict(zip(table.columns, map(_json_cell, row), strict=True))
        text, comma = f"{text}{comma}{json.dumps(told, ensure_ascii=False)}", ",\n"
        if len(text) > PART:
            yield text.encode("utf-8", "replace")
            text = ""
    yield f"{text}\n]}}\n".encode("utf-8", "replace")


def to_json_lines(roll: Table | Roll) -> Iterator[bytes]:
    """Each row as an object on a line of its own; spans of time in seconds."""
    text = ""
    for row in roll.rows:
        told = dict(zip(roll.columns, map(_json_cell, row), strict=True))
        text += _one_line(json.dumps(told, ensure_ascii=False)) + "\n"
        if len(text) > PART:
            yield text.encode("utf-8", "replace")
            text = ""
    yield text.encode("utf-8", "replace")


def _one_line(text: str) -> str:
    """A text of JSON without what some readers take for the end of a line."""
    return text.translate(LINE_ENDS) if _ENDS.search(text) else text


def _json_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, date):  # a time, too
        return cell.isoformat()
    return cell.total_seconds() if isinstance(cell, timedelta) else cell


def to_xlsx(table: Table | Roll) -> Iterator[bytes]:
    """A workbook of one sheet; texts stay texts, whatever they begin with.

    All rows are written, to a file that is gone afterwards, before the first part is given. Raises
    OtklikError for more rows than a sheet holds.
    """
    from xlsxwriter import Workbook  # a fifth of a second that only this format needs

    out = TemporaryFile()  # noqa: SIM115  (it is closed when its last part was given)
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with Workbook(out, settings | {"strings_to_numbers": False}) as book:
            _fill_sheet(book, table)
    except BaseException:
        out.close()
        raise
    return read_parts(out)


def _fill_sheet(book: Any, table: Table | Roll) -> None:
    sheet = book.add_worksheet(table.name[:31])
    bold = book.add_format({"bold": True})
    formats = {
        "share": book.add_format({"num_format": "0.0%"}),
        "span": book.add_format({"num_format": "[h]:mm:ss"}),
        "time": book.add_format({"num_format": 'yyyy-mm-dd hh:mm:ss "UTC"'}),
        "day": book.add_format({"num_format": DAY, "align": "left"}),
        "month": book.add_format({"num_format": "mmmm yyyy", "align": "left"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 24)
    sheet.write_row(0, 0, table.columns, bold)
    for number, row in enumerate(table.rows, start=1):
        if number >= MOST_ROWS:
            raise OtklikError(
                "a sheet holds %(most)s rows and there are more; choose fewer, or take CSV",
                most=MOST_ROWS - 1,
            )
        for column, cell in enumerate(row):
            how = formats.get(_format(table.columns[column], cell))
            sheet.write(number, column, _xlsx_cell(cell), how)


def _format(column: str, cell: Cell) -> str:
    if isinstance(cell, timedelta):
        return "span"
    if isinstance(cell, datetime):
        return "time"
    if isinstance(cell, date):
        return "month" if column == "month" else "day"
    return "share" if isinstance(cell, float) and is_share(column) else ""


def is_share(column: str) -> bool:
    """Whether a column holds shares from 0 to 1, shown as percentages."""
    return column.split()[-1] == "share"


def _xlsx_cell(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)  # a sheet knows no zones; ours are UTC
    return cell[:_LONGEST_CELL] if isinstance(cell, str) else cell


Write = Callable[[Table | Roll], Iterator[bytes]]
# Part by part: of a long list only one is in memory.
FORMATS: dict[str, Write] = {
    "csv": to_csv,
    "xlsx": to_xlsx,
    "json": to_json,
}
# Of lists, which other programs read on, two more.
LISTS: dict[str, Write] = FORMATS | {"jsonl": to_json_lines, "parquet": to_parquet}
