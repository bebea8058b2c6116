"""New reasons for complaint: complaints that lie close together, and words to name them.  (pure)"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.nearness import Rows

CLOSE = 0.31  # the least cosine between a complaint and the middle of its cluster
SMALLEST = 5  # complaints that make a cluster
NAMED_BY = 3  # words
SHORTEST = 4  # letters of a word that names
ENDING = 2  # letters in which forms of a word differ
_WEIGHT = 50.0  # of what is known of all complaints, in words


@dataclass(frozen=True)
class Complaint:
    """What names a cluster needs to know of one of its complaints."""

    words: tuple[str, ...]  # as written, folded
    person: str
    language: str | None = None


def find_clusters(rows: Rows, seeds: int = 200) -> list[list[int]]:
    """The clusters among placed rows, the largest first; rows that are alone are in none.

    The row with most others close by leads; its cluster is what is close to their middle. Then
    the same with what is left: always the same answer for the same rows.
    """
    left = list(range(len(rows)))
    found: list[list[int]] = []
    for _ in range(seeds):
        members = _largest(rows, left)
        if len(members) < SMALLEST:
            break
        found.append(members)
        taken = set(members)
        left = [row for row in left if row not in taken]
    return sorted(found, key=lambda members: (-len(members), members))


def _largest(rows: Rows, left: Sequence[int]) -> list[int]:
    if not left:
        return []
    here = rows[list(left)]
    leader = int((here @ here.T >= CLOSE).sum(axis=1).argmax())
    near = here @ here[leader] >= CLOSE
    middle = here[near].mean(axis=0)
    close = here @ (middle / max(float(np.linalg.norm(middle)), 1e-9)) >= CLOSE
    return [number for number, there in zip(left, close.tolist(), strict=True) if there]


def nearest(row: Rows, middles: Rows) -> int | None:
    """The cluster whose middle is closest to a placed row; None when none is close."""
    if not len(middles):
        return None
    best = int((middles @ row).argmax())
    return best if float(middles[best] @ row) >= CLOSE else None


def name_words(cluster: Sequence[Complaint], everything: Sequence[Complaint]) -> list[str]:
    """The words that set a cluster apart: log-odds against all, with all as the prior.

    A word counts once for each person, so that nobody's favourite word names a cluster. Against
    other languages every "then" and "nach" would be rare: only the cluster's main one is read.
    """
    cluster, everything = in_main_language(cluster), _in_language_of(cluster, everything)
    inside, overall = _count(cluster), _count(everything)
    total, whole = sum(inside.values()), sum(overall.values())
    scores = {}
    for word, count in inside.items():
        prior = _WEIGHT * overall[word] / whole
        own = math.log((count + prior) / (total + _WEIGHT - count - prior))
        rest, outside = overall[word] - count, whole - total
        other = math.log((rest + prior) / (outside + _WEIGHT - rest - prior))
        spread = 1 / (count + prior) + 1 / (rest + prior)
        scores[word] = (own - other) / math.sqrt(spread)
    least = max(2, len({one.person for one in cluster}) // 5)
    common = [word for word in scores if inside[word] >= least]
    return _without_forms(sorted(common, key=lambda word: (-scores[word], word)))[:NAMED_BY]


def in_main_language(cluster: Sequence[Complaint]) -> list[Complaint]:
    """The complaints in the language that most of them are in."""
    return _in_language_of(cluster, cluster)


def _in_language_of(
    cluster: Sequence[Complaint], complaints: Sequence[Complaint]
) -> list[Complaint]:
    spoken = Counter(one.language for one in cluster)
    main = min(spoken, key=lambda language: (-spoken[language], language or ""))
    return [one for one in complaints if one.language == main]


def _without_forms(words: Sequence[str]) -> list[str]:
    """Each word once: "card" and "cards" say the same."""
    kept: list[str] = []
    for word in words:
        if not any(_are_forms(word, other) for other in kept):
            kept.append(word)
    return kept


def _are_forms(one: str, other: str) -> bool:
    same = max(SHORTEST, min(len(one), len(other)) - ENDING)
    return one[:same] == other[:same]


def _count(complaints: Sequence[Complaint]) -> Counter[str]:
    said = {(one.person, word) for one in complaints for word in one.words}
    return Counter(word for _, word in said)
