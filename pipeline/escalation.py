"""What happens when a promise is about to break, and when it broke.  (pure)"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MANAGERS = "managers"  # in `notify`: all of them
ASSIGNEE = "assignee"  # in `notify`: whoever has the task; the managers where nobody there has


class Stage(StrEnum):
    """How far a promise has got towards breaking."""

    DUE_SOON = "due soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Escalation:
    """What to do with a task at a stage; of one brand, or of all that say nothing of their own."""

    stage: Stage
    brand: str | None = None
    urgency: str | None = None  # raise it to "urgent" or "high"
    assign: str | None = None  # a login
    notify: list[str] = field(default_factory=list)  # logins, "managers", "assignee"

    @property
    def to_whom(self) -> str:
        """What it is for, in words; one escalation for each."""
        return f"{self.brand or 'any brand'}, {self.stage}"


def choose(escalations: Sequence[Escalation], brand: str, stage: Stage) -> Escalation | None:
    """What to do at this stage with a brand's task: the brand's own, else what is for all."""
    fitting = [it for it in escalations if it.stage is stage and it.brand in (None, brand)]
    return max(fitting, key=lambda it: it.brand is not None, default=None)


def reached(
    warn: datetime | None, due: datetime | None, done: str | None, now: datetime
) -> Stage | None:
    """The stage a promise has come to, if nobody acted on it yet; once late, no warning is left."""
    if due is not None and due <= now:
        return Stage.OVERDUE if done != Stage.OVERDUE else None
    warned = warn is not None and warn <= now
    return Stage.DUE_SOON if warned and done is None else None
