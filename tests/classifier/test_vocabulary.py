"""A tokenizer cut down keeps its numbers in order and its single letters."""

from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

from classifier.vocabulary import count_pieces, prune


def test_pieces_are_counted(tiny_weights: Path) -> None:
    tokenizer = Tokenizer.from_file(str(tiny_weights / "tokenizer.json"))

    counts = count_pieces(tokenizer, ["aa", "a"])

    assert counts == Counter({tokenizer.token_to_id("▁a"): 2, tokenizer.token_to_id("a"): 1})


def test_a_pruned_tokenizer_reads_the_same_pieces(tiny_weights: Path, tmp_path: Path) -> None:
    whole = Tokenizer.from_file(str(tiny_weights / "tokenizer.json"))

    kept = prune(tiny_weights / "tokenizer.json", tmp_path / "pruned.json", keep=set())
    pruned = Tokenizer.from_file(str(tmp_path / "pruned.json"))

    before, after = whole.encode("cab", "b"), pruned.encode("cab", "b")
    assert before.tokens == after.tokens
    assert [kept[number] for number in after.ids] == before.ids
    assert pruned.token_to_id("<mask>") == len(kept) - 1
