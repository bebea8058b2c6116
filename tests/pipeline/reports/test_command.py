from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.reports.cli import report
from pipeline.reports.registry import REPORTS, line_of
from pipeline.settings import Settings, read_settings


@pytest.fixture
def installed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, database: Database
) -> Iterator[Path]:
    """The data folder of an installation that the command works on."""
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.delenv("OTKLIK_DATABASE", raising=False)
    read_settings.cache_clear()
    yield settings.data
    read_settings.cache_clear()


def test_the_command_prints_and_saves(installed: Path) -> None:
    run = CliRunner().invoke
    assert "nothing in this period" in run(report, ["by-channel"]).output
    saved = installed / "channels.xlsx"
    assert run(report, ["by-channel", "-o", str(saved), "--since", "7d"]).exit_code == 0
    assert saved.read_bytes().startswith(b"PK")
    empty = run(report, ["by-channel", "--format", "csv"])
    assert empty.stdout.startswith("\ufeffchannel,mentions")
    assert empty.stderr == "by-channel: nothing in this period\n"


def test_the_help_lists_all_reports_below_each_other() -> None:
    lines = CliRunner().invoke(report, ["--help"]).output.splitlines()
    listed = [next(one for one in lines if one.strip().startswith(f"{name}  ")) for name in REPORTS]
    places = {line.index(line_of(name)[:9]) for name, line in zip(REPORTS, listed, strict=True)}

    assert len(places) == 1
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["by-chanel"], 'did you mean "by-channel"'),
        (["by-channel", "--since", "yesterday"], "is no time"),
        (["by-channel", "--since", "7d", "--until", "2w"], "ends before it begins"),
        (["by-channel", "--brand", "X"], 'unknown brand "X"'),
        (["by-channel", "-o", "/nowhere/at/all.csv"], "choose another place"),
    ],
)
def test_what_cannot_be_reported_says_why(
    installed: Path, arguments: list[str], problem: str
) -> None:
    result = CliRunner().invoke(report, arguments)
    assert isinstance(result.exception, OtklikError)
    assert problem in str(result.exception)
