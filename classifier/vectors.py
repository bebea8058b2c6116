"""Where a text stands among others: the mean of what a layer of an encoder makes of its words.

The encoder as it was before training places texts by meaning in its last layer. Where only the
trained one is known, its last layers know little but the verdict; in the middle it still tells a
courier from a cash desk, if common words are weighed down.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from classifier.batches import encode, find_filler, pad, split
from classifier.network import JudgeNetwork
from classifier.prepare import prepare

LAYER = 5  # of 12, of a trained encoder
COMMON = 1e-3  # a word as frequent as this counts half
BATCH_TOKENS = 1024
FINEST = 127  # the largest number a signed byte holds


@dataclass(frozen=True)
class Placing:
    """What makes vectors: a network, what each token counts, the layer that is read."""

    network: JudgeNetwork
    weights: Tensor
    layer: int = LAYER
    sign: str = ""  # what the encoder is used to before a text


def weigh_all(tokenizer: Tokenizer) -> Tensor:
    """Every token counts the same."""
    return torch.ones(tokenizer.get_vocab_size())


def weigh_tokens(tokenizer: Tokenizer) -> Tensor:
    """How much each token tells: little where it is common, nothing where it is a sign of ours."""
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    if not isinstance(vocabulary, list):  # no probabilities in it: all words count the same
        return weigh_all(tokenizer)
    shares = torch.tensor([score for _, score in vocabulary]).exp()
    weights = COMMON / (COMMON + shares)
    weights[shares == 1.0] = 0.0  # <s>, <pad>, </s>, <unk>
    return weights


def find_vectors(
    placing: Placing, tokenizer: Tokenizer, texts: Sequence[str], where: str
) -> list[bytes]:
    """A vector for each text, one signed byte for each dimension; its length means nothing."""
    rows = encode(tokenizer, [prepare(placing.sign + text, None) for text in texts])
    found: list[bytes] = [b""] * len(rows)
    filler = find_filler(tokenizer)
    for group in split([len(row) for row in rows], BATCH_TOKENS):
        tokens, mask = pad([rows[number] for number in group], filler)
        with torch.inference_mode():
            states = _read_layer(placing, tokens.to(where), mask.to(where)).float().cpu()
        telling = (mask * placing.weights[tokens])[:, :, None]
        means = (states * telling).sum(1) / telling.sum(1).clamp_min(1e-9)
        for number, mean in zip(group, means, strict=True):
            found[number] = _pack(mean)
    return found


def _read_layer(placing: Placing, tokens: Tensor, mask: Tensor) -> Tensor:
    answer = placing.network.encoder(tokens, attention_mask=mask, output_hidden_states=True)
    states: tuple[Tensor, ...] = answer.hidden_states
    return states[min(placing.layer, len(states) - 1)]


def _pack(vector: Tensor) -> bytes:
    largest = float(vector.abs().max())
    scaled = vector / largest * FINEST if largest else vector
    return scaled.round().to(torch.int8).numpy().tobytes()
