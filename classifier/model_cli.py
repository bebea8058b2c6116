"""The `otklik model` commands: train, prune, calibrate, evaluate, adapt, info."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classifier.beside_cli import origin, ranges
from classifier.model_options import data_option, plan_option, weights_option

# torch and transformers take seconds to load: everything that needs them is imported below.
if TYPE_CHECKING:
    from classifier.evaluate import Answers
    from classifier.model import TransformerJudge
    from classifier.train import Run

SAVE_EVERY = 3  # turns, some five minutes

_threads = click.option(
    "--threads", type=click.IntRange(1), default=2, show_default=True, help="CPU threads."
)


@click.group()
def model() -> None:
    """Train, measure and describe the transformer."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")


model.add_command(origin)
model.add_command(ranges)


@model.command()
@click.argument("plan_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--base",
    default="intfloat/multilingual-e5-small",
    show_default=True,
    help="The encoder to begin with.",
)
@data_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the weights.",
)
@_threads
@click.option(
    "--teacher",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of weights whose answers are learnt too, in stages with a `teacher` weight.",
)
@click.option("--averaged/--last", default=True, help="Which weights to write at the end.")
def train(
    plan_file: Path,
    base: str,
    data: Path,
    out: Path,
    threads: int,
    teacher: Path | None,
    averaged: bool,
) -> None:
    """Train by a plan. The same command goes on where a run was cut."""
    from classifier.card import TOKENIZER
    from classifier.data import digest
    from classifier.model import load_judge
    from classifier.plan import read_plan
    from classifier.ship import describe, write_weights
    from classifier.train import finished, walk

    plan = read_plan(plan_file)
    run = _open_run(plan_file, base, data, out, threads)
    run.teacher = load_judge(teacher).network if teacher else None
    state = out / "state.pt"
    for turn in walk(run):
        if turn.turn % SAVE_EVERY == 0:
            turn.save(state)
    run.save(state)
    trained = datetime.now(UTC).date().isoformat()
    network = finished(run, averaged)
    card = describe(network, plan.max_tokens, digest(data), trained, run.languages())
    write_weights(card, network, out / TOKENIZER, out / "weights")
    click.echo(f"{out / 'weights'}: {run.rows} rows in {run.steps} steps")


def _open_run(plan_file: Path, base: str, data: Path, out: Path, threads: int) -> "Run":
    import torch

    from classifier.card import TOKENIZER
    from classifier.data import read_part, without_held_back
    from classifier.plan import read_plan
    from classifier.start import keep_start
    from classifier.train import open_run, seed_network

    torch.set_num_threads(1)  # each training thread computes with one core
    plan = read_plan(plan_file)
    held = read_part(data, "dev", plan.sets)
    sets = without_held_back(read_part(data, "train", plan.sets), held)
    seed_network(plan.seed)
    network = keep_start(base, sets, plan, out)
    run = open_run(plan, network, sets, out / TOKENIZER, threads)
    if (out / "state.pt").exists():
        run.load(out / "state.pt")
    return run


@model.command()
@weights_option
@data_option
@plan_option
@click.option("--words", default=20000, show_default=True, help="Common words of each language.")
@click.option("--uses", default=2, show_default=True, help="Uses in the training texts.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the weights.",
)
def prune(
    weights: Path | None, data: Path, plan_file: Path, words: int, uses: int, out: Path
) -> None:
    """Write weights again with fewer pieces of words."""
    from classifier.data import read_part
    from classifier.model import SHIPPED
    from classifier.plan import read_plan
    from classifier.prepare import prepare
    from classifier.ship import open_plain_tokenizer, shrink
    from classifier.start import choose_pieces

    source = weights or SHIPPED
    sets = read_part(data, "train", read_plan(plan_file).sets)
    texts = (prepare(row.text)[0] for rows in sets.values() for row in rows)
    keep = choose_pieces(open_plain_tokenizer(source), texts, words, uses)
    click.echo(f"{out}: {shrink(source, out, keep)} pieces")


@model.command()
@weights_option
@data_option
@plan_option
@_threads
def calibrate(weights: Path | None, data: Path, plan_file: Path, threads: int) -> None:
    """Fit temperatures, biases and the complaint threshold.

    On the development sets.
    """
    from classifier.card import write_card
    from classifier.model import SHIPPED
    from classifier.tuning import cross_error, tune

    judge, answers = _ask(weights, data, plan_file, threads, brands=True)
    card = tune(judge.card, answers)
    write_card(card, weights or SHIPPED)
    for head, found in card.calibration.items():
        click.echo(f"{head}: temperature {found.temperature:.3f}, bias {found.bias}")
        click.echo(
            f"{head}: calibration error {cross_error(answers, head):.3f} on texts kept apart"
        )
    click.echo(f"complaint threshold {card.threshold:.2f}")
    for language, threshold in card.language_thresholds.items():
        click.echo(f"complaint threshold {threshold:.2f} in {language}")


@model.command()
@weights_option
@data_option
@plan_option
@_threads
@click.option("--language", default=None, help="Only texts in this language.")
@click.option("--brands/--no-brands", default=True, help="Tell the judge the brand, or hide it.")
@click.option("--write/--no-write", default=False, help="Keep the scores in the description.")
def evaluate(
    weights: Path | None,
    data: Path,
    plan_file: Path,
    threads: int,
    language: str | None,
    brands: bool,
    write: bool,
) -> None:
    """Score the development sets.

    Macro-F1 with 95 % intervals, by set and language.
    """
    from classifier.card import write_card
    from classifier.evaluate import report
    from classifier.model import SHIPPED

    judge, answers = _ask(weights, data, plan_file, threads, brands, language)
    lines, facts = report(judge, answers)
    for line in lines:
        click.echo(f"{line.head:<10} {line.dataset:<28} {line.language:<4} {line.score}")
    for name, value in facts.items():
        click.echo(f"{name}: {value:.4f}")
    if write:
        scores = {f"{line.head} {line.dataset} {line.language}": line.score for line in lines}
        kept = {
            name: {"macro_f1": round(s.macro_f1, 4), "low": round(s.low, 4),
                   "high": round(s.high, 4), "texts": s.texts}
            for name, s in scores.items()
        }  # fmt: skip
        write_card(replace(judge.card, scores=kept), weights or SHIPPED)


def _ask(
    weights: Path | None,
    data: Path,
    plan_file: Path,
    threads: int,
    brands: bool,
    language: str | None = None,
) -> "tuple[TransformerJudge, Answers]":
    from classifier.data import read_part
    from classifier.evaluate import ask, sample
    from classifier.model import load_judge
    from classifier.plan import read_plan

    judge = load_judge(weights, threads=threads)
    rules = replace(read_plan(plan_file).sets, praise_weight=0.0)  # a guess, no label to score by
    sets = read_part(data, "dev", rules)
    return judge, ask(judge, sample(sets, language), brands)


@model.command()
@click.argument("corrections", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@weights_option
@_threads
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the weights.",
)
def adapt(corrections: Path, weights: Path | None, threads: int, out: Path) -> None:
    """Learn from corrections.

    They are rows {"text", "target"?, "sentiment"?, "complaint"?}.

    `otklik corrections` writes such rows. The old weights stay as they are, and so does every
    assessment made with them; OUT becomes weights of another version. Each half of the
    corrections is judged by what the other taught; each head keeps what helped it most,
    if it judges the gold texts no worse for it.
    """
    from classifier.adapt import adapt as learn
    from classifier.adapt import list_gold
    from classifier.data import read_corrections
    from classifier.model import SHIPPED, copy_weights, load_judge

    judge = load_judge(weights, threads=threads)
    adapted = learn(judge, read_corrections(corrections), list_gold())
    for change in adapted.changes:
        click.echo(
            f"{change.head} by {change.way}: {change.corrections} corrections, right "
            f"{change.right_before:.3f} -> {change.right_after:.3f}, loss "
            f"{change.loss_before:.3f} -> {change.loss_after:.3f}, gold texts "
            f"{change.held_before:.3f} -> {change.held_after:.3f}, "
            f"{'helps' if change.helps else 'does not help'}"
        )
    copy_weights(weights or SHIPPED, out, adapted.card, adapted.weights)
    click.echo(f"{out}: {adapted.card.title}; judge with it by OTKLIK_WEIGHTS={out}")


@model.command()
@weights_option
def info(weights: Path | None) -> None:
    """Describe a folder of weights."""
    from classifier.card import check_files, read_card
    from classifier.model import SHIPPED

    folder = weights or SHIPPED
    card = read_card(folder)
    check_files(card, folder)
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    click.echo(f"{card.title}, trained {card.trained}, {size / 1e6:.1f} MB in {folder}")
    click.echo(f"shape: {', '.join(f'{key}={value}' for key, value in card.encoder.items())}")
    click.echo(f"reads {card.max_tokens} tokens; complaint from {card.threshold:.2f}")
    click.echo(f"languages: {' '.join(card.languages) or 'not stated'}")
    click.echo(f"training data {card.data_digest}; {dict(card.libraries)}")
    for name, found in card.scores.items():
        click.echo(f"{name}: {found['macro_f1']:.3f} [{found['low']:.3f}, {found['high']:.3f}]")
