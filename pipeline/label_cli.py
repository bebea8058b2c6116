"""`otklik label`: draw the weekly samples, show what labels say, export them."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

import click

from classifier.verdict import Reading, Sentiment
from pipeline.assess import reading
from pipeline.database import open_database
from pipeline.export import LINE_ENDS
from pipeline.label_model import Answer, LabelSample
from pipeline.label_results import Measured, measure_samples, read_samples
from pipeline.labelling import final
from pipeline.quality import Share
from pipeline.sampling import draw_due
from pipeline.settings import read_settings


@click.group()
def label() -> None:
    """Blind labels: draw a sample, see how good the queue is, export for training."""


@label.command()
def sample() -> None:
    """Draw last week's sample for each brand that has none.

    `otklik follow-up` does it, too.
    """
    settings = read_settings()
    with open_database(settings.database_url).writing() as session:
        drawn = draw_due(session, settings.label_sample, datetime.now(UTC))
        count = sum(len(one.items) for one in drawn)
    click.echo(f"label: drew {count} mentions in {len(drawn)} samples")


@label.command()
@click.option(
    "--weeks", default=12, type=click.IntRange(1, 520), show_default=True, help="How far back."
)
def show(weeks: int) -> None:
    """Show precision and recall of the queue, with intervals."""
    with open_database(read_settings().database_url).reading() as session:
        results = measure_samples(read_samples(session, weeks))
        parts = (*results.channels, *results.languages, *results.brands, *results.weeks)
        for one in (results.whole, *parts):
            click.echo(_line(one))
        kappa = "not known"
        if (seen := results.agreement) is not None:
            kappa = f"{seen.kappa:.2f} ({seen.low:.2f} to {seen.high:.2f})"
        click.echo(f"agreement: kappa {kappa} of {results.pairs} texts that two people labelled")


def _line(one: Measured) -> str:
    quality = one.quality
    recall = "recall not known"
    if quality.recall is not None:
        low, high = quality.recall_low or 0.0, quality.recall_high or 0.0
        recall = f"recall {quality.recall:.0%} ({low:.0%} to {high:.0%})"
    precision = f"precision {_share(quality.precision)}"
    missed = f"missed {_share(quality.missed)}"
    return f"{one.name or 'all'}: {one.labels} labels, {precision}, {missed}, {recall}"


def _share(share: Share) -> str:
    if share.share is None:
        return "not known"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


@label.command()
@click.option("-o", "--output", type=click.File("w", "utf-8"), default="-", help="Else stdout.")
@click.option(
    "--weeks", default=520, type=click.IntRange(1, 520), show_default=True, help="How far back."
)
def export(output: TextIO, weeks: int) -> None:
    """Write the labels that count as JSON Lines.

    `otklik model adapt` reads them.
    """
    with open_database(read_settings().database_url).reading() as session:
        output.writelines(f"{line}\n" for line in label_lines(read_samples(session, weeks)))


def label_lines(samples: Sequence[LabelSample]) -> Iterator[str]:
    """One row for each text on which people agree."""
    for one in samples:
        for item in one.items:
            counts = final(item.labels)
            if counts is None or item.mention.post.erased:
                continue
            complaint = counts.answer is Answer.COMPLAINT
            yield write_row(reading(item.mention), complaint, counts.sentiment)


def write_row(asked: Reading, complaint: bool | None, sentiment: Sentiment | None) -> str:
    """What people say of a text, as a line that `otklik model adapt` reads."""
    row: dict[str, Any] = {"text": asked.text, "target": asked.brand, "lang": asked.language}
    row["complaint"] = complaint
    if sentiment is not None:
        row["sentiment"] = str(sentiment)
    return json.dumps(row, ensure_ascii=False).translate(LINE_ENDS)
