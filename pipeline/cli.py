"""The `otklik` command: a table of names, each loaded when it runs."""

import errno
import sys
from collections.abc import Iterable
from importlib import import_module
from io import TextIOWrapper

import click

from pipeline.commands import COMMANDS
from pipeline.errors import OtklikError, unknown
from pipeline.settings import read_settings
from pipeline.visible import visible

# What is no mistake of ours: a full disk, a quota, a limit, a disk that may only be read.
OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise OtklikError(unknown("command", args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List names and lines from the table, so that help loads nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def load(name: str) -> click.Command:
    """The command behind a name in the table."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)  # noqa: S101  (the table is ours; a test loads it all)
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="otklik")
def otklik() -> None:
    """Find what people say of a brand, judge it, and help to answer it."""


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line; what a person can put right is one line on stderr and exit code 2."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    _spell_out()
    try:
        sys.exit(otklik.main(args=given, prog_name="otklik", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "otklik"
        click.echo(f"otklik: {error.format_message()} (see `{where} --help`)", err=True)
    except (OtklikError, click.ClickException) as error:
        said = str(error) if isinstance(error, OtklikError) else error.format_message()
        click.echo(f"otklik: {visible(said)}", err=True)
    except UnicodeEncodeError:
        word = next((word for word in given if not _is_text(word)), None)
        if word is None:
            raise
        click.echo(f'otklik: "{visible(word)}": not UTF-8, in which all names are kept', err=True)
    except OSError as error:
        if error.errno not in OF_THE_MACHINE:
            raise
        click.echo(f"otklik: {error.filename or _unnamed()}: {error.strerror}", err=True)
    except click.Abort:
        click.echo("otklik: stopped", err=True)
        sys.exit(130)
    sys.exit(2)


def _spell_out() -> None:
    """Let signs that the terminal does not know be spelled out; they are no reason to stop."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _is_text(word: str) -> bool:
    """Whether a word of the command line is UTF-8, as its file names alone need not be."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unnamed() -> str:
    """Where to make room when the system names no file, as of a write that fails."""
    return f"data folder {read_settings().data} (OTKLIK_DATA), or where the output goes"


if __name__ == "__main__":
    main()
