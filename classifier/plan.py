"""The training plan: one TOML file, read strictly."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from classifier.data import SetRules
from classifier.errors import OtklikError

T = TypeVar("T")


class PlanError(OtklikError):
    """The training plan cannot be read."""


@dataclass(frozen=True)
class Optimizer:
    """How fast weights move."""

    rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 1.0  # each layer down moves this much slower
    weight_decay: float = 0.01
    warmup_steps: int = 100
    clip: float = 1.0


@dataclass(frozen=True)
class Stage:
    """A stretch of training: how many rows, from which sets, and how the rate moves."""

    name: str
    rows: int
    weights: Mapping[str, float]
    rate_end: float = 1.0
    rate_start: float | None = None  # None: where the stage before ended
    labels: float = 1.0  # what labels of sentiment weigh
    teacher: float = 0.0  # what the distance to a teacher's answers weighs


@dataclass(frozen=True)
class Plan:
    """Everything that decides a training run besides the data and the base model."""

    seed: int
    stage: tuple[Stage, ...]
    max_tokens: int = 80
    batch_tokens: int = 2048
    turn_rows: int = 3072
    prior_strength: float = 0.0
    prior_floor: float = 0.03
    label_smoothing: float = 0.0
    named_brand: float = 0.5
    stray_brand: float = 0.25
    token_dropout: float = 0.0
    dropout: float = 0.0  # of the outputs of attention and of each layer
    average: float = 0.99
    keep_words: int = 20000
    keep_uses: int = 2
    optimizer: Optimizer = field(default_factory=Optimizer)
    losses: Mapping[str, float] = field(default_factory=dict)
    sets: SetRules = field(default_factory=SetRules)

    def turns(self) -> list[Stage]:
        """The stage of every turn of the run."""
        return [stage for stage in self.stage for _ in range(-(-stage.rows // self.turn_rows))]

    def rate(self, done: float) -> float:
        """The rate after this many rows, as a part of the peak: straight lines between stages."""
        start = 1.0
        for stage in self.stage:
            start = start if stage.rate_start is None else stage.rate_start
            if done < stage.rows:
                return start + (stage.rate_end - start) * done / stage.rows
            done -= stage.rows
            start = stage.rate_end
        return start


def read_plan(path: Path) -> Plan:
    """Read a plan; unknown and missing keys are errors that name their place."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path}: {error}") from error
    raw["optimizer"] = _build(Optimizer, raw.get("optimizer", {}), f"{path}: [optimizer]")
    raw["stage"] = tuple(
        _build(Stage, stage, f"{path}: [[stage]] {number}")
        for number, stage in enumerate(raw.get("stage", []), 1)
    )
    rules = raw.get("sets", {})
    for name in ("drop_neutral", "weak_complaints", "noise"):
        rules[name] = frozenset(rules.get(name, ()))
    raw["sets"] = _build(SetRules, rules, f"{path}: [sets]")
    if not raw["stage"]:
        raise PlanError(f"{path}: no [[stage]]; a plan needs at least one")
    return _build(Plan, raw, str(path))


# TOML tables come as dictionaries of anything.
def _build(kind: type[T], table: dict[str, Any], place: str) -> T:
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise PlanError(f"{place}: unknown key {key!r} (known: {', '.join(known)})")
    try:
        return kind(**table)
    except TypeError as error:
        raise PlanError(f"{place}: {error}") from error
