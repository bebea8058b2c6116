"""Training: weights that learn, runs that go on after a cut."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from classifier.card import read_card
from classifier.data import Example
from classifier.heads import HEADS
from classifier.model import WEIGHTS
from classifier.network import JudgeNetwork, configure
from classifier.packing import unpack
from classifier.plan import Optimizer, Plan, Stage
from classifier.train import Run, finished, open_run, walk

PLAN = Plan(
    seed=3,
    stage=(Stage("all", 64 * 6, {"tweets": 1.0}, rate_end=0.1),),
    turn_rows=64,
    batch_tokens=128,
    optimizer=Optimizer(rate=5e-3, head_rate=2e-2, warmup_steps=1),
)
WORDS = ("awful", "table", "lovely")


def rows() -> dict[str, list[Example]]:
    return {
        "tweets": [
            Example(f"{WORDS[n % 3]} {WORDS[n % 3]}", "en", "tweets", sentiment=n % 3)
            for n in range(60)
        ]
    }


def start(tiny_weights: Path, threads: int = 1) -> Run:
    network = JudgeNetwork(configure(read_card(tiny_weights).encoder))
    network.load_state_dict(unpack(load_file(tiny_weights / WEIGHTS), torch.float32))
    return open_run(PLAN, network, rows(), tiny_weights / "tokenizer.json", threads)


def test_a_run_learns_from_a_teacher_alone(tiny_weights: Path) -> None:
    stage = replace(PLAN.stage[0], labels=0.0, teacher=1.0)
    run = start(tiny_weights)
    run.plan = replace(PLAN, stage=(stage,), losses=dict.fromkeys(HEADS, 1.0))
    run.teacher = start(tiny_weights).network.float().eval()
    with torch.no_grad():
        run.teacher.answers["sentiment"].bias.copy_(torch.tensor([0.0, 0.0, 3.0]))

    for _ in walk(run):
        pass

    known = torch.tensor([[0, 5, 2]])
    given = finished(run, averaged=False)(known, torch.ones_like(known))["sentiment"]
    assert given.argmax() == 2


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("averaged", [True, False])
def test_training_teaches(tiny_weights: Path, threads: int, averaged: bool) -> None:
    run = start(tiny_weights, threads)
    frozen = run.network.encoder.embeddings.word_embeddings.weight.clone()

    for _ in walk(run):
        pass

    network = finished(run, averaged)
    ids = [run.tokenizer.encode(f"{word} {word}").ids for word in WORDS]
    answers = [
        int(network(torch.tensor([row]), torch.ones(1, len(row)))["sentiment"].argmax())
        for row in ids
    ]
    assert run.rows == 64 * 6
    if not averaged:  # the average of so short a run is still on its way
        assert answers == [0, 1, 2]
    assert torch.equal(network.encoder.embeddings.word_embeddings.weight, frozen.float())


def start_with_dropout(tiny_weights: Path) -> Run:
    run = start(tiny_weights)
    for module in run.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.3
    return run


def test_a_cut_run_ends_with_the_same_weights(tiny_weights: Path, tmp_path: Path) -> None:
    whole = start_with_dropout(tiny_weights)
    cut = start_with_dropout(tiny_weights)
    for _ in walk(whole):
        pass
    steps = walk(cut)
    next(steps)
    next(steps)
    cut.save(tmp_path / "state.pt")
    again = start_with_dropout(tiny_weights)
    again.load(tmp_path / "state.pt")

    for _ in walk(again):
        pass

    assert again.turn == whole.turn == 6
    for one, other in zip(whole.masters.full, again.masters.full, strict=True):
        assert torch.allclose(one, other, atol=1e-6)
