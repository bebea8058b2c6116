"""Layers of the encoder that compute in bf16 on processors, with fewer steps between products.

Where products take little time, as with AMX, those steps are half of it: queries, keys and values
are asked for at once, the activation function is part of its product, sums of attention are floats.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from classifier.attention import mix
from classifier.network import JudgeNetwork

BATCH = 1024  # rows the packed matrix is laid out for; others only cost a little time


class HalfFloatLayer(BertLayer):  # type: ignore[no-untyped-call]
    """A layer of the encoder in bf16."""

    def __init__(self, layer: BertLayer) -> None:
        nn.Module.__init__(self)  # none of the weights of a plain layer
        own, after = layer.attention.self, layer.attention.output
        self.heads = own.num_attention_heads
        # The scale of attention costs nothing in the weights.
        parts = ((own.query, own.scaling), (own.key, 1.0), (own.value, 1.0))
        self.ask = torch.cat([part.weight * by for part, by in parts])
        self.ask_bias = torch.cat([part.bias * by for part, by in parts])
        self.mixed, self.mix_norm = after.dense, after.LayerNorm
        wide = layer.intermediate.dense
        self.widen = torch.ops.mkldnn._reorder_linear_weight(wide.weight, BATCH)
        self.widen_bias = wide.bias
        self.narrow, self.norm = layer.output.dense, layer.output.LayerNorm

    def forward(
        self, hidden_states: Tensor, attention_mask: Tensor | None = None, *_: object, **__: object
    ) -> Tensor:
        """The states of each token after this layer."""
        asked = functional.linear(hidden_states, self.ask, self.ask_bias)
        mixed = mix(asked, self.heads, attention_mask).view_as(hidden_states)
        states = self.mix_norm(self.mixed(mixed).add_(hidden_states))
        wide = torch.ops.mkldnn._linear_pointwise(
            states, self.widen, self.widen_bias, "gelu", [], "none"
        )
        return cast(Tensor, self.norm(self.narrow(wide).add_(states)))


def to_half_floats(network: JudgeNetwork) -> None:
    """Put these layers in place of a network's layers, which are in bf16."""
    layers = network.encoder.encoder.layer
    for number, layer in enumerate(layers):
        layers[number] = HalfFloatLayer(cast(BertLayer, layer))
