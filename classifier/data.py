"""Labelled texts: reading the sets, and dealing their rows by set and language, not by size."""

import gzip
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from classifier.errors import OtklikError
from classifier.heads import ACTS, SENTIMENTS, THEMES, UNKNOWN
from classifier.verdict import Act, Sentiment

ACT_SET = "acts"  # our own labels of what a text does lie in a folder of their own
NEUTRAL = SENTIMENTS.index(Sentiment.NEUTRAL)
POSITIVE = SENTIMENTS.index(Sentiment.POSITIVE)
_SENTIMENT = {str(label): number for number, label in enumerate(SENTIMENTS)}
_ACT = {str(label): number for number, label in enumerate(ACTS)}
_THEME = {label: number for number, label in enumerate(THEMES)}


@dataclass(frozen=True, slots=True)
class Example:
    """One text with the labels it has; UNKNOWN where it has none."""

    text: str
    language: str
    dataset: str
    brand: str | None = None
    sentiment: int = UNKNOWN
    complaint: int = UNKNOWN
    act: int = UNKNOWN
    theme: int = UNKNOWN
    severity: int = UNKNOWN
    complaint_weight: float = 1.0


@dataclass(frozen=True)
class SetRules:
    """What must be known of single sets to read them rightly."""

    drop_neutral: frozenset[str] = frozenset()  # no neutral class, or stars that only look so
    derived_weight: float = 0.5  # complaints derived from stars or topics count less than gold
    weak_complaints: frozenset[str] = frozenset()  # reviews: a negative one is mostly a complaint
    weak_weight: float = 0.2
    praise_weight: float = 0.0  # what is positive as a whole complains of nothing
    noise: frozenset[str] = frozenset()  # "set/language" whose labels agree with nothing
    brands: Mapping[str, str] = field(default_factory=dict)  # the brand a whole set is about
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)  # other ways to write a brand


def read_set(path: Path, dataset: str, rules: SetRules) -> list[Example]:
    """Every usable row of one gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        if dataset == ACT_SET:
            examples = [_read_act(row) for row in rows]
        else:
            examples = [_read_row(row, dataset, rules) for row in rows]
    return [
        example
        for example in examples
        if example.text.strip()
        and _says_something(example)
        and f"{dataset}/{example.language}" not in rules.noise
    ]


def _says_something(example: Example) -> bool:
    labels = (example.sentiment, example.complaint, example.act)
    return any(label != UNKNOWN for label in labels)


# Rows come as JSON objects, hence Any.
def _read_row(row: dict[str, Any], dataset: str, rules: SetRules) -> Example:
    sentiment = _SENTIMENT.get(row["sentiment"], UNKNOWN)
    if dataset in rules.drop_neutral and sentiment == NEUTRAL:
        sentiment = UNKNOWN
    example = Example(
        text=row["text"],
        language=row["lang"],
        dataset=dataset,
        brand=row.get("target") or rules.brands.get(dataset),
        sentiment=sentiment,
    )
    return _add_complaint(example, row, rules)


def _add_complaint(example: Example, row: dict[str, Any], rules: SetRules) -> Example:
    if row["complaint"] is not None:
        weight = rules.derived_weight if row.get("complaint_src") == "derived" else 1.0
        return replace(example, complaint=int(row["complaint"]), complaint_weight=weight)
    if example.dataset in rules.weak_complaints and example.sentiment not in (UNKNOWN, NEUTRAL):
        negative = SENTIMENTS[example.sentiment] is Sentiment.NEGATIVE
        return replace(example, complaint=int(negative), complaint_weight=rules.weak_weight)
    if rules.praise_weight and not example.brand and example.sentiment == POSITIVE:
        return replace(example, complaint=0, complaint_weight=rules.praise_weight)
    return example


def _read_act(row: dict[str, Any]) -> Example:
    act = _ACT.get(row["act"], UNKNOWN)
    complains = act != UNKNOWN and ACTS[act] is Act.COMPLAINT
    return Example(
        text=row["text"],
        language=row["lang"],
        dataset=ACT_SET,
        complaint=UNKNOWN if act == UNKNOWN else int(complains),
        act=act,
        theme=_THEME.get(row["theme"], UNKNOWN) if complains else UNKNOWN,
        severity=max(0, row["severity"] - 1) if complains else UNKNOWN,
    )


def read_corrections(path: Path) -> list[Example]:
    """What people corrected: JSON Lines of text, and target, sentiment, complaint where given."""
    examples = []
    with path.open("rb") as lines:  # texts hold line ends of their own, of which JSON knows nothing
        for number, line in enumerate(lines, 1):
            try:
                examples.extend([_read_correction(json.loads(line))] if line.strip() else [])
            except (ValueError, KeyError, AttributeError, RecursionError) as error:
                raise OtklikError(f"{path}: line {number}: no correction ({error})") from error
    return examples


def _read_correction(row: dict[str, Any]) -> Example:
    text, complaint, sentiment = _text(row, "text"), row.get("complaint"), row.get("sentiment")
    if text is None:
        raise ValueError('no "text"')
    if complaint not in (None, True, False):
        raise ValueError(f'"complaint" is true or false, not {complaint!r}')
    if sentiment not in (None, *SENTIMENTS):
        raise ValueError(f'"sentiment" is one of {", ".join(SENTIMENTS)}, not {sentiment!r}')
    return Example(
        text=text,
        language=_text(row, "lang") or "",
        dataset="corrections",
        brand=_text(row, "target"),
        sentiment=UNKNOWN if sentiment is None else _SENTIMENT[sentiment],
        complaint=UNKNOWN if complaint is None else int(complaint),
    )


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if not isinstance(value, str | None):
        raise ValueError(f'"{key}" is a text, not {value!r}')
    return value


def last_of_each(examples: Sequence[Example]) -> list[Example]:
    """Of examples with one text and brand the last: what people say of it now."""
    return list({(_key(example.text), example.brand): example for example in examples}.values())


def find_sets(data: Path, part: str) -> dict[str, Path]:
    """The files of one part ("train" or "dev"), by name of the set."""
    found = {path.name.removesuffix(".jsonl.gz"): path for path in (data / part).glob("*.jsonl.gz")}
    acts = data / ACT_SET / f"{part}.jsonl.gz"
    return dict(sorted(found.items())) | ({ACT_SET: acts} if acts.exists() else {})


def read_part(data: Path, part: str, rules: SetRules) -> dict[str, list[Example]]:
    """Every set of one part."""
    return {name: read_set(path, name, rules) for name, path in find_sets(data, part).items()}


def without_held_back(
    sets: dict[str, list[Example]], held: dict[str, list[Example]]
) -> dict[str, list[Example]]:
    """Training rows whose text stands in no development set: sets overlap under other names."""
    known = {_key(example.text) for examples in held.values() for example in examples}
    return {
        name: [example for example in examples if _key(example.text) not in known]
        for name, examples in sets.items()
    }


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())[:200]


def digest(data: Path) -> str:
    """One short name for exactly these training files."""
    total = hashlib.sha256()
    for name, path in find_sets(data, "train").items():
        total.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def measure_priors(examples: Sequence[Example], floor: float) -> tuple[float, ...]:
    """How common each sentiment is in a set, never below the floor."""
    counts = Counter(e.sentiment for e in examples if e.sentiment != UNKNOWN)
    total = max(1, counts.total())
    return tuple(max(floor, counts[number] / total) for number in range(len(SENTIMENTS)))


class Dealer:
    """Deals rows for training: sets by their weight, languages within a set evenly-ish.

    Each pile (a set in a language) is gone through entirely before a row comes again, and
    the same seed deals the same rows; `position` says where to go on after a cut.
    """

    def __init__(
        self, sets: Mapping[str, Sequence[Example]], seed: int, temperature: float = 0.5
    ) -> None:
        self.seed = seed
        self.temperature = temperature
        self.position: Counter[str] = Counter()
        self.piles: dict[str, list[Example]] = defaultdict(list)
        self._orders: dict[tuple[str, int], list[int]] = {}
        for name, examples in sets.items():
            for example in examples:
                self.piles[f"{name}/{example.language}"].append(example)

    def shares(self, weights: Mapping[str, float]) -> dict[str, float]:
        """What part of the rows comes from each pile."""
        sizes = {
            pile: len(rows) ** self.temperature
            for pile, rows in self.piles.items()
            if weights.get(pile.split("/")[0], 0) > 0
        }
        totals: defaultdict[str, float] = defaultdict(float)
        for pile, size in sizes.items():
            totals[pile.split("/")[0]] += size
        share = {
            pile: weights[pile.split("/")[0]] * size / totals[pile.split("/")[0]]
            for pile, size in sizes.items()
        }
        whole = sum(share.values())
        return {pile: value / whole for pile, value in share.items()}

    def deal(self, weights: Mapping[str, float], count: int, turn: int) -> list[Example]:
        """The rows of one turn, in random order."""
        chance = random.Random(f"{self.seed}/{turn}")  # noqa: S311
        shares = self.shares(weights)
        drawn = Counter(chance.choices(list(shares), list(shares.values()), k=count))
        rows = [row for pile in sorted(drawn) for row in self._take(pile, drawn[pile])]
        chance.shuffle(rows)
        return rows

    def _take(self, pile: str, count: int) -> Iterator[Example]:
        rows = self.piles[pile]
        for place in range(self.position[pile], self.position[pile] + count):
            epoch, index = divmod(place, len(rows))
            yield rows[self._order(pile, epoch)[index]]
        self.position[pile] += count

    def _order(self, pile: str, epoch: int) -> list[int]:
        key = (pile, epoch)
        if key not in self._orders:
            order = list(range(len(self.piles[pile])))
            random.Random(f"{self.seed}/{pile}/{epoch}").shuffle(order)  # noqa: S311
            self._orders[key] = order
        return self._orders[key]
