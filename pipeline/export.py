"""Tables as CSV, XLSX and JSON; one mention as a row for exports, webhooks and interfaces."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from pipeline.model import Mention
from pipeline.reports.table import Cell, Table
from pipeline.theme_names import ThemeNames

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST_CELL = 32_767  # what a cell of Excel holds
DAY = 14  # the format of dates that follows the language of whoever opens the sheet


def to_csv(table: Table) -> bytes:
    """UTF-8 with a mark that makes spreadsheets read it as such; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


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


def clock(span: timedelta) -> str:
    """A span of time as spreadsheets read it: 26:05:00."""
    seconds = round(span.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def to_json(table: Table) -> bytes:
    """The table's name and its rows as objects; spans of time in seconds."""
    rows = [dict(zip(table.columns, map(_json_cell, row), strict=True)) for row in table.rows]
    content = {"report": table.name, "columns": table.columns, "rows": rows}
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def _json_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, date):  # a time, too
        return cell.isoformat()
    return cell.total_seconds() if isinstance(cell, timedelta) else cell


def to_xlsx(table: Table) -> bytes:
    """A workbook of one sheet; texts stay texts, whatever they begin with."""
    from xlsxwriter import Workbook  # a fifth of a second that only this format needs

    out = io.BytesIO()
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, settings | {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(table.name[:31])
        bold = book.add_format({"bold": True})
        formats = {
            "share": book.add_format({"num_format": "0.0%"}),
            "span": book.add_format({"num_format": "[h]:mm:ss"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "day": book.add_format({"num_format": DAY, "align": "left"}),
            "month": book.add_format({"num_format": "mmmm yyyy", "align": "left"}),
        }
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 18)
        sheet.write_row(0, 0, table.columns, bold)
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                how = formats.get(_format(table.columns[column], cell))
                sheet.write(number, column, _xlsx_cell(cell), how)
    return out.getvalue()


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


FORMATS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}

MENTION_COLUMNS = (
    "id",
    "brand",
    "channel",
    "source",
    "url",
    "author",
    "published",
    "found",
    "title",
    "text",
    "stars",
    "language",
    "sentiment",
    "p_negative",
    "complaint",
    "p_complaint",
    "act",
    "theme",
    "severity",
    "judge",
    "noise",
    "theme_name",
    "followers",
)


def row(mention: Mention, names: ThemeNames | None = None) -> tuple[Cell, ...]:
    """A mention in the order of MENTION_COLUMNS; themes have the names that people gave them."""
    post = mention.post.post
    return (
        mention.id,
        mention.brand.brand.name,
        str(post.channel),
        post.source,
        post.url,
        post.author,
        post.published,
        mention.found,
        post.title,
        mention.post.latest_text,
        post.stars,
        post.language,
        mention.sentiment,
        mention.p_negative,
        mention.complaint,
        mention.p_complaint,
        mention.act,
        mention.theme,
        mention.severity,
        mention.judge,
        mention.noise,
        (names.said(mention.theme) if names else "") or mention.theme,
        post.followers,
    )
