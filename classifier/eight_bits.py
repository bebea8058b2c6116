"""Layers of the encoder that multiply 8-bit integers: half the time of bf16, the same verdicts.

Values become bytes before each product. Behind a layer norm each channel is shifted to its middle
and divided by a factor that its column of weights takes over (SmoothQuant, arXiv 2211.10438).
Behind the activation function single tokens are far larger than others: each has its own scale.
"""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from classifier.attention import mix
from classifier.network import JudgeNetwork
from classifier.packing import pack_8
from classifier.ranges import Ranges

SHARE = 0.9  # of a channel's reach that its column of weights takes over
LARGEST, ZERO, STEPS = 127, 128, 255  # a byte stands for -128 to 127, or for 0 to 255
LEAST = 0.17  # GELU is never less than minus this


class Product:
    """A matrix in 8 bits that multiplies rows of bytes, and a bias; `zero` is the byte of 0."""

    def __init__(self, matrix: Tensor, bias: Tensor, zero: int = ZERO) -> None:
        codes, scale = pack_8(matrix)
        self.codes = torch.ops.onednn.qlinear_prepack(codes, None)
        self.scale = scale.flatten().float()
        self.zeros = torch.zeros(len(matrix), dtype=torch.int64)
        self.bias, self.zero = bias, zero

    def __call__(self, rows: Tensor, kind: torch.dtype, then: str = "none") -> Tensor:
        """The product in numbers of this kind, after a function if one is named."""
        found: Tensor = torch.ops.onednn.qlinear_pointwise(
            rows, 1.0, self.zero, self.codes, self.scale, self.zeros, self.bias,
            1.0, 0, kind, then, [], "none",
        )  # fmt: skip
        return found

    def add(self, rows: Tensor, other: Tensor) -> Tensor:
        """The product and other numbers together."""
        found: Tensor = torch.ops.onednn.qlinear_pointwise.binary(
            rows, 1.0, self.zero, self.codes, self.scale, self.zeros, other, self.bias,
            1.0, 0, other.dtype, 1.0, 0, "add", 1.0, "none", [], "",
        )  # fmt: skip
        return found


class Spread:
    """A product whose inputs fill their bytes: channels are shifted and divided before it."""

    def __init__(self, matrix: Tensor, bias: Tensor, lowest: Tensor, highest: Tensor) -> None:
        middle = (lowest + highest) / 2
        factors = find_factors((highest - lowest) / 2, matrix)
        self.product = Product(matrix * factors, bias + matrix @ middle)
        self.times, self.plus = 1 / factors, -middle / factors

    def __call__(self, rows: Tensor, kind: torch.dtype, then: str = "none") -> Tensor:
        """The product of these rows of numbers, as `Product` gives it."""
        return self.product(to_bytes(torch.addcmul(self.plus, rows, self.times)), kind, then)


class PerToken:
    """A product whose inputs are outputs of GELU: each row has a scale of its own."""

    def __init__(self, matrix: Tensor, bias: Tensor) -> None:
        self.product = Product(matrix, torch.zeros_like(bias), zero=0)
        self.bias = bias - LEAST * matrix.sum(1)

    def add(self, rows: Tensor, other: Tensor) -> Tensor:
        """The product of these rows of numbers and other numbers together."""
        scale = rows.amax(1, keepdim=True).add_(LEAST).div_(STEPS)
        codes = to_bytes(torch.addcmul(LEAST / scale - ZERO, rows, 1 / scale))
        return torch.addcmul(other, self.product(codes, other.dtype), scale).add_(self.bias)


def to_bytes(values: Tensor) -> Tensor:
    """Numbers around zero as bytes around ZERO; `values` are changed."""
    signed = values.round_().clamp_(-ZERO, LARGEST).to(torch.int8)
    return signed.view(torch.uint8).bitwise_xor_(ZERO)  # adds ZERO; a cast to bytes is slow


def find_factors(reach: Tensor, matrix: Tensor) -> Tensor:
    """What to divide each channel by, so that none goes beyond LARGEST."""
    columns = matrix.abs().amax(0).clamp_min(1e-4)
    factors = reach.clamp_min(1e-4) ** SHARE / columns ** (1 - SHARE)
    return factors * (reach.clamp_min(1e-4) / factors).max() / LARGEST


class EightBitLayer(BertLayer):  # type: ignore[no-untyped-call]
    """A layer of the encoder; between products in floats, attention in `kind`."""

    def __init__(self, layer: BertLayer, ranges: Ranges, kind: torch.dtype) -> None:
        nn.Module.__init__(self)  # none of the weights of a plain layer
        own, mix = layer.attention.self, layer.attention.output
        self.kind, self.heads = kind, own.num_attention_heads
        self.mix_norm, self.norm = mix.LayerNorm, layer.output.LayerNorm
        reach = ranges.highest[1].maximum(-ranges.lowest[1])
        factors = find_factors(reach, mix.dense.weight)
        self.mix = Product(mix.dense.weight * factors, mix.dense.bias)
        # The scale of attention and the factors of what it mixes cost nothing in the weights.
        parts = ((own.query, own.scaling), (own.key, 1.0), (own.value, 1 / factors[:, None]))
        matrix = torch.cat([part.weight * by for part, by in parts])
        bias = torch.cat([own.query.bias * own.scaling, own.key.bias, own.value.bias / factors])
        self.ask = Spread(matrix, bias, ranges.lowest[0], ranges.highest[0])
        wide, narrow = layer.intermediate.dense, layer.output.dense
        self.widen = Spread(wide.weight, wide.bias, ranges.lowest[2], ranges.highest[2])
        self.narrow = PerToken(narrow.weight, narrow.bias)

    def forward(
        self, hidden_states: Tensor, attention_mask: Tensor | None = None, *_: object, **__: object
    ) -> Tensor:
        """The states of each token after this layer."""
        shape = hidden_states.shape
        states = hidden_states.float().reshape(-1, shape[-1])
        asked = self.ask(states, self.kind).view(*shape[:2], -1)
        mixed = mix(asked, self.heads, attention_mask)
        states = _norm(self.mix.add(to_bytes(mixed.float()), states), self.mix_norm)
        wide = self.widen(states, torch.float32, "gelu")
        return _norm(self.narrow.add(wide, states), self.norm).view(shape)


def _norm(values: Tensor, norm: nn.LayerNorm) -> Tensor:
    return functional.layer_norm(values, norm.normalized_shape, norm.weight, norm.bias, norm.eps)


def to_eight_bits(network: JudgeNetwork, ranges: Sequence[Ranges], kind: torch.dtype) -> None:
    """Put layers that multiply integers in place of a network's layers, which are in floats."""
    layers = network.encoder.encoder.layer
    for number, known in enumerate(ranges):
        layers[number] = EightBitLayer(cast(BertLayer, layers[number]), known, kind)
