"""Nearly the same text? MinHash finds candidates, the shared word triples decide.  (pure)"""

from hashlib import blake2b

from rensa import RMinHash

from pipeline.folding import fold, split_words

ALIKE = 0.7  # the least share of common triples that makes two texts one
LEAST_WORDS = 12  # shorter texts share too much by chance
_ROWS, _BANDS = 6, 21  # texts that share ALIKE of their triples share a band in 93 of 100 cases
_SEED = 20_260_301  # changing it or the numbers above makes stored bands worthless


def bands(text: str) -> list[str]:
    """Short marks of a text; texts that are nearly the same share at least one of them."""
    triples = _triples(text)
    if not triples:
        return []
    hashed = RMinHash(num_perm=_ROWS * _BANDS, seed=_SEED)
    hashed.update(sorted(triples))
    digest = hashed.digest()
    return [_mark(band, digest[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS)]


def likeness(one: str, other: str) -> float:
    """The share of word triples that two texts have in common."""
    ours, theirs = _triples(one), _triples(other)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _triples(text: str) -> frozenset[str]:
    words = split_words(fold(text))
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(" ".join(words[at : at + 3]) for at in range(len(words) - 2))


def _mark(band: int, rows: list[int]) -> str:
    content = f"{band}:{','.join(map(str, rows))}".encode()
    return blake2b(content, digest_size=8).hexdigest()
