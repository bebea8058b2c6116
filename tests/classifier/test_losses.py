"""Losses: masked where nothing is known, toward labels and toward a teacher."""

import pytest
import torch

from classifier.batches import Batch
from classifier.heads import HEADS, UNKNOWN
from classifier.losses import measure_distance, measure_loss
from classifier.plan import Plan, Stage

PLAN = Plan(seed=3, stage=(Stage("all", 64, {"tweets": 1.0}),))


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


def test_weak_complaints_count_less() -> None:
    strong, weak = batch(complaint=[1]), batch(complaint=[1])
    weak.complaint_weight[0] = 0.2

    light, heavy = (measure_loss(logits(1), one, PLAN).item() for one in (weak, strong))
    assert light == pytest.approx(0.2 * heavy)


def test_a_common_label_is_learnt_less_the_commoner_it_is_in_its_set() -> None:
    plain, adjusted = batch(sentiment=[0]), batch(sentiment=[0])
    adjusted.prior[0] = torch.tensor([0.9, 0.05, 0.05]).log()

    assert measure_loss(logits(1), adjusted, PLAN) < measure_loss(logits(1), plain, PLAN)
