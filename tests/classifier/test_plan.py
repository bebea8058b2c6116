"""The training plan is read strictly, and its rate falls in straight lines."""

from pathlib import Path

import pytest

import classifier
from classifier.plan import PlanError, read_plan

SMALL = """
seed = 1
[[stage]]
name = "one"
rows = 100
rate_end = 1.0
[stage.weights]
a = 1
[[stage]]
name = "two"
rows = 200
rate_end = 0.0
[stage.weights]
a = 1
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_plan_of_the_shipped_weights_can_be_read() -> None:
    plan = read_plan(Path(classifier.__file__).parent / "training.toml")

    assert plan.losses["sentiment"] == 1.0
    assert len(plan.turns()) == sum(stage.rows for stage in plan.stage) / plan.turn_rows


@pytest.mark.parametrize(
    ("done", "rate"), [(0, 1.0), (99, 1.0), (200, 0.5), (300, 0.0), (999, 0.0)]
)
def test_the_rate_falls_in_straight_lines(tmp_path: Path, done: int, rate: float) -> None:
    assert read_plan(write(tmp_path, SMALL)).rate(done) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SMALL.replace("seed", "sed"), "unknown key 'sed'"),
        (SMALL.replace("rows = 100", "row = 100"), r"\[\[stage\]\] 1: unknown key 'row'"),
        (SMALL + "[optimizer]\nspeed = 1", "unknown key 'speed'"),
        ("seed = 1", "no .*stage"),
        ("seed = ", "plan.toml"),
    ],
)
def test_mistakes_in_a_plan_are_named(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(PlanError, match=expected):
        read_plan(write(tmp_path, text))


def test_a_stage_may_start_at_a_rate_of_its_own(tmp_path: Path) -> None:
    again = '[[stage]]\nname = "three"\nrows = 100\nrate_start = 0.4\n[stage.weights]\na = 1\n'
    plan = read_plan(write(tmp_path, SMALL + again.replace("rows", "rate_end = 0.2\nrows")))

    assert [plan.rate(done) for done in (300, 350, 400)] == pytest.approx([0.4, 0.3, 0.2])
