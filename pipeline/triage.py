"""How urgent is it? Named, graded triggers over the text and the facts around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline.expression import Subject
from pipeline.post import Post
from pipeline.query import parse
from pipeline.triggers import AROUND, TRIGGERS, Trigger


@dataclass(frozen=True)
class Facts:
    """What is known of a mention when a task is opened for it."""

    post: Post
    p_complaint: float = 0.0
    severity: int | None = None  # 1 to 3, as the judge saw it
    by_author: int = 0  # earlier mentions of the brand by the same author
    in_thread: int = 0  # posts in the same thread
    alike: int = 0  # other posts of the incident
    waited: timedelta = timedelta()  # from publication to finding
    people: int = 0  # who answered or repeated the author's earlier posts
    unsure: bool = False  # whether it is a complaint is for a person to decide


@dataclass(frozen=True)
class Sign:
    """A trigger that fired, how grave it is (0 to 3), and what in the post set it off."""

    trigger: str
    grade: int
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.trigger}: {self.evidence}" if self.evidence else self.trigger


@dataclass(frozen=True)
class Triage:
    """How soon a task should be taken, 0 to 100, and the signs that say so, gravest first."""

    priority: int
    signs: tuple[Sign, ...]

    @property
    def why(self) -> list[str]:
        """The signs as they are kept beside a task: "money: верните деньги"."""
        return [str(sign) for sign in self.signs]


POINTS = {0: 0, 1: 6, 2: 14, 3: 28}  # by grade of a sign
SEVERITY_POINTS = {1: 0, 2: 15, 3: 30}
SURE_POINTS = 12  # for a judge that is wholly sure of a complaint
URGENT, HIGH = 60, 30  # the priorities from which a task counts as such
BANDS = ("urgent", "high", "normal")

LOW_STARS = 2.0
REPEAT_AUTHOR = 2
LONG_THREAD = 10
SPREADING = 3
OLD_NEWS = timedelta(days=2)
FOLLOWERS = 10_000
PEOPLE = 20  # who count as much where nobody tells the followers
UNSURE = "a person decides"


def triage(facts: Facts, triggers: Sequence[Trigger] = TRIGGERS) -> Triage:
    """The priority of a mention that needs an answer, with the reasons for it."""
    signs = [*_signs_of_text(facts.post, triggers), *_grade(facts, triggers)]
    signs.sort(key=lambda sign: -sign.grade)
    points = sum(POINTS[sign.grade] for sign in signs)
    points += SEVERITY_POINTS.get(facts.severity or 1, 0)
    points += round(SURE_POINTS * facts.p_complaint)
    return Triage(min(points, 100), tuple(signs))


def band(priority: int) -> str:
    """What people call the priority, one of BANDS."""
    if priority >= URGENT:
        return "urgent"
    return "high" if priority >= HIGH else "normal"


def _signs_of_text(post: Post, triggers: Sequence[Trigger]) -> Iterator[Sign]:
    subject = Subject(post)
    for trigger in triggers:
        term = _first_term(trigger, subject) if trigger.grade else None
        if term is not None:
            yield Sign(trigger.name, trigger.grade, term.strip('"*'))


def _first_term(trigger: Trigger, subject: Subject) -> str | None:
    return next((term for term in trigger.terms if parse(term).matches(subject)), None)


def _grade(facts: Facts, triggers: Sequence[Trigger]) -> Iterator[Sign]:
    """The signs around a text, as grave as people say; those switched off left out."""
    kept = {trigger.name: trigger.grade for trigger in triggers}
    for name, evidence in _signs_around(facts):
        grade = kept.get(name, AROUND[name])
        if grade:
            yield Sign(name, grade, evidence)
    if facts.unsure:
        yield Sign(UNSURE, 0, f"{facts.p_complaint:.0%}")


def _signs_around(facts: Facts) -> Iterator[tuple[str, str]]:
    stars = facts.post.stars
    if stars is not None and stars <= LOW_STARS:
        yield "low stars", f"{stars:g} of 5"
    if facts.by_author >= REPEAT_AUTHOR:
        yield "repeat author", f"{facts.by_author} earlier mentions"
    if facts.alike >= SPREADING:
        yield "spreading", f"{facts.alike} more posts"
    if facts.post.followers is not None and facts.post.followers >= FOLLOWERS:
        yield "followers", str(facts.post.followers)
    elif facts.post.followers is None and facts.people >= PEOPLE:
        yield "many listen", str(facts.people)
    if facts.in_thread >= LONG_THREAD:
        yield "long thread", f"{facts.in_thread} posts"
    if facts.waited >= OLD_NEWS:
        yield "found late", f"{facts.waited.days} days"
