"""Options that several `otklik model` commands share."""

from pathlib import Path

import click

folder = click.Path(exists=True, file_okay=False, path_type=Path)
data_option = click.option(
    "--data", type=folder, required=True, help="Holds train/, dev/ and acts/."
)
weights_option = click.option(
    "--weights", type=folder, default=None, help="Default: the shipped ones."
)
plan_option = click.option(
    "--plan",
    "plan_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=Path(__file__).parent / "training.toml",
    show_default="the plan of the shipped weights",
    help="How single sets are read.",
)
