"""The network itself: a small multilingual encoder and one head for each question."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from classifier.heads import HEADS


class JudgeNetwork(nn.Module):
    """An encoder whose token states each head weighs in its own way before it answers."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.weigh = nn.Linear(config.hidden_size, len(HEADS))
        self.answers = nn.ModuleDict(
            {head: nn.Linear(config.hidden_size, len(labels)) for head, labels in HEADS.items()}
        )
        nn.init.zeros_(self.weigh.weight)  # at first every head reads the plain mean
        nn.init.zeros_(self.weigh.bias)

    def forward(self, tokens: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """The logits of every head, one row for each text."""
        return self.answer(self.pool(tokens, mask))

    def pool(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """What each head reads of each text before it answers: (texts, heads, width)."""
        states = self.encoder(tokens, attention_mask=mask).last_hidden_state.float()
        return torch.einsum("bth,btd->bhd", self.weights(states, mask), states)

    def weights(self, states: Tensor, mask: Tensor) -> Tensor:
        """What each token counts for each head: (texts, tokens, heads)."""
        scores: Tensor = self.weigh(states).masked_fill(mask[:, :, None] == 0, -torch.inf)
        return scores.softmax(1)

    def answer(self, pooled: Tensor) -> dict[str, Tensor]:
        """The logits of every head, from what it reads."""
        return {
            head: answer(pooled[:, number])
            for number, (head, answer) in enumerate(self.answers.items())
        }


SHAPE = (
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "type_vocab_size",
    "layer_norm_eps",
    "pad_token_id",
    "hidden_act",
)


def describe_shape(config: BertConfig) -> dict[str, int | float | str]:
    """What must be known to build an encoder of the same shape."""
    return {key: getattr(config, key) for key in SHAPE}


def configure(settings: Mapping[str, Any]) -> BertConfig:
    """The encoder's shape; without dropout, and with the attention fastest on short texts."""
    config = BertConfig(**{key: settings[key] for key in SHAPE})
    config.hidden_dropout_prob = 0.0
    config.attention_probs_dropout_prob = 0.0
    config._attn_implementation = "eager"
    return config
