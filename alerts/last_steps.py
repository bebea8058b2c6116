"""What went several steps since it was told is told once, by the last of them.  (pure)"""

from collections.abc import Sequence

from alerts.facts import Hit
from alerts.hysteresis import OVER


def only_last_steps(hits: Sequence[Hit]) -> list[Hit]:
    """Of an incident that doubled twice, or a task due and overdue by now, only the last hit."""
    last = {_subject(hit): hit for hit in sorted(hits, key=lambda hit: hit.at)}
    return [hit for hit in hits if last[_subject(hit)] is hit]


def _subject(hit: Hit) -> str:
    kind, *rest = hit.key.split("|")
    if hit.key.endswith(OVER):
        return hit.key
    if kind == "spread":
        return f"{kind}|{rest[0]}"
    return hit.key.removeprefix("over") if kind in ("due", "overdue") else hit.key
