"""Which escalation holds, and which stage a promise has come to: tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.escalation import Escalation, Stage, choose, reached

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOON, LATE = Stage.DUE_SOON, Stage.OVERDUE


@pytest.mark.parametrize(
    ("warn", "due", "done", "stage"),
    [
        (None, None, None, None),
        (1, 2, None, None),
        (0, 2, None, SOON),
        (-1, 1, None, SOON),
        (-1, 1, SOON, None),
        (-2, 0, None, LATE),  # the line stood still meanwhile: no warning comes after the fact
        (-2, -1, SOON, LATE),
        (-2, -1, LATE, None),
        (None, -1, None, LATE),
    ],
)
def test_each_stage_is_reached_once(
    warn: int | None, due: int | None, done: Stage | None, stage: Stage | None
) -> None:
    moments = [None if hours is None else NOW + hours * HOUR for hours in (warn, due)]
    assert reached(moments[0], moments[1], done, NOW) is stage


def test_the_brands_own_escalation_holds() -> None:
    for_all, own = Escalation(LATE, assign="lead"), Escalation(LATE, "Ромашка", assign="anna")
    rules = [for_all, own, Escalation(SOON, assign="boris")]
    assert choose(rules, "Ромашка", LATE) == own
    assert choose(rules, "Василёк", LATE) == for_all
    assert choose([own], "Василёк", LATE) is None
    assert choose(rules, "Ромашка", SOON) == rules[2]
