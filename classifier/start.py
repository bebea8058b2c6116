"""The start of a training run: the base model, cut down to the vocabulary worth keeping."""

import itertools
import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoTokenizer, BertModel

from classifier.card import TOKENIZER, replacing
from classifier.data import Example
from classifier.network import JudgeNetwork, configure, describe_shape
from classifier.plan import Plan
from classifier.prepare import prepare
from classifier.vocabulary import count_pieces, prune

log = logging.getLogger(__name__)


def list_words(count: int) -> Iterator[str]:
    """The most common words of every language that has a list."""
    from wordfreq import available_languages, top_n_list

    for language in sorted(available_languages("small")):  # some 30,000 words each
        yield from top_n_list(language, count, "small")


def choose_pieces(tokenizer: Tokenizer, texts: Iterable[str], words: int, uses: int) -> set[int]:
    """Pieces the training texts use so often, or a common word of any language uses."""
    used = {piece for piece, times in count_pieces(tokenizer, texts).items() if times >= uses}
    common = list_words(words)
    forms = itertools.chain.from_iterable((word, word.capitalize()) for word in common)
    return used | set(count_pieces(tokenizer, forms))


def keep_start(base: str, sets: dict[str, list[Example]], plan: Plan, folder: Path) -> JudgeNetwork:
    """The network training starts from; made once for a folder, read again after a cut."""
    kept = folder / "start.safetensors"
    if not kept.exists():
        network = _make_start(base, sets, plan, folder)
        with replacing(kept) as part:
            save_file(network.state_dict(), part, metadata={"shape": json.dumps(_shape(network))})
        return network
    with safe_open(kept, "pt") as parts:
        network = JudgeNetwork(configure(json.loads(parts.metadata()["shape"])))
    network.load_state_dict(load_file(kept))
    return network


def _shape(network: JudgeNetwork) -> dict[str, int | float | str]:
    return describe_shape(network.encoder.config)


def _make_start(
    base: str, sets: dict[str, list[Example]], plan: Plan, folder: Path
) -> JudgeNetwork:
    """The base model's encoder with the vocabulary kept; its tokenizer is saved beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "base_tokenizer.json"
    AutoTokenizer.from_pretrained(base).backend_tokenizer.save(str(whole))
    texts = (prepare(row.text)[0] for rows in sets.values() for row in rows)
    keep = choose_pieces(Tokenizer.from_file(str(whole)), texts, plan.keep_words, plan.keep_uses)
    kept = prune(whole, folder / TOKENIZER, keep)
    whole.unlink()
    log.info("vocabulary kept=%d", len(kept))
    return _transplant(base, kept)


def _transplant(base: str, kept: list[int]) -> JudgeNetwork:
    encoder = BertModel.from_pretrained(base, add_pooling_layer=False)
    settings = encoder.config.to_dict() | {"vocab_size": len(kept)}
    network = JudgeNetwork(configure(settings))
    state = encoder.state_dict()
    name = "embeddings.word_embeddings.weight"
    state[name] = state[name][torch.tensor(kept)]
    network.encoder.load_state_dict(state)
    return network
