"""What was told and is over: answers, incidents that went quiet, figures back in line.  (pure)

Rules that follow a measured value say themselves when it is back (alerts.hysteresis). The others
are asked here about the latest thing they told of each subject, so that its end is told once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts.backlog import PromiseOptions, WaitingOptions
from alerts.facts import Case, Change, Figure, Flagged, Heard, Hit, Span
from alerts.figures import FigureOptions, is_past
from alerts.hysteresis import OVER, SERIOUS
from alerts.spreading import SpreadOptions

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Told:
    """The latest a rule told of something, by the key of its alert."""

    key: str
    at: datetime

    @property
    def parts(self) -> list[str]:
        """What the key names."""
        return self.key.split("|")


Ends = Callable[[Any, Sequence[Told], Any, Span], Iterator[Hit]]  # the options and facts of a rule


def answered(
    options: WaitingOptions | PromiseOptions, told: Sequence[Told], cases: Sequence[Case], _: Span
) -> Iterator[Hit]:
    """Tasks that were answered or closed after it was told that they wait, or are due."""
    known = {case.task_id: case for case in cases}
    for one in told:
        case = known.get(int(one.parts[1]))
        if case is None:
            continue
        value = options.hours if isinstance(options, WaitingOptions) else 0.0
        replied = [at for at in (case.answered, case.replied) if at and at >= one.at]
        if replied:
            measure = {"due": "due-soon"}.get(one.parts[0], one.parts[0])
            change = Change(measure, case.brand, value, over=True, task_id=case.task_id)
            yield _over(one, min(replied), change)
        elif case.closed and case.closed >= one.at:
            change = Change("closed", case.brand, value, over=True, task_id=case.task_id)
            yield _over(one, case.closed, change)


def quiet(options: SpreadOptions, told: Sequence[Told], heard: Heard, span: Span) -> Iterator[Hit]:
    """Incidents of which nobody spoke any more for the hours that the rule counts.

    Hours in which one of their sources was not seen count for none.
    """
    incidents: dict[int, list[Flagged]] = defaultdict(list)
    for mention in heard.mentions:
        if mention.incident_id is not None:
            incidents[mention.incident_id].append(mention)
    for one in told:
        mentions = incidents.get(int(one.parts[1]))
        if not mentions:
            continue
        last = max(mentions, key=lambda mention: mention.found)
        blind = [hour for it in mentions for hour in heard.unseen.get(it.source, ())]
        end = max([last.found, *(hour + HOUR for hour in blind)]) + timedelta(hours=options.hours)
        if end <= span.until:
            change = Change(
                "spread",
                last.brand,
                float(one.parts[2]),
                over=True,
                hours=options.hours,
                detail=last.text,
                task_id=last.task_id,
            )
            yield _over(one, end, change)


def back_in_line(
    options: FigureOptions, told: Sequence[Told], figures: Sequence[Figure], span: Span
) -> Iterator[Hit]:
    """Figures that were past the level and are so no longer, or that a report has no more."""
    now: Mapping[str, float] = {one.subject: one.value for one in figures}
    for one in told:
        name = "|".join(one.parts[3:-1])  # before the day
        if name not in now:
            gone = Change("no-figure", name, 0.0, over=True, column=options.column)
            yield _over(one, span.until, gone)
        elif not is_past(options, now[name]):
            change = Change("figure", name, now[name], over=True, column=options.column)
            yield _over(one, span.until, change)


def _over(one: Told, at: datetime, change: Change) -> Hit:
    return Hit(f"{one.key}{OVER}", at, SERIOUS, change)
