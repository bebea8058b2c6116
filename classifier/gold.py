"""The gate: texts labelled by people, and the lowest scores a shipped judge may have on them."""

import hashlib
import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from classifier.errors import OtklikError
from classifier.judges import open_judge
from classifier.verdict import Act, Judge, Reading, Sentiment

GOLD = Path(__file__).parent / "gold"
FLOORS = Path(__file__).parent / "floors.json"
NOISE = 0.03  # one text in forty moves a macro-F1 by about 0.025; that is no worse model
PROCESSORS = 2 * NOISE  # bf16 on one and integers on another may judge two texts otherwise

Scores = dict[str, dict[str, float]]  # language -> "sentiment" or "complaint" -> macro-F1


@dataclass(frozen=True)
class GoldText:
    """A text and what people say of it."""

    text: str
    lang: str
    brand: str
    sentiment: Sentiment
    complaint: bool
    act: Act
    covers: str


@dataclass(frozen=True)
class Floors:
    """Which judge is shipped, on which texts it was measured, and how low it may fall."""

    judge: str
    digest: str
    scores: Scores


def languages() -> list[str]:
    """The languages that have gold texts."""
    return sorted(path.stem for path in GOLD.glob("*.jsonl"))


def read_gold(language: str) -> list[GoldText]:
    """The gold texts of a language."""
    lines = (GOLD / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_read(json.loads(line)) for line in lines]


def _read(row: dict[str, object]) -> GoldText:
    return GoldText(
        text=str(row["text"]),
        lang=str(row["lang"]),
        brand=str(row["brand"]),
        sentiment=Sentiment(str(row["sentiment"])),
        complaint=row["complaint"] is True,
        act=Act(str(row["act"])),
        covers=str(row["covers"]),
    )


def digest() -> str:
    """What tells one set of gold texts from another."""
    found = hashlib.sha256()
    for language in languages():
        found.update((GOLD / f"{language}.jsonl").read_bytes())
    return found.hexdigest()[:16]


def score(judge: Judge) -> Scores:
    """The judge's macro-F1 for each language."""
    return {language: _score(judge, read_gold(language)) for language in languages()}


def _score(judge: Judge, texts: Sequence[GoldText]) -> dict[str, float]:
    verdicts = judge.judge([Reading(gold.text, gold.brand, gold.lang) for gold in texts])
    return {
        "sentiment": macro_f1(
            [gold.sentiment for gold in texts], [verdict.sentiment for verdict in verdicts]
        ),
        "complaint": macro_f1(
            [gold.complaint for gold in texts], [verdict.complaint for verdict in verdicts]
        ),
    }


def macro_f1(truth: Sequence[Hashable], said: Sequence[Hashable]) -> float:
    """The mean of the F1 of every class that truth has, rounded so that it prints well."""
    pairs = list(zip(truth, said, strict=True))
    return round(sum(_f1(pairs, label) for label in set(truth)) / len(set(truth)), 3)


def _f1(pairs: Sequence[tuple[Hashable, Hashable]], label: Hashable) -> float:
    right = sum(truth == said == label for truth, said in pairs)
    named = sum((truth == label) + (said == label) for truth, said in pairs)
    return 2 * right / named


def read_floors() -> Floors:
    """The floors as committed."""
    return Floors(**json.loads(FLOORS.read_text(encoding="utf-8")))


def below_floor(scores: Scores, floors: Scores) -> list[str]:
    """Name every score that fell further than noise explains."""
    return [
        f"{language} {head}: {scores.get(language, {}).get(head, 0.0):.3f}, floor {floor:.3f}"
        for language, heads in floors.items()
        for head, floor in heads.items()
        if scores.get(language, {}).get(head, 0.0) < floor - PROCESSORS
    ]


def raise_floors(scores: Scores, floors: Scores) -> Scores:
    """The higher of both everywhere; raises OtklikError when a floor would have to fall."""
    fallen = below_floor(scores, floors)
    if fallen:
        raise OtklikError(
            f"floors are not lowered by this command ({'; '.join(fallen)}); "
            f"edit {FLOORS.name} by hand in a commit that says why"
        )
    return {
        language: {
            head: max(value, floors.get(language, {}).get(head, 0.0))
            for head, value in heads.items()
        }
        for language, heads in scores.items()
    }


@click.command()
@click.option("--judge", "name", default=None, help="auto, transformer or words; else the shipped.")
@click.option("--update", is_flag=True, help="Raise the floors to these scores.")
def main(name: str | None, update: bool) -> None:
    """Score the judge on the gold texts."""
    floors = read_floors()
    chosen = name or floors.judge
    scores = score(open_judge(chosen))
    click.echo(f"{'':4}{'sentiment':>10}{'complaint':>10}")
    for language, heads in scores.items():
        click.echo(f"{language:4}{heads['sentiment']:10.3f}{heads['complaint']:10.3f}")
    if update:
        _write(Floors(chosen, digest(), raise_floors(scores, floors.scores)))


def _write(floors: Floors) -> None:
    FLOORS.write_text(json.dumps(vars(floors), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except OtklikError as error:
        raise SystemExit(f"classifier.gold: {error}") from error
