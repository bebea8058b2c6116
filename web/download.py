"""A table as a file to keep."""

from fastapi.responses import Response

from pipeline.export import FORMATS
from pipeline.reports.table import Table
from web.visit import NotFound

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def send_table(table: Table, form: str) -> Response:
    """The table in one of the export's formats; NotFound for another."""
    if form not in FORMATS:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{form}"'}
    return Response(FORMATS[form](table), media_type=TYPES[form], headers=headers)
