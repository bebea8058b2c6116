"""From rows to tensors: tokens sorted by length into batches of one size, labels beside them."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from classifier.data import ACT_SET, Example
from classifier.heads import HEADS
from classifier.plan import Plan
from classifier.prepare import MARK, prepare

SHORT = 8  # tokens; a text so short keeps them all
_WORD = re.compile(r"[#@]?\w{3,}")


@dataclass(frozen=True)
class Batch:
    """Texts read in one step, with what is known of them."""

    tokens: Tensor
    mask: Tensor
    labels: dict[str, Tensor]
    complaint_weight: Tensor
    prior: Tensor  # log-share of each sentiment in the set of the row, scaled

    def __len__(self) -> int:
        return len(self.tokens)


def open_tokenizer(path: str, max_tokens: int) -> Tokenizer:
    """A tokenizer that cuts texts; the brand beside them only where it is the longer of the two."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.enable_truncation(max_tokens, strategy="longest_first")
    return tokenizer


def find_filler(tokenizer: Tokenizer) -> int:
    """The number of the token that fills short rows."""
    number = tokenizer.token_to_id("<pad>")
    if number is None:
        raise ValueError("this tokenizer has no <pad>")
    return number


def encode(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[list[int]]:
    """The token numbers of texts, each with its brand if it has one."""
    inputs = [(text, brand) if brand else text for text, brand in pairs]
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(inputs)]


def pad(rows: Sequence[Sequence[int]], filler: int) -> tuple[Tensor, Tensor]:
    """Rows of tokens as one tensor, and the mask that tells tokens from filling."""
    width = max(len(row) for row in rows)
    tokens = torch.full((len(rows), width), filler, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for number, row in enumerate(rows):
        tokens[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return tokens, mask


def split(lengths: Sequence[int], budget: int, most: int = 256) -> Iterator[list[int]]:
    """Numbers of rows in order of length, in groups that pad to at most the budget of tokens."""
    group: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if group and ((len(group) + 1) * lengths[number] > budget or len(group) == most):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def thin(
    tokens: list[int], share: float, marks: frozenset[int], chance: random.Random
) -> list[int]:
    """Leave out a share of a text's tokens, so that none is learnt by heart; marks stay."""
    if not share or len(tokens) < SHORT:
        return tokens
    return [token for token in tokens if token in marks or chance.random() >= share]


def find_marks(tokenizer: Tokenizer) -> frozenset[int]:
    """The tokens that say where texts and brands begin and end."""
    found = (tokenizer.token_to_id(mark) for mark in ("<s>", "</s>", MARK))
    return frozenset(number for number in found if number is not None)


def name_brand(example: Example, plan: Plan, chance: random.Random) -> str | None:
    """The brand this row is shown with.

    A set made of targets always tells its target. A brand known for a whole text is told now
    and then; a text of the act set is given one of its own words as brand now and then, so
    that a brand beside the text does not upset the heads that need none.
    """
    if example.brand:
        told = example.dataset.endswith("_target") or chance.random() < plan.named_brand
        names = plan.sets.names.get(example.brand, (example.brand,))
        return chance.choice(names) if told else None
    if example.dataset == ACT_SET and chance.random() < plan.stray_brand:
        words = _WORD.findall(example.text[:300])
        return chance.choice(words) if words else None
    return None


def build_batches(
    rows: Sequence[Example],
    plan: Plan,
    tokenizer: Tokenizer,
    priors: Mapping[str, tuple[float, ...]],
    chance: random.Random,
) -> list[Batch]:
    """The batches of one turn, in random order."""
    pairs = [prepare(row.text, name_brand(row, plan, chance)) for row in rows]
    marks = find_marks(tokenizer)
    encoded = [
        thin(tokens, 0.0 if brand else plan.token_dropout, marks, chance)
        for tokens, (_, brand) in zip(encode(tokenizer, pairs), pairs, strict=True)
    ]
    filler = find_filler(tokenizer)
    groups = list(split([len(row) for row in encoded], plan.batch_tokens))
    chance.shuffle(groups)
    return [
        _batch([encoded[n] for n in group], [rows[n] for n in group], filler, priors, plan)
        for group in groups
    ]


def _batch(
    encoded: Sequence[Sequence[int]],
    rows: Sequence[Example],
    filler: int,
    priors: Mapping[str, tuple[float, ...]],
    plan: Plan,
) -> Batch:
    tokens, mask = pad(encoded, filler)
    even = (1 / 3, 1 / 3, 1 / 3)
    prior = torch.tensor([priors.get(row.dataset, even) for row in rows])
    return Batch(
        tokens,
        mask,
        labels={head: torch.tensor(_labels(rows, head)) for head in HEADS},
        complaint_weight=torch.tensor([row.complaint_weight for row in rows]),
        prior=plan.prior_strength * prior.log(),
    )


def _labels(rows: Iterable[Example], head: str) -> list[int]:
    return [getattr(row, head) for row in rows]
