"""How near are complaints? Vectors in the space of their like, and the words they share.  (pure)"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.folding import fold, split_words
from pipeline.inflection import inflect

Rows = npt.NDArray[np.float32]

LEAST_KNOWN = 60  # vectors from which it can be said what is common to all
EVENING = 1.0  # what is added to the spread in each direction before it is evened out
TWIN = 0.5  # the cosine from which of two complaints one says enough about all
TELLING = 100.0  # squared weights of shared stems that tell as much as the same meaning
TELLING_NAMES = 0.15  # of the same measure: names said in one complaint of fifty or fewer
MOST_CAPITALS = 0.4  # of the words of a text; with more they name nothing
STEM = 5  # letters of a word that stay the same in most of its forms

_WORD = re.compile(r"\w+")
_BEGINS = re.compile(r"(?:^|[.!?…\n])\W*$")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]{2,40})[»”“\"]")


def unpack(vectors: Sequence[bytes]) -> Rows:
    """Vectors as rows of length 1; all must be of one judge."""
    rows = np.frombuffer(b"".join(vectors), dtype=np.int8).reshape(len(vectors), -1)
    return _even(rows.astype(np.float32))


@dataclass(frozen=True)
class Space:
    """Where the vectors of a judge lie: their middle, and how much each direction tells."""

    middle: Rows
    evened: Rows  # a direction in which all complaints differ tells little of any two

    @classmethod
    def of(cls, rows: Rows) -> "Space | None":
        """The space that these rows lie in; None when they are too few to say."""
        if len(rows) < LEAST_KNOWN:
            return None
        rows = _without_twins(rows)
        middle = rows.mean(axis=0)
        sizes, directions = np.linalg.eigh((rows - middle).T @ (rows - middle))
        spread = np.maximum(sizes, 0) + EVENING * sizes.mean()
        return cls(middle, np.asarray(directions / np.sqrt(spread), dtype=np.float32))

    def place(self, rows: Rows) -> Rows:
        """The rows as they differ from each other, of length 1: their products are cosines."""
        return _even((rows - self.middle) @ self.evened)


def _without_twins(rows: Rows) -> Rows:
    """One of those that say nearly the same: or the event of the day would count as common."""
    apart = _even(rows - rows.mean(axis=0))
    near = apart @ apart.T >= TWIN
    kept = np.zeros(len(rows), dtype=bool)
    for number in range(len(rows)):
        kept[number] = not (near[number] & kept).any()
    return rows[kept]


def _even(rows: npt.NDArray[np.floating[Any]]) -> Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def stems(text: str) -> frozenset[str]:
    """The words of a text without their endings."""
    return frozenset(word[:STEM] for word in split_words(fold(text)) if len(word) > 2)


def names(text: str) -> frozenset[str]:
    """The stems of what a text names: capitals inside a sentence, what is quoted, numbers."""
    words = list(_WORD.finditer(text))
    capital = [met for met in words if met[0][0].isupper()]
    if len(capital) > MOST_CAPITALS * len(words):  # shouted, or a headline
        capital = []
    found = [met[0] for met in capital if not _BEGINS.search(text[: met.start()])]
    found += [met[0] for met in words if met[0].isdigit()]
    found += [word for met in _QUOTED.finditer(text) for word in _WORD.findall(met[1])]
    return stems(" ".join(found))


@lru_cache(maxsize=256)
def name_forms(brand: str) -> frozenset[str]:
    """The words of a brand's name in all their forms: they tell no complaint from another."""
    words = split_words(fold(brand))
    return frozenset(words).union(*(inflect(word, names_only=True) for word in words))


@dataclass(frozen=True)
class Said:
    """What a text says: the stems of its words, and which of them are names."""

    words: frozenset[str]
    named: frozenset[str]

    @classmethod
    def of(cls, text: str, brand: str) -> "Said":
        """All but the brand's own name, which all of its complaints say."""
        own = stems(" ".join(name_forms(brand)))
        return cls(stems(text) - own, names(text) - own)


@dataclass(frozen=True)
class Wording:
    """How telling each stem is among what people write: the rarer, the more."""

    weights: dict[str, float]
    unheard: float  # of a stem that nobody wrote before

    @classmethod
    def of(cls, texts: Iterable[frozenset[str]]) -> "Wording":
        """Learnt from texts as stems; of few texts no stem is very telling."""
        known = list(texts)
        found = Counter(stem for text in known for stem in text)
        weights = {stem: math.log((len(known) + 1) / count) for stem, count in found.items()}
        return cls(weights, math.log(len(known) + 1))

    def shared(self, one: Said, other: Said) -> float:
        """How much it tells that two texts have these stems in common.

        The sum, not the cosine: two rare words in common tell of one event however long the texts.
        """
        return self._weigh(one.words & other.words)

    def names_in_common(self, one: Said, other: Said) -> bool:
        """Whether both say what one of them names, and few others do: a street, a product, 4990."""
        both = (one.named | other.named) & one.words & other.words
        return self._weigh(both) >= TELLING_NAMES

    def _weigh(self, shared: frozenset[str]) -> float:
        return sum(self.weights.get(stem, self.unheard) ** 2 for stem in shared) / TELLING
