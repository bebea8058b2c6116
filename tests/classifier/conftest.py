"""A tiny transformer for the tests: random weights, letters for a vocabulary."""

import string
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("torch") is None:  # the transformer is an extra; its tests need it
    names = "adapt batches calibrate evaluate model model_cli origin packing train weights"
    collect_ignore = [f"test_{name}.py" for name in names.split()]

LETTERS = string.ascii_lowercase + "абвгдежзийклмнопрстуфхцчшщъыьэюя.,!?@# 0123456789"


def write_tokenizer(path: Path) -> int:
    """A tokenizer that knows single letters; returns the size of its vocabulary."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS.replace(" ", "")]
    pieces += [*sorted({f"▁{letter}" for letter in LETTERS if letter.isalpha()}), "<mask>"]
    vocabulary = [(piece, -float(number % 7)) for number, piece in enumerate(pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(path))
    return len(pieces)


def tiny_shape(vocabulary: int) -> dict[str, int | float | str]:
    """An encoder of one narrow layer."""
    return {
        "vocab_size": vocabulary,
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 128,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 1,
        "hidden_act": "gelu",
    }


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of weights that `load_judge` reads."""
    import torch

    from classifier.card import Card
    from classifier.device import Device
    from classifier.model import load_judge, save_weights
    from classifier.network import JudgeNetwork, configure
    from classifier.ranges import RANGES, watch, write_ranges
    from classifier.verdict import Reading

    folder = tmp_path_factory.mktemp("tiny")
    shape = tiny_shape(write_tokenizer(folder / "letters.json"))
    torch.manual_seed(7)
    network = JudgeNetwork(configure(shape))
    card = Card("tiny", "1", shape, max_tokens=40, languages=("en", "ru"))
    save_weights(card, network.state_dict(), folder / "letters.json", folder / "weights")
    judge = load_judge(folder / "weights", device=Device("cpu", torch.float32))
    seen = watch(judge.network.encoder.encoder.layer)
    judge.compute([Reading("nothing works again"), Reading("спасибо за помощь")])
    write_ranges(seen, folder / "weights" / RANGES)
    return folder / "weights"


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a base model, as a model hub would give it."""
    import torch
    from transformers import BertModel, PreTrainedTokenizerFast

    from classifier.network import configure

    folder = tmp_path_factory.mktemp("base")
    size = write_tokenizer(folder / "tokenizer.json")
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(folder / "tokenizer.json"), pad_token="<pad>", unk_token="<unk>"
    ).save_pretrained(folder)
    torch.manual_seed(7)
    BertModel(configure(tiny_shape(size)), add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture
def make_data(tmp_path: Path) -> Callable[[], Path]:
    """Writes a small collection of sets: umsab-like tweets, Russian brands, acts."""

    def make() -> Path:
        import gzip
        import json

        sentiments = ["negative", "neutral", "positive"]
        for part in ("train", "dev"):
            (tmp_path / "data" / part).mkdir(parents=True)
            rows = [
                {
                    "text": f"{part} {sentiments[n % 3]} {'abc'[n % 3] * 4} {n}",
                    "lang": "en" if n % 2 else "de",
                    "sentiment": sentiments[n % 3],
                    "complaint": None,
                    "target": "abc" if n % 4 == 0 else None,
                }
                for n in range(48)
            ]
            acts = [
                {
                    "text": f"{part} {act} {n}",
                    "lang": "ru",
                    "act": act,
                    "theme": "price",
                    "severity": 2 if act == "complaint" else 0,
                }
                for n, act in enumerate(["complaint", "other", "praise", "question"] * 6)
            ]
            (tmp_path / "data" / "acts").mkdir(exist_ok=True)
            for path, content in (
                (tmp_path / "data" / part / "umsab.jsonl.gz", rows),
                (tmp_path / "data" / "acts" / f"{part}.jsonl.gz", acts),
            ):
                with gzip.open(path, "wt", encoding="utf-8") as out:
                    out.writelines(json.dumps(row) + "\n" for row in content)
        return tmp_path / "data"

    return make
