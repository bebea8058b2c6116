"""What dismissals teach: which posts name a brand without being about it.  (pure)"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from pipeline.nearness import stems
from pipeline.post import Post
from pipeline.triage import Sign, Triage

LEAST_DECISIONS = 30
LEAST_OF_EACH = 8  # of the dismissed and of the others
KEPT = 400  # features, the most telling
PARTS = 5  # each is judged once by what was learnt from the others
# A complaint wrongly set back waits; a stray post wrongly kept costs a glance. So many to one:
WRONG_COSTS = 5.0
LEAST_SEEN = 4  # posts held back that would have been set back, or there is no telling
DOUBTFUL = "doubtful"  # the sign's name
_AUTHOR = "author "  # how a feature begins that names one


@dataclass(frozen=True)
class Decision:
    """What a post shows, and whether people dismissed its task as not for us."""

    features: frozenset[str]
    dismissed: bool


@dataclass(frozen=True)
class Learnt:
    """How much each feature speaks for a dismissal, and what that was worth when tried."""

    bias: float
    weights: Mapping[str, float]
    seen: Mapping[str, int]  # in how many dismissed posts each feature was
    threshold: float | None = None  # from which sum on a post is doubtful; None: not to be used
    tried: int = 0  # held-back posts that were found doubtful
    right: int = 0  # and were dismissed indeed

    def score(self, features: Iterable[str]) -> float:
        """The logarithm of the odds of a dismissal."""
        return self.bias + sum(self.weights.get(feature, 0.0) for feature in features)

    def doubts(self, features: frozenset[str]) -> str | None:
        """How many like it were dismissed, as "12 dismissed"; None when it is not doubtful."""
        if self.threshold is None or self.score(features) < self.threshold:
            return None
        telling = [feature for feature in features if self.weights.get(feature, 0.0) > 0]
        if not telling:
            return None
        most = max(telling, key=lambda feature: (self.weights[feature], feature))
        return f"{self.seen.get(most, 0)} dismissed"


def read_features(post: Post) -> frozenset[str]:
    """What may tell: the words, who says it, where."""
    try:
        host = urlsplit(post.url).hostname or ""
    except ValueError:
        host = ""
    facts = {f"source {post.source}", f"site {host}", f"channel {post.channel}"}
    if post.author:
        facts.add(_AUTHOR + post.author)
    return frozenset(facts | {f"word {stem}" for stem in stems(f"{post.title or ''} {post.text}")})


def learn(decisions: Sequence[Decision]) -> Learnt | None:
    """What these decisions teach; None while they are too few.

    Its worth is found on posts held back, each judged by what the others taught.
    """
    if not can_learn(len(decisions), sum(one.dismissed for one in decisions)):
        return None
    scored = [
        (_weigh([d for n, d in enumerate(decisions) if n % PARTS != part]).score(one.features), one)
        for part in range(PARTS)
        for one in decisions[part::PARTS]
    ]
    return _choose_threshold(_weigh(decisions), [(score, one.dismissed) for score, one in scored])


def can_learn(decisions: int, dismissed: int) -> bool:
    """Whether so many decisions are enough."""
    enough_of_each = min(dismissed, decisions - dismissed) >= LEAST_OF_EACH
    return decisions >= LEAST_DECISIONS and enough_of_each


def _weigh(decisions: Sequence[Decision]) -> Learnt:
    """Naive Bayes over what is there: what is not there would drown short texts."""
    yes = Counter(feature for one in decisions if one.dismissed for feature in one.features)
    no = Counter(feature for one in decisions if not one.dismissed for feature in one.features)
    dismissed = sum(one.dismissed for one in decisions)
    others = len(decisions) - dismissed
    weights = {
        feature: math.log((yes[feature] + 0.5) / (dismissed + 1))
        - math.log((no[feature] + 0.5) / (others + 1))
        for feature in yes | no
        if yes[feature] + no[feature] > 1
    }
    kept = sorted(weights, key=lambda feature: (-abs(weights[feature]), feature))[:KEPT]
    bias = math.log((dismissed + 0.5) / (others + 0.5))
    return Learnt(bias, {name: weights[name] for name in kept}, {name: yes[name] for name in kept})


def _choose_threshold(learnt: Learnt, scored: Sequence[tuple[float, bool]]) -> Learnt:
    """The threshold that would have saved most, if it saved anything and not by chance alone."""
    best, gain, right = learnt, 0.0, 0
    ordered = sorted(scored, reverse=True)
    following = [*(score for score, _ in ordered[1:]), 0.0]
    for tried, ((score, dismissed), below) in enumerate(zip(ordered, following, strict=True), 1):
        right += dismissed
        saved = right - WRONG_COSTS * (tried - right)
        if saved > gain and right >= LEAST_SEEN and score > 0:
            middle = (score + max(below, 0.0)) / 2  # as far from the one side as from the other
            gain, best = saved, replace(learnt, threshold=middle, tried=tried, right=right)
    return best


def set_back(urgency: Triage, doubt: str | None) -> Triage:
    """The urgency of a doubtful post: half of it, with the reason; nothing is dropped."""
    if doubt is None:
        return urgency
    return Triage(urgency.priority // 2, (*urgency.signs, Sign(DOUBTFUL, 1, doubt)))


def write(learnt: Learnt) -> dict[str, Any]:
    """As it is kept in JSON."""
    return {**vars(learnt), "weights": dict(learnt.weights), "seen": dict(learnt.seen)}


def read(content: Mapping[str, Any]) -> Learnt:
    """What `write` wrote."""
    return Learnt(**content)


def authors_in(content: Mapping[str, Any]) -> set[str]:
    """Whom what `write` wrote names."""
    return {name.removeprefix(_AUTHOR) for name in content["weights"] if name.startswith(_AUTHOR)}


def without_authors(content: Mapping[str, Any], authors: Iterable[str | None]) -> dict[str, Any]:
    """What `write` wrote, but for what it says of these."""
    names = {_AUTHOR + author for author in authors if author}
    kept = {
        part: {name: one for name, one in content[part].items() if name not in names}
        for part in ("weights", "seen")
    }
    return {**content, **kept}
