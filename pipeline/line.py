"""`otklik run`: the steps of the line in a row; one that fails does not stop the later ones."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from pipeline.database import make_folder
from pipeline.errors import OtklikError
from pipeline.settings import read_settings

STEPS = ("crawl", "match", "assess", "follow-up", "alert")


@click.command()
@click.option("--no-crawl", is_flag=True, help="Work on what is stored; visit nobody.")
def run(no_crawl: bool) -> None:
    """Run the whole line once: crawl, match, assess, follow up, alert.

    The exit code is 0 when every step went well, else 1. Where a line runs already over the same
    data folder, it is left to that one.
    """
    settings = read_settings()
    steps = [step for step in STEPS if not (no_crawl and step == "crawl")]
    steps += ["telegram --once"] if settings.telegram_bot else []
    mark = take_mark(settings.data)
    if mark is None:
        return
    with mark:
        failed = list(run_steps(steps, mark.fileno()))
    if failed:
        click.echo(f"otklik: failed steps: {', '.join(failed)}; run them alone to see", err=True)
        sys.exit(1)


def take_mark(folder: Path, name: str = "line") -> IO[str] | None:
    """The mark of the one line over a data folder; None, and a word, where another holds it.

    Two crawls would ask the same hosts twice. The system takes the mark from whoever dies. The
    Telegram bot has a mark of its own.
    """
    make_folder(folder)
    try:
        mark = (folder / f"{name}.lock").open("a+", encoding="utf-8")
    except OSError as error:
        problem = f"{error.filename}: {error.strerror} (see OTKLIK_DATA)"
        raise OtklikError(problem) from error
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mark.seek(0)
        click.echo(f"{name}: left to the one under way ({mark.read().strip()})")
        mark.close()
        return None
    try:
        mark.truncate(0)
        mark.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%dT%H:%MZ}\n")
        mark.flush()
    except OSError as error:  # a full disk; the system names no file then
        with suppress(OSError):  # closing tries to write again
            mark.close()
        raise OtklikError(
            "%(file)s: %(error)s (see OTKLIK_DATA)", file=mark.name, error=str(error.strerror)
        ) from error
    return mark


def run_steps(steps: list[str], *held: int) -> Iterator[str]:
    """Run each step as a process of its own, and name those that failed.

    A step takes its memory with it when it ends, and Scrapy's reactor starts only once. It holds
    what we hold: a step that goes on when we were killed is still the line.
    """
    for step in steps:
        words = [sys.executable, "-m", "pipeline.cli", *step.split()]
        code = subprocess.call(words, pass_fds=held)  # noqa: S603  (our own command)
        if code:
            click.echo(f"{step}: failed with exit code {code}", err=True)
            yield step
