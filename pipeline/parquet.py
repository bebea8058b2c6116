"""Lists as Parquet: columns of fixed types, for programs that compute."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from pipeline.errors import OtklikError
from pipeline.reports.table import Cell, Roll, Table

GROUP = 20_000  # rows in memory, and in one group of the file
PART = 1 << 16  # characters or bytes that are given at once


def is_there() -> bool:
    """Whether the library that writes it is installed."""
    return find_spec("pyarrow") is not None


def to_parquet(roll: Table | Roll) -> Iterator[bytes]:
    """Row groups of typed columns: times in UTC, spans, numbers, texts.

    All rows are written, to a file that is gone afterwards, before the first part is given. Raises
    OtklikError where the library is not installed.
    """
    if not is_there():
        raise OtklikError("Parquet needs one library more: pip install 'otklik[parquet]'")
    out = TemporaryFile()  # noqa: SIM115  (it is closed when its last part was given)
    try:
        _write(out, roll)
    except BaseException:
        out.close()
        raise
    return read_parts(out)


def _write(out: IO[bytes], roll: Table | Roll) -> None:
    """All rows, a group in memory at a time."""
    import pyarrow as pa  # a tenth of a second that only this format needs
    from pyarrow.parquet import ParquetWriter

    kinds = roll.kinds if isinstance(roll, Roll) else {}
    schema = pa.schema([(name, _types(pa)[kinds.get(name, str)]) for name in roll.columns])
    rows = iter(roll.rows)
    with ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP)):
            columns = [
                pa.array([_cell(cell) for cell in cells], field.type)
                for field, cells in zip(schema, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=GROUP)


def _types(pa: Any) -> Mapping[type, Any]:
    """What cells become."""
    return {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", tz="UTC"),
        timedelta: pa.duration("ms"),
    }


def _cell(cell: Cell) -> Cell:
    """A text without half letters, which UTF-8 cannot say."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def read_parts(file: IO[bytes]) -> Iterator[bytes]:
    """A file that was written, from its beginning; it is closed after its last part."""
    with file:
        file.seek(0)
        while part := file.read(PART):
            yield part
