"""The `otklik model` commands that write what stands beside the weights: origin, ranges."""

from pathlib import Path

import click

from classifier.model_options import data_option, plan_option, weights_option

SAMPLED = 40  # texts of each set; ranges hardly grow after some hundred


@click.command()
@weights_option
@click.option(
    "--base",
    default="intfloat/multilingual-e5-small",
    show_default=True,
    help="The encoder that training began with.",
)
def origin(weights: Path | None, base: str) -> None:
    """Keep beside the weights how to come back to their base.

    With it vectors place complaints by meaning, for incidents and themes.
    """
    import torch
    from safetensors.torch import load_file
    from transformers import BertModel

    from classifier.card import read_card, write_card
    from classifier.model import SHIPPED, WEIGHTS
    from classifier.origin import ORIGIN, compare
    from classifier.packing import unpack

    folder = weights or SHIPPED
    tuned = unpack(load_file(folder / WEIGHTS), torch.float32)
    before = BertModel.from_pretrained(base, add_pooling_layer=False).state_dict()
    (folder / ORIGIN).write_bytes(compare(tuned, before))
    write_card(read_card(folder), folder)
    click.echo(f"{folder / ORIGIN}: {(folder / ORIGIN).stat().st_size / 1e6:.2f} MB")


@click.command()
@weights_option
@data_option
@plan_option
def ranges(weights: Path | None, data: Path, plan_file: Path) -> None:
    """Keep beside the weights how large the inputs of layers are.

    On training texts. With it the judge multiplies 8-bit integers where they are faster.
    """
    import random

    import torch

    from classifier.card import write_card
    from classifier.data import read_part
    from classifier.device import Device
    from classifier.model import SHIPPED, load_judge
    from classifier.plan import read_plan
    from classifier.ranges import RANGES, watch, write_ranges
    from classifier.verdict import Reading

    folder = weights or SHIPPED
    judge = load_judge(folder, threads=1, device=Device("cpu", torch.float32))
    seen = watch(judge.network.encoder.encoder.layer)
    read = 0
    for name, rows in read_part(data, "train", read_plan(plan_file).sets).items():
        sampled = random.Random(name).sample(rows, min(SAMPLED, len(rows)))  # noqa: S311
        for row in sampled:  # one by one: fillers have ranges of their own
            judge.compute([Reading(row.text, row.brand)])
        read += len(sampled)
    write_ranges(seen, folder / RANGES)
    write_card(judge.card, folder)
    click.echo(f"{folder / RANGES}: the ranges of {read} texts")
