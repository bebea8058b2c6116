"""The `otklik model` commands, from a tiny base model to scored weights."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier.model_cli import model

pytest.importorskip("wordfreq")

PLAN = """
seed = 1
turn_rows = 32
batch_tokens = 256
keep_words = 5
keep_uses = 1
[optimizer]
warmup_steps = 1
[[stage]]
name = "all"
rows = 96
[stage.weights]
umsab = 1
acts = 1
"""


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(model, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_from_a_base_model_to_scored_weights(
    tiny_base: Path, make_data: Callable[[], Path], tmp_path: Path
) -> None:
    data, plan, out = make_data(), tmp_path / "plan.toml", tmp_path / "out"
    plan.write_text(PLAN, encoding="utf-8")
    weights = out / "weights"

    assert "96 rows" in run("train", plan, "--base", tiny_base, "--data", data, "--out", out)
    assert "96 rows" in run("train", plan, "--base", tiny_base, "--data", data, "--out", out)
    assert "threshold" in run("calibrate", "--weights", weights, "--data", data, "--plan", plan)
    table = run("evaluate", "--weights", weights, "--data", data, "--plan", plan, "--write")
    assert "sentiment  umsab" in table
    assert "praise taken for a complaint" in table
    described = run("info", "--weights", weights)
    assert "otklik-judge" in described
    assert "sentiment umsab de" in described
    smaller = run(
        "prune", "--weights", weights, "--data", data, "--plan", plan,
        "--words", "1", "--uses", "9999", "--out", tmp_path / "small",
    )  # fmt: skip
    assert "pieces" in smaller
    assert "umsab" in run("evaluate", "--weights", tmp_path / "small", "--data", data)
    assert "MB" in run("origin", "--weights", tmp_path / "small", "--base", tiny_base)
    assert "texts" in run("ranges", "--weights", tmp_path / "small", "--data", data)


def test_only_one_language_can_be_scored(tiny_weights: Path, make_data: Callable[[], Path]) -> None:
    table = run("evaluate", "--weights", tiny_weights, "--data", make_data(), "--language", "ru")

    assert "acts" in table
    assert "umsab" not in table.split("mean over languages")[0]
