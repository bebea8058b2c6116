"""The gate: the shipped judge on texts labelled by people, and the rules of the floors."""

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from classifier import gold
from classifier.errors import OtklikError
from classifier.gold import (
    NOISE,
    below_floor,
    digest,
    languages,
    macro_f1,
    raise_floors,
    read_floors,
    read_gold,
    score,
)
from classifier.judges import open_judge
from classifier.verdict import Act

COVERS = {
    "plain", "irony", "mixed", "thanks", "question", "rival", "price", "ad", "news", "suggestion",
    "chat",
}  # fmt: skip


def test_the_shipped_judge_stands_above_its_floors() -> None:
    floors = read_floors()
    if floors.judge == "transformer" and find_spec("torch") is None:
        pytest.skip("torch is not installed")

    assert below_floor(score(open_judge(floors.judge)), floors.scores) == []


def test_floors_belong_to_these_texts() -> None:
    floors = read_floors()

    assert floors.digest == digest()
    assert set(floors.scores) == set(languages())


def test_there_are_enough_languages() -> None:
    assert len(languages()) >= 10


@pytest.mark.parametrize("language", languages())
def test_gold_covers_what_is_hard(language: str) -> None:
    texts = read_gold(language)

    assert len({one.text for one in texts}) == len(texts) >= 40
    assert {one.covers for one in texts} == COVERS
    assert {one.act for one in texts} == set(Act)
    assert all(one.lang == language for one in texts)
    assert all((one.act is Act.COMPLAINT) is one.complaint for one in texts)
    assert min(Counter(one.sentiment for one in texts).values()) >= 8


def test_macro_f1() -> None:
    assert macro_f1([1, 1, 0, 0], [1, 1, 0, 0]) == 1.0
    assert macro_f1([1, 1, 0, 0], [0, 0, 1, 1]) == 0.0
    assert macro_f1([1, 1, 0, 0], [1, 1, 1, 1]) == 0.333
    assert macro_f1([1, 1, 0, 0], [1, 1, 1, 0]) == 0.733


def test_a_fall_beyond_noise_is_named() -> None:
    floors = {"ru": {"sentiment": 0.8, "complaint": 0.9}}

    assert below_floor({"ru": {"sentiment": 0.8 - NOISE / 2, "complaint": 0.95}}, floors) == []
    assert below_floor({"ru": {"sentiment": 0.7, "complaint": 0.95}}, floors) == [
        "ru sentiment: 0.700, floor 0.800"
    ]
    assert len(below_floor({}, floors)) == 2


def test_floors_are_raised_and_never_lowered() -> None:
    floors = {"ru": {"sentiment": 0.8}}

    raised = raise_floors({"ru": {"sentiment": 0.85}, "en": {"sentiment": 0.7}}, floors)
    assert raised == {"ru": {"sentiment": 0.85}, "en": {"sentiment": 0.7}}
    assert raise_floors({"ru": {"sentiment": 0.79}}, floors) == floors
    with pytest.raises(OtklikError, match=r"ru sentiment: 0\.700, floor 0\.800"):
        raise_floors({"ru": {"sentiment": 0.7}}, floors)


def test_the_command_prints_scores_and_raises_floors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text('{"judge": "words", "digest": "", "scores": {"ru": {"sentiment": 0.1}}}')
    monkeypatch.setattr(gold, "FLOORS", floors)

    printed = CliRunner().invoke(gold.main, [])
    kept = read_floors()
    CliRunner().invoke(gold.main, ["--update"])

    assert all(f"\n{language} " in printed.output for language in languages())
    assert kept.scores == {"ru": {"sentiment": 0.1}}
    assert read_floors().digest == digest()
    assert set(read_floors().scores) == set(languages())
