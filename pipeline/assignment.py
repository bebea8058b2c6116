"""Who gets a task: assignment rules, the people who could do it, and their load.  (pure)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.post import Channel

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Assignment:
    """Who gets the tasks of some sort; what is not said fits all."""

    name: str
    brand: str | None = None
    channel: Channel | None = None
    language: str | None = None
    theme: str | None = None
    urgency: str | None = None  # "urgent", "high" or "normal", as pipeline.triage says
    severity: int | None = None  # at least so grave, 1 to 3
    people: list[str] = field(default_factory=list)  # logins; nobody: all who read the language
    takes_over: bool = False  # also what people who go away leave in hand


@dataclass(frozen=True)
class Work:
    """What assignment rules ask of a task."""

    brand: str
    channel: Channel
    language: str | None = None
    theme: str | None = None
    urgency: str = "normal"
    severity: int | None = None


@dataclass(frozen=True)
class Hand:
    """Somebody who may get a task, and what they have in hand."""

    id: int
    login: str
    reads: frozenset[str] = frozenset()  # languages; none said: any
    capacity: int | None = None  # the most tasks in hand; None: no limit
    in_hand: int = 0
    last_given: datetime | None = None
    absent: bool = False

    @property
    def free(self) -> bool:
        """Whether they can take one more."""
        return not self.absent and (self.capacity is None or self.in_hand < self.capacity)

    def understands(self, language: str | None) -> bool:
        """Whether they read a text in this language."""
        return language is None or not self.reads or language in self.reads


@dataclass(frozen=True)
class Choice:
    """Who gets the task, and by which rule."""

    person_id: int
    rule: str


def choose(rules: Sequence[Assignment], work: Work, hands: Sequence[Hand]) -> Choice | None:
    """Who gets a task: by the first rule that fits it and finds somebody free.

    Of several people the one with the fewest tasks in hand, then the one who waited longest.
    """
    for rule in rules:
        found = list(_able(rule, work, hands)) if fits(rule, work) else []
        if found:
            return Choice(min(found, key=_load).id, rule.name)
    return None


def fits(rule: Assignment, work: Work) -> bool:
    """Whether a rule is about such a task."""
    grave = rule.severity is None or (work.severity or 0) >= rule.severity
    return grave and all(
        wanted is None or wanted == there
        for wanted, there in (
            (rule.brand, work.brand),
            (rule.channel, work.channel),
            (rule.language, work.language),
            (rule.theme, work.theme),
            (rule.urgency, work.urgency),
        )
    )


def _able(rule: Assignment, work: Work, hands: Sequence[Hand]) -> Iterator[Hand]:
    for hand in hands:
        named = not rule.people or hand.login in rule.people
        if named and hand.free and hand.understands(work.language):
            yield hand


def _load(hand: Hand) -> tuple[int, datetime, str]:
    return hand.in_hand, hand.last_given or _NEVER, hand.login
