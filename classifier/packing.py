"""Weights on disk: word embeddings in 4 bits, matrices in 8, the rest in bf16; safetensors only."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

BLOCK = 32  # values of an embedding row that share one scale
ROWS = 4096  # rows unpacked at a time


def pack(state: Mapping[str, Tensor], embeddings: str) -> dict[str, Tensor]:
    """Every tensor in the form it is shipped in; names tell the form."""
    packed: dict[str, Tensor] = {}
    for name, value in state.items():
        if name == embeddings:
            packed[f"{name}:4"], packed[f"{name}:scale4"] = pack_4(value)
        elif value.ndim == 2 and value.numel() >= 1 << 16:
            packed[f"{name}:8"], packed[f"{name}:scale8"] = pack_8(value)
        else:
            packed[name] = value.to(torch.bfloat16) if value.is_floating_point() else value
    return {name: value.contiguous() for name, value in packed.items()}


def unpack(packed: Mapping[str, Tensor], kind: torch.dtype) -> dict[str, Tensor]:
    """The tensors as the network takes them."""
    state: dict[str, Tensor] = {}
    for name, value in packed.items():
        plain, _, form = name.partition(":")
        if form == "4":
            state[plain] = unpack_4(value, packed[f"{plain}:scale4"]).to(kind)
        elif form == "8":
            state[plain] = (value.float() * packed[f"{plain}:scale8"].float()).to(kind)
        elif not form:
            # A copy, else one small tensor keeps the whole file in memory.
            state[plain] = value.to(kind if value.is_floating_point() else value.dtype, copy=True)
    return state


def pack_8(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Eight bits for each value, one scale for each row."""
    scale = (matrix.float().abs().amax(1, keepdim=True) / 127).clamp_min(1e-12)
    return (matrix.float() / scale).round().clamp(-127, 127).to(torch.int8), scale


def pack_4(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Four bits for each value, one scale for each block of 32 in a row.

    The value furthest from zero becomes -8 of its scale, so what came from such blocks before
    goes back into them without loss.
    """
    rows, width = matrix.shape
    blocks = matrix.float().reshape(rows, width // BLOCK, BLOCK)
    furthest = blocks.gather(2, blocks.abs().argmax(2, keepdim=True))
    scale = (furthest / -8).to(torch.float16)
    divisor = torch.where(scale == 0, torch.ones_like(scale), scale).float()
    codes = (blocks / divisor).round().clamp(-8, 7).add(8).to(torch.uint8)
    return (codes[..., :16] | codes[..., 16:] << 4).reshape(rows, width // 2), scale.squeeze(2)


def unpack_4(codes: Tensor, scale: Tensor) -> Tensor:
    """The matrix that `pack_4` packed; a few rows at a time, to need little memory."""
    rows, blocks = scale.shape
    matrix = torch.empty(rows, blocks, BLOCK, dtype=torch.bfloat16, device=codes.device)
    for start in range(0, rows, ROWS):
        part = slice(start, start + ROWS)
        pairs = codes[part].reshape(-1, blocks, BLOCK // 2)
        values = torch.cat([pairs & 15, pairs >> 4], 2).to(torch.int8) - 8
        matrix[part] = values * scale[part].to(torch.bfloat16)[..., None]
    return matrix.reshape(rows, blocks * BLOCK)


class PackedWords(nn.Module):
    """Word embeddings that stay packed in memory; only the rows of a batch are unpacked."""

    codes: Tensor
    scale: Tensor

    def __init__(self, codes: Tensor, scale: Tensor, kind: torch.dtype) -> None:
        super().__init__()
        self.kind = kind
        # Copies, else they keep the whole file in memory.
        self.register_buffer("codes", codes.clone(), persistent=False)
        self.register_buffer("scale", scale.clone(), persistent=False)

    def forward(self, numbers: Tensor) -> Tensor:
        """The embeddings of these tokens."""
        flat = numbers.flatten()
        found = unpack_4(self.codes[flat], self.scale[flat])
        return found.to(self.kind).reshape(*numbers.shape, -1)
