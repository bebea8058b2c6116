"""`otklik extract`: saved pages in, what they hold out."""

import json
import sys
from pathlib import Path

import click

from pipeline.errors import OtklikError


@click.command()
@click.argument("listing", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--base",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the files of the list lie; the list's own folder by default.",
)
@click.option("--kind", help="Read every page as this kind, whatever the list says.")
def extract(listing: Path, output: Path, base: Path | None, kind: str | None) -> None:
    """Read the saved pages that LISTING names, one JSON object a line.

    A line is {"file", "url", "kind", "content_type"?}; kind may be auto.
    """
    from crawlers.extract import PLAIN, read_list
    from crawlers.extract import extract as extract_page
    from crawlers.kinds import KINDS
    from pipeline.errors import unknown

    if kind is not None and kind not in (*KINDS, *PLAIN, "auto"):
        raise OtklikError(unknown("kind", kind, [*KINDS, *PLAIN, "auto"]))
    done = failed = 0
    with output.open("w", encoding="utf-8", errors="replace") as out:
        for saved in read_list(listing, kind):
            if isinstance(saved, OtklikError):
                row: dict[str, object] = {"error": str(saved)}
            else:
                row = extract_page(saved, base or listing.parent)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            done, failed = done + 1, failed + ("error" in row)
    click.echo(f"pages={done} failed={failed}", file=sys.stderr)
