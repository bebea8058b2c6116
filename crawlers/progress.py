"""What a crawl shows while it runs: a bar on a terminal, and one line for each visit."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from crawlers.jobs import Told
from pipeline.states import LOST, Outcome
from pipeline.visible import visible

STYLES = {Outcome.FAILED: "red", Outcome.AWAY: "red", Outcome.OK: "green", Outcome.EMPTY: "yellow"}


class Progress:
    """Counts visits as they end and prints a line for each."""

    def __init__(self, expected: int) -> None:
        self._console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._bar = Bar(
            TextColumn("visits"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=expected)
        self.ended = self.failed = self.new = self.mentions = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if error is None:
            self._say(
                f"{self.ended} visits, {self.failed} failed, {self.new} new posts, "
                f"{self.mentions} new mentions"
            )

    def tell(self, told: Told) -> None:
        """Count a visit and print its line."""
        self.ended += 1
        self.failed += told.ending.outcome in LOST
        self.new += told.visit.posts_new
        self.mentions += told.visit.mentions_new
        style = STYLES.get(told.ending.outcome, "dim")
        self._say(f"[{style}]{escape(line(told))}[/]")
        self._bar.update(self._task, advance=1, description=f"{self.new} new posts")

    def _say(self, text: str) -> None:
        """Print a line as long as somebody reads; a closed pipe is no reason to stop crawling."""
        try:
            self._console.print(text)
        except (OSError, SystemExit):  # rich leaves the program when its pipe is closed
            self._console.quiet = True


def line(told: Told) -> str:
    """One visit as key=value facts."""
    visit = told.visit
    seconds = (told.finished - visit.started).total_seconds()
    facts = (
        f"source={visit.source.name} outcome={told.ending.outcome} pages={visit.pages} "
        f"posts={visit.posts_seen + visit.known} new={visit.posts_new} "
        f"mentions={visit.mentions_new} seconds={seconds:.1f}"
    )
    due = f" next={told.due:%Y-%m-%dT%H:%MZ}" if told.due else ""
    return facts + due + (f' error="{visible(told.ending.error)}"' if told.ending.error else "")
