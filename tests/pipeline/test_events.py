"""Events told in other words: how many pairs are joined, and how many wrongly, on texts of our own.

A file is a set of days: "## brand", "# event" ("# -": complaints of no event, often of the same
theme or branch), then "hour text". `fourth.txt` was written before the figures of
`pipeline.same_event` were chosen and is not there to choose them by.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po

import classifier
from pipeline import second_look
from pipeline.nearness import Rows, Said, Space, Wording, stems, unpack
from pipeline.same_event import WITHIN, choose, compare
from web.languages import FOLDER

GOLD = Path(classifier.__file__).parent / "gold"
EVENTS = Path(__file__).parent / "events"
SETS = ("first", "second", "third", "fourth")
FLOORS = json.loads((EVENTS / "floors.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Told:
    """A post: of which brand and event (None: of none others tell of), when, in what words."""

    brand: str
    event: str | None
    hour: int
    text: str


def read_set(name: str) -> Iterator[Told]:
    brand, event = "", None
    for line in (EVENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            brand = line[3:]
        elif line.startswith("# "):
            event = None if line == "# -" else f"{brand}: {line[2:]}"
        else:
            hour, text = line.split(" ", 1)
            yield Told(brand, event, int(hour), text)


def own_texts() -> Iterator[str]:
    """What is common in many languages, by texts of our own: the desk's and the gold ones."""
    with (FOLDER / "ru.po").open("rb") as file:
        for message in read_po(file, locale="ru"):
            yield from (str(message.id), str(message.string))
    for file_of_gold in GOLD.glob("*.jsonl"):
        lines = file_of_gold.read_text(encoding="utf-8").split("\n")
        yield from (json.loads(line)["text"] for line in lines if line)


@cache
def what_is_known() -> tuple[Mapping[str, list[Told]], Mapping[str, Rows], Wording]:
    """The sets, their placed vectors, and which words are rare: a desk with 741 complaints.

    vectors.npy is what the transformer 2026.11.22.4 gave: open_judge("transformer").vectors(texts).
    """
    sets = {name: list(read_set(name)) for name in SETS}
    rows = unpack([row.tobytes() for row in np.load(EVENTS / "vectors.npy")])
    space = Space.of(rows)
    assert space is not None
    ends = np.cumsum([len(told) for told in sets.values()])
    placed = np.split(space.place(rows), ends[:-1])
    texts = [one.text for told in sets.values() for one in told]
    return (
        sets,
        dict(zip(SETS, placed, strict=True)),
        Wording.of(map(stems, [*own_texts(), *texts])),
    )


def replay(told: Sequence[Told], rows: Rows, wording: Wording) -> dict[int, int]:
    """The incident of each post, taken as they came, by what is chosen for one after another."""
    said = [Said.of(one.text, one.brand) for one in told]
    hours = WITHIN.total_seconds() / 3600
    incidents: dict[int, int] = {}
    for number in sorted(range(len(told)), key=lambda number: (told[number].hour, number)):
        post = told[number]
        near = [
            one
            for one in incidents
            if told[one].brand == post.brand and abs(told[one].hour - post.hour) <= hours
        ]
        known = [incidents[one] for one in near]
        at = [number, *near]
        found = near and choose(wording, known, rows[at], [said[one] for one in at])
        incidents[number] = found[0] if found else number
        if found:
            look_again(incidents, at, rows, said, wording)
    return incidents


def look_again(
    incidents: dict[int, int], at: Sequence[int], rows: Rows, said: Sequence[Said], wording: Wording
) -> None:
    """What `second_look.look_again` does: the incident just joined, and the one most like it."""
    groups: dict[int, list[int]] = defaultdict(list)
    for one in (at[0], *reversed(at[1:])):
        groups[incidents[one]].append(one)
    ours = groups.pop(incidents[at[0]])[: second_look.COMPARED]
    ranks = {
        there: compare(wording, rows, said, ours, numbers[: second_look.COMPARED])
        for there, numbers in groups.items()
    }
    best = max(ranks, key=lambda there: ranks[there], default=at[0])
    if ranks.get(best, 0.0) >= second_look.ALIKE:
        joined = incidents[at[0]]
        incidents.update({one: joined for one in incidents if incidents[one] == best})


def score(told: Sequence[Told], incidents: Mapping[int, int]) -> dict[str, float]:
    """Of pairs and of each post's whole group (B-cubed): joined of what should be, and rightly."""
    events = {n: one.event or f"alone {n}" for n, one in enumerate(told)}
    by_incident, by_event = Counter(incidents.values()), Counter(events.values())
    both = Counter((incidents[n], events[n]) for n in incidents)
    joined, wanted, right = (
        sum(count * (count - 1) // 2 for count in groups.values())
        for groups in (by_incident, by_event, both)
    )
    of_events = [n for n in incidents if told[n].event]
    largest: dict[int, int] = defaultdict(int)
    for (incident, _), count in both.items():
        largest[incident] = max(largest[incident], count)
    shares = {n: both[incidents[n], events[n]] for n in incidents}
    return {
        "pairs_found": right / wanted,
        "pairs_right": right / joined,
        "groups_found": sum(shares[n] / by_event[events[n]] for n in of_events) / len(of_events),
        "groups_right": sum(shares[n] / by_incident[incidents[n]] for n in shares) / len(shares),
        "in_right_incident": sum(largest.values()) / len(incidents),
    }


@pytest.mark.parametrize("name", SETS)
def test_events_told_in_other_words_are_joined_and_others_seldom(name: str) -> None:
    sets, rows, wording = what_is_known()

    found = score(sets[name], replay(sets[name], rows[name], wording))

    assert {key: (value, FLOORS[name][key]) for key, value in found.items()
            if value < FLOORS[name][key]} == {}, found  # fmt: skip
