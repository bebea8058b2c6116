"""`otklik extract`: saved pages in, what they hold out."""

import json
import sys
from pathlib import Path

import click

from classifier.cli import reading, writing
from pipeline.errors import OtklikError


@click.command()
@click.argument("listing", metavar="LIST.jsonl")
@click.option("-o", "--output", default="-", metavar="OUT.jsonl", help="- is stdout.")
@click.option(
    "--base",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the files of the list lie; the list's own folder by default.",
)
@click.option("--kind", help="Read every page as this kind, whatever the list says.")
def extract(listing: str, output: str, base: Path | None, kind: str | None) -> None:
    """Read the saved pages that a list names, one JSON object a line; - is stdin.

    A line is {"file", "url", "kind", "content_type"?}; kind may be auto.
    """
    from crawlers.extract import PLAIN, read_list
    from crawlers.extract import extract as extract_page
    from crawlers.kinds import KINDS
    from pipeline.errors import unknown

    if kind is not None and kind not in (*KINDS, *PLAIN, "auto"):
        raise OtklikError(unknown("kind", kind, [*KINDS, *PLAIN, "auto"]))
    done = failed = 0
    folder = base or (Path() if listing == "-" else Path(listing).parent)
    name = "stdin" if listing == "-" else Path(listing).name
    with reading(listing) as lines, writing(output) as out:
        for saved in read_list(lines, name, kind):
            if isinstance(saved, OtklikError):
                row: dict[str, object] = {"error": str(saved)}
            else:
                row = extract_page(saved, folder)
            line = json.dumps(row, ensure_ascii=False) + "\n"
            out.write(line.encode("utf-8", "replace"))
            done, failed = done + 1, failed + ("error" in row)
    click.echo(f"pages={done} failed={failed}", file=sys.stderr)
