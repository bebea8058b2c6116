"""How fast we answer: from publication, from finding, and within the usual promises."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pipeline.reports.scope import MENTION, POST, TASK, Asked, Scope, quantile, share, spoken_at
from pipeline.reports.table import Cell, Table

COLUMNS = (
    "channel",
    "tasks",
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


def response_times(session: Session, asked: Asked) -> Table:
    """How long people wait for an answer by channel, and how much of it is ours to find them."""
    scope = Scope.of(session, asked)
    times: dict[str, list[tuple[datetime, datetime, datetime | None]]] = defaultdict(list)
    question = scope.tasks(POST.channel, spoken_at, MENTION.found, TASK.answered)
    for channel, said, found, answered in session.execute(question):
        times[str(channel)].append((said, found, answered))
    rows = tuple((channel, *_figures(times[channel])) for channel in sorted(times))
    return Table("response-times", COLUMNS, rows)


def _figures(times: list[tuple[datetime, datetime, datetime | None]]) -> Iterable[Cell]:
    to_find = [max(found - said, timedelta()) for said, found, _ in times]
    since_said = [max(done - said, timedelta()) for said, _, done in times if done]
    since_found = [max(done - found, timedelta()) for _, found, done in times if done]
    yield len(times)
    yield share(len(since_said), len(times))
    yield quantile(to_find, 0.5)
    for waited in (since_said, since_found):
        yield quantile(waited, 0.5)
        yield quantile(waited, 0.9)
    for promise in (HOUR, DAY):
        yield share(sum(waited <= promise for waited in since_found), len(times))
