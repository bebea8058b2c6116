"""What training took from the encoder, kept small: with it texts of one meaning stand together.

The encoder that training begins with was made to place texts by meaning; the judge's own forgets
that for its verdicts. They differ in few directions, so a low-rank difference brings it back.
"""

from collections.abc import Mapping

import torch
from safetensors.torch import save
from torch import Tensor

from classifier.packing import pack_8

ORIGIN = "origin.safetensors"
RANK = 16  # directions kept of each matrix; docs/model.md has the trial
LEFT, RIGHT, MOVED = ":left", ":right", ":moved"
LAYERS, NORM = "encoder.encoder.layer.", "LayerNorm"


def compare(tuned: Mapping[str, Tensor], base: Mapping[str, Tensor], rank: int = RANK) -> bytes:
    """How to come from the tuned encoder to its base, as a file.

    What comes before the first layer hardly moved and is left as it is.
    """
    packed: dict[str, Tensor] = {}
    for name, value in tuned.items():
        if not name.startswith(LAYERS) and NORM not in name:
            continue
        apart = base[name.removeprefix("encoder.")].float() - value.float()
        if apart.ndim == 2:
            packed |= _cut(name, apart, rank)
        else:
            packed[name + MOVED] = apart.to(torch.bfloat16)
    return save({name: value.contiguous() for name, value in packed.items()})


def _cut(name: str, apart: Tensor, rank: int) -> dict[str, Tensor]:
    """The directions in which two matrices differ most, in 8 bits."""
    left, sizes, right = torch.linalg.svd(apart, full_matrices=False)
    root = sizes[:rank].sqrt()[:, None]
    packed: dict[str, Tensor] = {}
    for side, rows in ((LEFT, left.T[:rank] * root), (RIGHT, right[:rank] * root)):
        packed[name + side], packed[f"{name}{side}:scale"] = pack_8(rows)
    return packed


def restore(state: Mapping[str, Tensor], origin: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tuned encoder's tensors as they were before training."""
    return {name: _restore(name, value, origin) for name, value in state.items()}


def _restore(name: str, value: Tensor, origin: Mapping[str, Tensor]) -> Tensor:
    if name + MOVED in origin:
        return (value.float() + origin[name + MOVED].float()).to(value.dtype)
    if name + LEFT not in origin:
        return value
    left, right = (
        origin[name + side].float() * origin[f"{name}{side}:scale"].float()
        for side in (LEFT, RIGHT)
    )
    return (value.float() + left.T @ right).to(value.dtype)
