"""The house stands: every command loads, help loads nothing, our names are ours."""

import subprocess
import sys
from importlib.metadata import packages_distributions

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import load, main, otklik
from pipeline.commands import COMMANDS

FOLDERS = ("crawlers", "classifier", "pipeline", "alerts", "web")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_explains_itself(name: str) -> None:
    command = load(name)

    shown = CliRunner().invoke(command, ["--help"])

    assert shown.exit_code == 0
    assert command.help
    assert "..." not in shown.output.partition("Commands:")[2], "a line of help is cut"
    for one in [command, *getattr(command, "commands", {}).values()]:
        assert all(option.help for option in one.params if isinstance(option, click.Option))


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(otklik, ["--help"]).output

    assert all(line in " ".join(shown.split()) for _, line in COMMANDS.values())


def test_help_loads_no_heavy_library() -> None:
    heavy = "{'scrapy', 'torch', 'transformers', 'sqlalchemy', 'fastapi', 'apprise', 'trafilatura'}"
    script = (
        "import sys; from pipeline.cli import otklik\n"
        "try: otklik.main(['--help'])\n"
        f"except SystemExit: print('loaded:', sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("loaded: []\n")


def test_an_unknown_command_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["reprot"])

    assert stop.value.code == 2
    assert capsys.readouterr().err == 'otklik: unknown command "reprot" (did you mean "report"?)\n'


def test_nobody_else_owns_our_names() -> None:
    owners = packages_distributions()

    assert {name: set(owners.get(name, ["otklik"])) for name in FOLDERS} == {
        name: {"otklik"} for name in FOLDERS
    }
