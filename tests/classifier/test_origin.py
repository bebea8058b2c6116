"""The way back from a tuned encoder to its base: small, nearly exact, and used for vectors."""

import shutil
from pathlib import Path

import torch
from safetensors.torch import load, load_file

from classifier.model import WEIGHTS, copy_weights, load_judge
from classifier.origin import ORIGIN, compare, restore
from classifier.packing import unpack
from classifier.verdict import Reading

NAME = "encoder.encoder.layer.0.attention.self.query.weight"


def move(state: dict[str, torch.Tensor], directions: int) -> dict[str, torch.Tensor]:
    """A base from which training moved every matrix in so many directions, and norms a little."""
    torch.manual_seed(3)
    moved = {}
    for name, value in state.items():
        change = torch.randn(value.shape) * 0.1
        if value.ndim == 2:
            left, right = torch.randn(len(value), directions), torch.randn(directions, len(value.T))
            change = left @ right * 0.1 if "word_embeddings" not in name else 0 * change
        moved[name.removeprefix("encoder.")] = value + change
    return moved


def test_the_base_is_restored_from_few_directions(tiny_weights: Path) -> None:
    tuned = unpack(load_file(tiny_weights / WEIGHTS), torch.float32)
    base = move(tuned, directions=3)

    restored = restore(tuned, load(compare(tuned, base, rank=3)))

    apart = base[NAME.removeprefix("encoder.")]
    assert torch.allclose(restored[NAME], apart, atol=0.02)
    assert not torch.allclose(tuned[NAME], apart, atol=0.02)
    assert torch.equal(restored["answers.act.bias"], tuned["answers.act.bias"])


def test_vectors_are_the_base_s_and_verdicts_are_not(tiny_weights: Path, tmp_path: Path) -> None:
    plain, kept, copy = load_judge(tiny_weights), tmp_path / "kept", tmp_path / "copy"
    shutil.copytree(tiny_weights, kept)
    tuned = unpack(load_file(kept / WEIGHTS), torch.float32)
    (kept / ORIGIN).write_bytes(compare(tuned, move(tuned, directions=2)))
    copy_weights(kept, copy, plain.card, {})
    judge, text = load_judge(kept), "the courier was late"

    assert judge.vectors([text]) != plain.vectors([text])
    assert load_judge(copy).vectors([text]) == judge.vectors([text])
    assert len(judge.vectors([text])[0]) == 32
    assert judge.judge([Reading(text)]) == plain.judge([Reading(text)])
