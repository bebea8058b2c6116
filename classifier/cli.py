"""The `otklik judge` command."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from classifier.errors import OtklikError
from classifier.judges import open_judge
from classifier.rows import judge_rows, read_rows

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("source", metavar="IN.jsonl")
@click.option("-o", "--output", default="-", metavar="OUT.jsonl", help="- is stdout.")
@click.option("--judge", "name", default="auto", help="auto, transformer or words.")
@click.option("--weights", type=_folder, default=None, help="Default: the shipped ones.")
@click.option("--threads", default=0, type=click.IntRange(0), help="CPU threads; 0: all.")
@click.option("--why", is_flag=True, help="Name the words that decided each verdict.")
def judge(
    source: str, output: str, name: str, weights: Path | None, threads: int, *, why: bool
) -> None:
    """Judge texts: rows {"text", "lang"?, "target"?} in, the same with verdicts out.

    IN.jsonl is JSON Lines; - is stdin. Order and unknown keys are kept.
    """
    speaker = open_judge(name, threads, weights=weights)
    shown = "stdin" if source == "-" else source
    with reading(source) as lines, writing(output) as out, _progress() as advance:
        for chunk in judge_rows(read_rows(lines, shown), speaker, why=why):
            out.writelines(chunk)
            out.flush()
            advance(len(chunk))


@contextmanager
def reading(source: str) -> Iterator[BinaryIO]:
    """The lines of a file, or of stdin."""
    if source == "-":
        yield sys.stdin.buffer
        return
    path = Path(source)
    if path.is_dir() or not os.access(path, os.R_OK):
        raise OtklikError(f"{source}: not there, or not a file that can be read")
    with path.open("rb") as lines:
        yield lines


@contextmanager
def writing(output: str) -> Iterator[BinaryIO]:
    """Where rows go; a file is put in place only when all of it is there."""
    target = Path(output)
    if output == "-":
        yield sys.stdout.buffer
    elif target.exists() and not target.is_file():  # a pipe or a device cannot be replaced
        with _opened(target, target) as out:
            yield out
    else:
        with _replacing(target) as out:
            yield out


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _opened(part, target) as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _opened(part: Path, target: Path) -> BinaryIO:
    try:
        return part.open("wb")
    except OSError as error:
        raise OtklikError(f"{target}: {error.strerror}; choose another place with -o") from error


class _Progress:
    """Counts on stderr."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, rows: int) -> None:
        self.done += rows
        if sys.stderr.isatty():
            click.echo(f"\r{self.done} texts judged", nl=False, err=True)


@contextmanager
def _progress() -> Iterator[_Progress]:
    counted = _Progress()
    yield counted
    if sys.stderr.isatty() and counted.done:
        click.echo(err=True)
