"""`otklik report`: a report on the screen or in a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill

import click

from classifier.cli import writing
from pipeline import export
from pipeline.database import open_database
from pipeline.errors import OtklikError, unknown
from pipeline.options_cli import TimeOption, check_period
from pipeline.reports.coverage import sum_up
from pipeline.reports.registry import NOTES, REPORTS, line_of, make_report
from pipeline.reports.scope import Asked, Scope
from pipeline.reports.show import NOTHING, show
from pipeline.reports.table import Table
from pipeline.settings import read_settings
from pipeline.visible import visible

WIDTH = 78  # of a page of help


def _list_reports() -> str:
    """Every report with its line, the lines below each other."""
    left = max(map(len, REPORTS)) + 4
    return "\n".join(
        fill(
            line_of(name),
            WIDTH,
            initial_indent=f"  {name}".ljust(left),
            subsequent_indent=" " * left,
        )
        for name in REPORTS
    )


@click.command(epilog=f"\b\nReports:\n{_list_reports()}")
@click.argument("name")
@click.option("--since", type=TimeOption(), help="From this day or time on (2026-03-01, 7d).")
@click.option("--until", type=TimeOption(), help="Before this day or time.")
@click.option("--brand", help="One brand; without it all of ours.")
@click.option("--noise", is_flag=True, help="Count what is noise, too.")
@click.option("--compare", is_flag=True, help="Beside the same length of time before.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", *export.FORMATS], case_sensitive=False),
    help="By default text, or what the file's name says.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
def report(
    name: str,
    since: datetime | None,
    until: datetime | None,
    brand: str | None,
    noise: bool,
    compare: bool,
    shape: str | None,
    output: Path | None,
) -> None:
    """Print or save a report."""
    if name not in REPORTS:
        raise OtklikError(unknown("report", name, REPORTS))
    check_period(since, until)
    shape = shape or _shape_of(output)
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        asked = Asked(since, until, brand, noise, datetime.now(UTC), zone=None)
        table = make_report(session, name, asked, compared=compare)
        seen = sum_up(session, asked)
        left_out = 0 if noise else Scope.of(session, asked).count_noise(session)
    parts = _as_text(table) if shape == "text" else export.FORMATS[shape](table)
    with writing(str(output or "-")) as out:
        for part in parts:
            out.write(part)
    if output is not None:
        click.echo(f"wrote {output}", err=True)
    if not table.rows and shape != "text":
        click.echo(f"{name}: {NOTHING}", err=True)
    if seen.lost and shape == "text":
        lost = ", ".join(f"{source} on {days} days" for source, days in seen.lost)
        click.echo(f"not seen, so that figures may be too low: {visible(lost)}", err=True)
    if table.rows and shape == "text" and name in NOTES:
        click.echo(NOTES[name], err=True)
    if left_out and shape == "text":
        click.echo(f"left out as noise: {left_out} mentions (--noise counts them)", err=True)


def _as_text(table: Table) -> Iterator[bytes]:
    yield show(table).encode("utf-8", "replace")


def _shape_of(output: Path | None) -> str:
    ending = output.suffix.lstrip(".").lower() if output else ""
    return ending if ending in export.FORMATS else "text"
