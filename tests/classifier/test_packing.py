"""Weights are packed into few bits and come back almost as they were."""

import torch

from classifier.packing import pack, pack_4, pack_8, unpack, unpack_4


def test_what_came_from_four_bits_goes_back_without_loss() -> None:
    torch.manual_seed(1)
    codes = torch.randint(-8, 8, (5, 2, 32)).float()
    codes[:, :, 0] = -8  # the furthest value of a block
    matrix = (codes * torch.tensor([0.5, 0.25])[None, :, None]).reshape(5, 64)

    assert torch.equal(unpack_4(*pack_4(matrix)).float(), matrix)


def test_empty_rows_stay_empty() -> None:
    assert unpack_4(*pack_4(torch.zeros(2, 32))).abs().sum() == 0


def test_eight_bits_are_off_by_at_most_half_a_step() -> None:
    matrix = torch.randn(16, 300)
    codes, scale = pack_8(matrix)

    assert ((codes.float() * scale - matrix).abs() <= scale / 2 + 1e-6).all()


def test_every_tensor_comes_back_in_its_place() -> None:
    torch.manual_seed(1)
    state = {
        "words": torch.randn(100, 64),
        "matrix": torch.randn(256, 256),
        "bias": torch.randn(7),
        "count": torch.tensor([3]),
    }
    found = unpack(pack(state, "words"), torch.float32)

    assert set(found) == set(state)
    assert torch.equal(found["count"], state["count"])
    for name, loss in (("words", 0.12), ("matrix", 0.01), ("bias", 0.01)):
        assert (found[name] - state[name]).norm() < loss * state[name].norm()


def test_packed_weights_are_small() -> None:
    packed = pack({"words": torch.randn(1000, 384), "matrix": torch.randn(384, 384)}, "words")
    size = sum(value.numel() * value.element_size() for value in packed.values())

    assert size < 1000 * 384 * 0.57 + 384 * 384 + 384 * 4 + 1
