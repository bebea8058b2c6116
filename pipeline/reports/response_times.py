"""How fast we answer: from publication, from finding, and within the usual promises."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, quantile, share, spoken_at
from pipeline.reports.table import Cell, Table
from pipeline.states import OPEN

COLUMNS = (
    "channel",
    "tasks",
    "unanswered",
    "answered share",
    "median to find",
    "median to answer since published",
    "90th percentile since published",
    "median to answer since found",
    "90th percentile since found",
    "within an hour share",
    "within a day share",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class _Wait:
    """One task: when it was said, found and answered, and whether an answer is still due."""

    said: datetime
    found: datetime
    answered: datetime | None
    is_open: bool

    def is_known(self, promise: timedelta, now: datetime | None) -> bool:
        """Whether it can be told that a promise was kept: it was answered, or too late by now."""
        return self.answered is not None or now is None or now - self.found > promise

    def is_kept(self, promise: timedelta) -> bool:
        """Whether the answer came in time."""
        return self.answered is not None and self.answered - self.found <= promise


def response_times(session: Session, asked: Asked) -> Table:
    """How long people wait for an answer by channel, and how much of it is ours to find them."""
    scope = Scope.of(session, asked)
    waits: dict[str, list[_Wait]] = defaultdict(list)
    question = scope.tasks(POST.channel, spoken_at, MENTION.found, TASK.answered, TASK.status)
    for channel, said, found, answered, status in session.execute(question):
        waits[str(channel)].append(_Wait(said, found, answered, status in OPEN))
    rows = tuple((channel, *_figures(waits[channel], asked.now)) for channel in sorted(waits))
    return Table("response-times", COLUMNS, rows)


def _figures(waits: Sequence[_Wait], now: datetime | None) -> Iterable[Cell]:
    # What was closed without an answer needed none: spam, a mistake of the judge.
    due = [one for one in waits if one.is_open or one.answered]
    answers = [(one.said, one.found, one.answered) for one in waits if one.answered]
    yield len(waits)
    yield len(due) - len(answers)
    yield share(len(answers), len(due))
    yield quantile([max(one.found - one.said, timedelta()) for one in waits], 0.5)
    for waited in (
        [max(done - said, timedelta()) for said, _, done in answers],
        [max(done - found, timedelta()) for _, found, done in answers],
    ):
        yield quantile(waited, 0.5)
        yield quantile(waited, 0.9)
    for promise in (HOUR, DAY):
        known = [one for one in due if one.is_known(promise, now)]
        yield share(sum(one.is_kept(promise) for one in known), len(known))
