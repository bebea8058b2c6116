"""Rows become batches of one size, with labels and brands beside them."""

import random
from pathlib import Path

from classifier.batches import build_batches, name_brand, open_tokenizer, pad, split, thin
from classifier.data import Example
from classifier.heads import UNKNOWN
from classifier.plan import Plan, Stage

PLAN = Plan(seed=1, stage=(Stage("all", 10, {"a": 1.0}),), batch_tokens=64, prior_strength=1.0)


def test_batches_hold_at_most_the_budget_and_every_row_once() -> None:
    lengths = [random.Random(n).randint(1, 40) for n in range(300)]

    groups = list(split(lengths, budget=200))

    assert sorted(number for group in groups for number in group) == list(range(300))
    assert all(len(group) * max(lengths[n] for n in group) <= 200 for group in groups)


def test_a_row_longer_than_the_budget_stands_alone() -> None:
    assert list(split([500, 1, 1], budget=100)) == [[1, 2], [0]]


def test_padding_is_masked() -> None:
    tokens, mask = pad([[5, 6, 7], [8]], filler=1)

    assert tokens.tolist() == [[5, 6, 7], [8, 1, 1]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_thinning_spares_marks_and_short_texts() -> None:
    tokens = [0, *range(10, 1010), 2]

    thinned = thin(tokens, 0.1, frozenset({0, 2}), random.Random(1))

    assert 860 < len(thinned) < 940
    assert (thinned[0], thinned[-1]) == (0, 2)
    assert thin([0, 10, 11, 2], 0.9, frozenset({0, 2}), random.Random(1)) == [0, 10, 11, 2]


def test_long_texts_are_cut_but_not_the_brand(tiny_weights: Path) -> None:
    tokenizer = open_tokenizer(str(tiny_weights / "tokenizer.json"), 20)

    encoding = tokenizer.encode("a" * 100, "bank")

    assert len(encoding.ids) == 20
    assert encoding.tokens[-5:-1] == ["▁b", "a", "n", "k"]


def test_batches_carry_labels_weights_and_priors(tiny_weights: Path) -> None:
    tokenizer = open_tokenizer(str(tiny_weights / "tokenizer.json"), 20)
    rows = [
        Example("good", "en", "a", sentiment=2),
        Example("bad", "en", "b", complaint=1, complaint_weight=0.2),
    ]

    (batch,) = build_batches(rows, PLAN, tokenizer, {"a": (0.5, 0.25, 0.25)}, random.Random(1))

    found = {
        (int(s), int(c), round(float(w), 2), round(float(p.exp()[0]), 2))
        for s, c, w, p in zip(
            batch.labels["sentiment"],
            batch.labels["complaint"],
            batch.complaint_weight,
            batch.prior,
            strict=True,
        )
    }
    assert found == {(2, UNKNOWN, 1.0, 0.5), (UNKNOWN, 1, 0.2, 0.33)}


def test_sets_of_targets_always_tell_the_target() -> None:
    row = Example("text", "en", "a_target", brand="Nordbank")

    assert {name_brand(row, PLAN, random.Random(n)) for n in range(20)} == {"Nordbank"}


def test_a_brand_known_for_a_whole_text_is_told_now_and_then() -> None:
    row = Example("text", "en", "a", brand="Nordbank")

    assert {name_brand(row, PLAN, random.Random(n)) for n in range(20)} == {"Nordbank", None}


def test_texts_of_the_act_set_are_given_a_word_of_theirs_now_and_then() -> None:
    row = Example("the card is blocked", "en", "acts")

    given = {name_brand(row, PLAN, random.Random(n)) for n in range(60)}

    assert None in given
    assert given - {None} <= {"the", "card", "blocked"}
