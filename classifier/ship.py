"""From a training run to a folder of weights: described, packed, its vocabulary cut to size."""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from classifier.card import TOKENIZER, Card, read_card
from classifier.model import EMBEDDINGS, WEIGHTS, save_weights
from classifier.network import JudgeNetwork, describe_shape
from classifier.packing import unpack
from classifier.vocabulary import prune

NAME = "otklik-judge"
LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors")


def describe(
    network: JudgeNetwork,
    max_tokens: int,
    data_digest: str,
    trained: str,
    languages: tuple[str, ...] = (),
) -> Card:
    """The description of a network just trained: not yet calibrated, without scores."""
    return Card(
        name=NAME,
        version=trained.replace("-", ".") or "0",
        encoder=describe_shape(network.encoder.config),
        max_tokens=max_tokens,
        languages=languages,
        data_digest=data_digest,
        trained=trained,
        libraries={library: version(library) for library in LIBRARIES},
    )


def write_weights(card: Card, network: JudgeNetwork, tokenizer: Path, folder: Path) -> None:
    """Write a trained network as weights to judge with."""
    save_weights(card, network.state_dict(), tokenizer, folder)


def shrink(source: Path, target: Path, keep: set[int]) -> int:
    """Write the weights again with only these pieces of words; returns how many stay."""
    card = read_card(source)
    state = unpack(load_file(source / WEIGHTS), torch.float32)
    target.mkdir(parents=True, exist_ok=True)
    kept = prune(source / TOKENIZER, target / "pruned.json", keep)
    state[EMBEDDINGS] = state[EMBEDDINGS][torch.tensor(kept)]
    smaller = replace(card, encoder={**card.encoder, "vocab_size": len(kept)})
    save_weights(smaller, state, target / "pruned.json", target)
    (target / "pruned.json").unlink()
    return len(kept)


def open_plain_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder of weights, cutting nothing."""
    return Tokenizer.from_file(str(folder / TOKENIZER))
