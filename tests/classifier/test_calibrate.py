"""Calibration makes probabilities mean what they say."""

import pytest
import torch

from classifier.calibrate import even_weights, fit, neutral_calibration
from classifier.heads import UNKNOWN
from classifier.scores import calibration_error


def overconfident(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits four times too large, and the labels they were drawn for."""
    torch.manual_seed(5)
    honest = torch.randn(count, 3)
    labels = torch.multinomial((honest + torch.tensor([0.5, 0.0, -0.5])).softmax(1), 1)[:, 0]
    return honest * 4, labels


def test_the_temperature_and_bias_behind_the_labels_are_found() -> None:
    found = fit(*overconfident(20_000))

    assert found.temperature == pytest.approx(4, rel=0.1)
    assert found.bias == pytest.approx((0.5, 0.0, -0.5), abs=0.1)


def test_calibrated_certainty_is_honest() -> None:
    logits, labels = overconfident(40_000)
    before = logits.softmax(1).max(1)
    after = fit(logits[:20_000], labels[:20_000]).apply(logits[20_000:]).max(1)

    def error(best: torch.return_types.max, truth: torch.Tensor) -> float:
        return calibration_error(best.values.tolist(), (best.indices == truth).tolist())

    assert error(before, labels) > 0.15
    assert error(after, labels[20_000:]) < 0.03


def test_rows_without_a_label_do_not_count() -> None:
    logits, labels = overconfident(2_000)
    gaps = torch.cat([labels, torch.full((500,), UNKNOWN)])

    assert fit(torch.cat([logits, torch.randn(500, 3)]), gaps) == fit(logits, labels)


def test_without_labels_nothing_changes() -> None:
    logits = torch.randn(4, 3)
    found = fit(logits, torch.full((4,), UNKNOWN))

    assert found == neutral_calibration(3)
    assert torch.allclose(found.apply(logits), logits.softmax(1))


def test_a_label_that_never_occurs_keeps_a_finite_bias() -> None:
    found = fit(torch.zeros(100, 3), torch.tensor([0, 1] * 50))

    assert all(abs(bias) < 10 for bias in found.bias)


def test_every_group_has_the_same_say() -> None:
    weights = even_weights(["a", "a", "a", "b"])

    assert weights[:3].sum() == pytest.approx(weights[3].item())
