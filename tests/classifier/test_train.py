"""Training: masked losses, weights that learn, runs that go on after a cut."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from classifier.batches import Batch
from classifier.card import read_card
from classifier.data import Example
from classifier.heads import HEADS, UNKNOWN
from classifier.model import WEIGHTS
from classifier.network import JudgeNetwork, configure
from classifier.packing import unpack
from classifier.plan import Optimizer, Plan, Stage
from classifier.train import Run, finished, measure_distance, measure_loss, open_run, walk

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


def batch(**labels: list[int]) -> Batch:
    size = len(next(iter(labels.values())))
    return Batch(
        tokens=torch.zeros(size, 1, dtype=torch.long),
        mask=torch.ones(size, 1, dtype=torch.long),
        labels={h: torch.tensor(labels.get(h, [UNKNOWN] * size)) for h in HEADS},
        complaint_weight=torch.ones(size),
        prior=torch.zeros(size, 3),
    )


def logits(size: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return {h: torch.randn(size, len(labels), requires_grad=True) for h, labels in HEADS.items()}


def test_rows_without_a_label_teach_a_head_nothing() -> None:
    answers = logits(2)

    loss = measure_loss(answers, batch(sentiment=[0, UNKNOWN], act=[UNKNOWN, 2]), PLAN)
    loss.backward()  # type: ignore[no-untyped-call]

    assert answers["sentiment"].grad is not None
    assert answers["sentiment"].grad[1].abs().sum() == 0 < answers["sentiment"].grad[0].abs().sum()
    assert answers["act"].grad is not None
    assert answers["act"].grad[0].abs().sum() == 0 < answers["act"].grad[1].abs().sum()
    assert answers["theme"].grad is None


def test_a_batch_without_any_label_costs_nothing() -> None:
    assert measure_loss(logits(1), batch(sentiment=[UNKNOWN]), PLAN).item() == 0


def test_a_teacher_speaks_of_sentiment_and_of_what_has_no_label() -> None:
    answers, taught = logits(2), {h: torch.zeros(2, len(labels)) for h, labels in HEADS.items()}

    measure_distance(answers, taught, batch(sentiment=[0, 1], act=[UNKNOWN, 2]), PLAN).backward()  # type: ignore[no-untyped-call]

    moved = {h: answer.grad.abs().sum(1) > 0 for h, answer in answers.items()}  # type: ignore[union-attr]
    assert moved["sentiment"].tolist() == moved["theme"].tolist() == [True, True]
    assert moved["act"].tolist() == [True, False]


def test_who_answers_like_the_teacher_has_nothing_to_learn() -> None:
    answers = logits(2)

    distance = measure_distance(answers, answers, batch(act=[1, 2]), PLAN)

    assert distance.item() == pytest.approx(0, abs=1e-6)


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


def test_weak_complaints_count_less() -> None:
    strong, weak = batch(complaint=[1]), batch(complaint=[1])
    weak.complaint_weight[0] = 0.2

    light, heavy = (measure_loss(logits(1), one, PLAN).item() for one in (weak, strong))
    assert light == pytest.approx(0.2 * heavy)


def test_a_common_label_is_learnt_less_the_commoner_it_is_in_its_set() -> None:
    plain, adjusted = batch(sentiment=[0]), batch(sentiment=[0])
    adjusted.prior[0] = torch.tensor([0.9, 0.05, 0.05]).log()

    assert measure_loss(logits(1), adjusted, PLAN) < measure_loss(logits(1), plain, PLAN)


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


def test_a_cut_run_ends_with_the_same_weights(tiny_weights: Path, tmp_path: Path) -> None:
    whole, cut = start(tiny_weights), start(tiny_weights)
    for _ in walk(whole):
        pass
    steps = walk(cut)
    next(steps)
    next(steps)
    cut.save(tmp_path / "state.pt")
    again = start(tiny_weights)
    again.load(tmp_path / "state.pt")

    for _ in walk(again):
        pass

    assert again.turn == whole.turn == 6
    for one, other in zip(whole.masters.full, again.masters.full, strict=True):
        assert torch.allclose(one, other, atol=1e-6)
