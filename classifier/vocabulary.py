"""Which pieces of words the transformer keeps: a tokenizer cut down to what its languages use."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each piece of the vocabulary is used by these texts."""
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 4096:
            counts.update(_pieces(tokenizer, batch))
            batch.clear()
    counts.update(_pieces(tokenizer, batch))
    return counts


def _pieces(tokenizer: Tokenizer, texts: list[str]) -> Iterable[int]:
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        yield from encoding.ids


def prune(source: Path, target: Path, keep: set[int]) -> list[int]:
    """Write a tokenizer that knows only the pieces kept; return their old numbers in order.

    Single characters stay in any case, so that no script falls apart into unknowns.
    """
    plan = json.loads(source.read_text(encoding="utf-8"))
    entries = plan["model"]["vocab"]
    special = {number for number, (piece, _) in enumerate(entries) if piece in SPECIAL}
    added = {token["id"] for token in plan["added_tokens"]}
    kept = [
        number
        for number, (piece, _) in enumerate(entries)
        if number in keep or number in special or number in added or len(piece.lstrip("▁")) <= 1
    ]
    new = {old: position for position, old in enumerate(kept)}
    plan["model"]["vocab"] = [entries[old] for old in kept]
    plan["model"]["unk_id"] = new[plan["model"]["unk_id"]]
    for token in plan["added_tokens"]:
        token["id"] = new[token["id"]]
    for described in plan["post_processor"]["special_tokens"].values():
        described["ids"] = [new[old] for old in described["ids"]]
    target.write_text(json.dumps(plan, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return kept
