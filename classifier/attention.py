"""What each token takes from the others: the middle of a layer, however its products are made."""

from torch import Tensor


def mix(asked: Tensor, heads: int, mask: Tensor | None) -> Tensor:
    """Queries, keys and values side by side for each token in, a row for each token out.

    The scale is already in the queries. Sums are of floats whatever the numbers: as exact, and
    on processors a third of the time.
    """
    split = asked.view(*asked.shape[:2], 3, heads, -1)
    queries, keys, values = split.permute(2, 0, 3, 1, 4)
    chances = (queries @ keys.transpose(2, 3)).float()
    if mask is not None:
        chances.add_(mask)
    mixed: Tensor = chances.softmax(-1).to(asked.dtype) @ values
    return mixed.transpose(1, 2).flatten(2).flatten(0, 1)
