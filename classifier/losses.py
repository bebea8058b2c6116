"""What a batch costs: how far the answers are from its labels, and from a teacher's answers."""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from classifier.batches import Batch
from classifier.heads import HEADS, UNKNOWN
from classifier.plan import Plan

USUAL_ROWS = 64  # losses are summed and divided by this, so that a row weighs the same in any batch


def measure_distance(
    logits: Mapping[str, Tensor], taught: Mapping[str, Tensor], batch: Batch, plan: Plan
) -> Tensor:
    """How far the answers are from a teacher's (Hinton and others 2015, at temperature 1).

    Labels speak for themselves; only of sentiment, where sets differ in what they mean, the
    teacher is heard beside them.
    """
    total = torch.zeros(())
    for head in HEADS:
        losses = functional.kl_div(
            logits[head].log_softmax(-1), taught[head].softmax(-1), reduction="none"
        ).sum(-1)
        if head != "sentiment":
            losses = losses * (batch.labels[head] == UNKNOWN)
        total = total + plan.losses.get(head, 1.0) * losses.sum() / USUAL_ROWS
    return total


def measure_loss(
    logits: Mapping[str, Tensor], batch: Batch, plan: Plan, sentiment: float = 1.0
) -> Tensor:
    """The weighted sum over heads, `sentiment` beside the plan's weight of that head.

    Rows without a label of a head add nothing to it.
    """
    total = torch.zeros(())
    for head in HEADS:
        labels = batch.labels[head]
        if not bool((labels != UNKNOWN).any()):
            continue
        given = logits[head] + batch.prior if head == "sentiment" else logits[head]
        smoothing = plan.label_smoothing if head in ("sentiment", "act") else 0.0
        losses = functional.cross_entropy(
            given, labels, ignore_index=UNKNOWN, label_smoothing=smoothing, reduction="none"
        )
        if head == "complaint":
            losses = losses * batch.complaint_weight
        if head == "sentiment":
            losses = losses * sentiment
        total = total + plan.losses.get(head, 1.0) * losses.sum() / USUAL_ROWS
    return total
