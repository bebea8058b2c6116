"""A table or a long list as a file to keep."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from fastapi.responses import Response, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Send

from pipeline import parquet
from pipeline.errors import OtklikError
from pipeline.export import FORMATS, LISTS, Write, to_csv
from pipeline.reports.table import Roll, Table
from web.visit import NotFound

EXCEL_CSV = "excel.csv"  # as Excel opens it where fractions have a comma
log = logging.getLogger(__name__)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}


class BrokenOffError(Exception):
    """What a file is made of could not be read to its end."""


class Download(StreamingResponse):
    """A file that goes out while it is read; cut before its last part where that fails.

    An outage is one line in the log; anything else keeps its traceback, and cuts it as well.
    """

    async def stream_response(self, send: Send) -> None:
        """Send part after part."""
        try:
            await super().stream_response(send)
        except BrokenOffError as error:
            name = self.headers["content-disposition"].partition("=")[2]
            log.error("download broken off file=%s error=%s", name, error)


def read_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same parts; an outage is told apart from a reader who went away."""
    try:
        yield from parts
    except (OtklikError, SQLAlchemyError, OSError) as error:
        raise BrokenOffError(str(error).partition("\n")[0]) from error


def list_formats(known: Mapping[str, Write] = LISTS) -> list[str]:
    """What a long list, or a table, can be saved as here."""
    forms = [form for form in known if form != "parquet" or parquet.is_there()]
    return ["csv", EXCEL_CSV, *(form for form in forms if form != "csv")]


def send_table(table: Table | Roll, form: str) -> Response:
    """The table in one of the export's formats; NotFound for another.

    Where reading it fails the connection is cut before the last part: browsers then say that the
    download failed.
    """
    known = dict(LISTS if isinstance(table, Roll) else FORMATS)
    if form == EXCEL_CSV:
        form, known["csv"] = "csv", partial(to_csv, semicolons=True)
    if form not in known:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{form}"'}
    return Download(read_parts(known[form](table)), media_type=TYPES[form], headers=headers)
