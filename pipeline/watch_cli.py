"""`otklik watch`: brands, sources and rules in and out as TOML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from pipeline import watchfile, watching
from pipeline.commands import RULES_CHECK
from pipeline.database import open_database
from pipeline.errors import OtklikError
from pipeline.settings import Settings, read_settings
from pipeline.trial_cli import show_forms, try_query
from pipeline.visible import visible
from pipeline.watch import Watch


@click.group()
def watch() -> None:
    """Carry brands, sources and rules in and out as TOML; try queries (docs/watch.md)."""


@watch.command("apply")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--prune", is_flag=True, help="Remove what the file does not name.")
def apply_file(file: Path, prune: bool) -> None:
    """Watch what FILE says, - for stdin; a second time changes nothing."""
    wanted, settings = watchfile.read_file(file), read_settings()
    database = open_database(settings.database_url)
    try:
        for warning in _check_rules(wanted, settings):
            click.echo(visible(f"warning: {watchfile.called(file)}: {warning}"), err=True)
        with database.writing() as session:
            changes = watching.apply(session, wanted, datetime.now(UTC), prune=prune)
    except OtklikError as error:
        raise OtklikError(f"{watchfile.called(file)}: {error}") from error
    for change in changes:
        click.echo(str(change))
    if not changes:
        click.echo("nothing to change")


def _check_rules(wanted: Watch, settings: Settings) -> Sequence[str]:
    """What keeps its rules from going out; OtklikError for those that never could."""
    module, _, name = RULES_CHECK.partition(":")
    return getattr(import_module(module), name)(wanted, settings)  # type: ignore[no-any-return]


@watch.command("dump")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
def dump(output: Path | None) -> None:
    """Write all that is watched as a file that `apply` reads."""
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        text = watchfile.write_text(watching.current(session))
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise OtklikError(f"{output}: {error.strerror}; choose another place") from error


watch.add_command(try_query)
watch.add_command(show_forms)
