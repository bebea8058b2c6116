"""Between which values the inputs of matrix products lie: what 8-bit products must know of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

RANGES = "ranges.safetensors"
INPUTS = ("attention.self.query", "attention.output.dense", "intermediate.dense")


@dataclass(frozen=True)
class Ranges:
    """The least and the largest value of each channel of a layer's inputs, a row for each."""

    lowest: Tensor
    highest: Tensor


def watch(layers: nn.ModuleList) -> Tensor:
    """Ranges that grow with every text the layers read: (2, layers, inputs, width)."""
    width = layers[0].get_submodule(INPUTS[0]).in_features
    seen = torch.zeros(2, len(layers), len(INPUTS), int(width))  # type: ignore[arg-type]
    for layer, module in enumerate(layers):
        for place, name in enumerate(INPUTS):
            module.get_submodule(name).register_forward_pre_hook(_widen(seen[:, layer, place]))
    return seen


def _widen(seen: Tensor) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
    def note(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        values = inputs[0].flatten(0, -2).float()
        seen[0] = seen[0].minimum(values.amin(0))
        seen[1] = seen[1].maximum(values.amax(0))

    return note


def write_ranges(seen: Tensor, path: Path) -> None:
    """Keep them beside the weights; of what attention mixes only how far it is from zero."""
    lowest, highest = seen.to(torch.float16)
    highest[:, 1] = highest[:, 1].maximum(-lowest[:, 1])
    save_file({"lowest": lowest[:, ::2].contiguous(), "highest": highest.contiguous()}, path)


def read_ranges(path: Path) -> list[Ranges]:
    """The ranges of every layer; none where they were never noted."""
    if not path.is_file():
        return []
    kept = {name: value.float() for name, value in load_file(path).items()}
    highest = kept["highest"]
    lowest = torch.stack([kept["lowest"][:, 0], -highest[:, 1], kept["lowest"][:, 1]], 1)
    return [Ranges(*pair) for pair in zip(lowest, highest, strict=True)]
