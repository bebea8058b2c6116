"""How many hours lie between two times, as each database counts them."""

from datetime import datetime

from sqlalchemy import ColumnElement, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Hours(FunctionElement[float]):
    """Hours from one time to a later one; without a value where one of them has none."""

    name = "hours"
    type = Float()
    inherit_cache = True


def hours_between(since: ColumnElement[datetime], until: ColumnElement[datetime]) -> Hours:
    """How long after `since` comes `until`; on SQLite right to a tenth of a millisecond."""
    return Hours(since, until)


@compiles(Hours, "sqlite")
def _on_sqlite(element: Hours, compiler: SQLCompiler, **how: object) -> str:
    since, until = (compiler.process(part, **how) for part in element.clauses)
    return f"((julianday({until}) - julianday({since})) * 24)"


@compiles(Hours, "postgresql")
def _on_postgresql(element: Hours, compiler: SQLCompiler, **how: object) -> str:
    since, until = (compiler.process(part, **how) for part in element.clauses)
    return f"(extract(epoch FROM {until} - {since}) / 3600)"
