"""A table or a long list as a file to keep."""

from fastapi.responses import Response, StreamingResponse

from pipeline import parquet
from pipeline.export import FORMATS, LISTS
from pipeline.reports.table import Roll, Table
from web.visit import NotFound

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}


def list_formats() -> list[str]:
    """What a long list can be saved as here."""
    return [form for form in LISTS if form != "parquet" or parquet.is_there()]


def send_table(table: Table | Roll, form: str) -> Response:
    """The table in one of the export's formats; NotFound for another.

    It goes out while it is read: where that fails the connection is cut before its last part, so
    that browsers say that the download failed.
    """
    known = LISTS if isinstance(table, Roll) else FORMATS
    if form not in known:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{form}"'}
    return StreamingResponse(known[form](table), media_type=TYPES[form], headers=headers)
