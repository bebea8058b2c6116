"""Where a text stands among others: the mean of what a middle layer makes of its telling words.

The last layers know little but the verdict. In the middle the encoder still tells a courier from
a cash desk; common words are weighed down, or every text would point the same way.
"""

import json
from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor

from classifier.batches import encode, find_filler, pad, split
from classifier.network import JudgeNetwork
from classifier.prepare import prepare

LAYER = 5  # of 12; docs/finding.md has the trial
COMMON = 1e-3  # a word as frequent as this counts half
BATCH_TOKENS = 1024
FINEST = 127  # the largest number a signed byte holds


def weigh_tokens(tokenizer: Tokenizer) -> Tensor:
    """How much each token tells: little where it is common, nothing where it is a sign of ours."""
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    if not isinstance(vocabulary, list):  # no probabilities in it: all words count the same
        return torch.ones(tokenizer.get_vocab_size())
    shares = torch.tensor([score for _, score in vocabulary]).exp()
    weights = COMMON / (COMMON + shares)
    weights[shares == 1.0] = 0.0  # <s>, <pad>, </s>, <unk>
    return weights


def find_vectors(
    network: JudgeNetwork, tokenizer: Tokenizer, weights: Tensor, texts: Sequence[str], where: str
) -> list[bytes]:
    """A vector for each text, one signed byte for each dimension; its length means nothing."""
    rows = encode(tokenizer, [prepare(text, None) for text in texts])
    found: list[bytes] = [b""] * len(rows)
    filler = find_filler(tokenizer)
    for group in split([len(row) for row in rows], BATCH_TOKENS):
        tokens, mask = pad([rows[number] for number in group], filler)
        with torch.inference_mode():
            states = _middle(network, tokens.to(where), mask.to(where)).float().cpu()
        telling = (mask * weights[tokens])[:, :, None]
        means = (states * telling).sum(1) / telling.sum(1).clamp_min(1e-9)
        for number, mean in zip(group, means, strict=True):
            found[number] = _pack(mean)
    return found


def _middle(network: JudgeNetwork, tokens: Tensor, mask: Tensor) -> Tensor:
    answer = network.encoder(tokens, attention_mask=mask, output_hidden_states=True)
    states: tuple[Tensor, ...] = answer.hidden_states
    return states[min(LAYER, len(states) - 1)]


def _pack(vector: Tensor) -> bytes:
    largest = float(vector.abs().max())
    scaled = vector / largest * FINEST if largest else vector
    return scaled.round().to(torch.int8).numpy().tobytes()
