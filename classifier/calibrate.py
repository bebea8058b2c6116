"""From logits to probabilities that mean what they say: one temperature and bias for each head."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from classifier.heads import UNKNOWN


@dataclass(frozen=True)
class Calibration:
    """What a head's logits are divided by, and what is added to them then."""

    temperature: float
    bias: tuple[float, ...]

    def then(self, later: "Calibration") -> "Calibration":
        """This calibration and a later one of its outcome as one."""
        pairs = zip(self.bias, later.bias, strict=True)
        return Calibration(
            self.temperature * later.temperature,
            tuple(round(mine / later.temperature + its, 4) for mine, its in pairs),
        )

    def apply(self, logits: Tensor) -> Tensor:
        """The probabilities of each label."""
        return (logits / self.temperature + torch.tensor(self.bias)).softmax(-1)


def neutral_calibration(labels: int) -> Calibration:
    """The calibration that changes nothing."""
    return Calibration(1.0, (0.0,) * labels)


def fit(
    logits: Tensor, labels: Tensor, weights: Tensor | None = None, caution: float = 1e-3
) -> Calibration:
    """The temperature and bias under which these labels are likeliest.

    Caution draws both toward changing nothing, and keeps the bias of a label that never occurs
    from running to minus infinity.
    """
    known = labels != UNKNOWN
    if not bool(known.any()):
        return neutral_calibration(logits.shape[1])
    logits, labels = logits[known].double(), labels[known]
    shares = torch.ones(len(labels)).double() if weights is None else weights[known].double()
    log_temperature = torch.zeros((), dtype=torch.double, requires_grad=True)
    bias = torch.zeros(logits.shape[1], dtype=torch.double, requires_grad=True)
    search = torch.optim.LBFGS([log_temperature, bias], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        answers = logits / log_temperature.exp() + bias
        losses = functional.cross_entropy(answers, labels, reduction="none")
        far = bias.square().sum() + log_temperature.square()
        total = (losses * shares).sum() / shares.sum() + caution * far
        total.backward()  # type: ignore[no-untyped-call]
        return total

    search.step(loss)  # type: ignore[no-untyped-call]
    centred = (bias - bias.mean()).detach().tolist()
    temperature = float(log_temperature.detach().exp())
    return Calibration(temperature, tuple(round(value, 4) for value in centred))


def even_weights(groups: Sequence[str]) -> Tensor:
    """Weights that give every group of rows (a set, a language) the same say."""
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    return torch.tensor([1.0 / sizes[group] for group in groups])
