"""`otklik run`: the steps of the line in a row; one that fails does not stop the later ones."""

import subprocess
import sys
from collections.abc import Iterator

import click

STEPS = ("crawl", "match", "assess", "follow-up", "alert")


@click.command()
@click.option("--no-crawl", is_flag=True, help="Work on what is stored; visit nobody.")
def run(no_crawl: bool) -> None:
    """Run the whole line once: crawl, match, assess, follow up, alert.

    The exit code is 0 when every step went well, else 1.
    """
    steps = [step for step in STEPS if not (no_crawl and step == "crawl")]
    failed = list(run_steps(steps))
    if failed:
        click.echo(f"otklik: failed steps: {', '.join(failed)}; run them alone to see", err=True)
        sys.exit(1)


def run_steps(steps: list[str]) -> Iterator[str]:
    """Run each step as a process of its own, and name those that failed.

    A step takes its memory with it when it ends, and Scrapy's reactor starts only once.
    """
    for step in steps:
        code = subprocess.call([sys.executable, "-m", "pipeline.cli", step])  # noqa: S603
        if code:
            click.echo(f"{step}: failed with exit code {code}", err=True)
            yield step
