"""What `otklik watch apply` says of rules that could not be sent."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import otklik
from pipeline.errors import OtklikError
from pipeline.settings import read_settings

NOTIFIERS = {"files": "folder:///srv/reports", "mail": "json://localhost"}
FILE = '"files" is a folder, which takes files only'


@pytest.mark.parametrize(
    ("rule", "warned", "refused"),
    [
        ('type="new-complaint"\nto=["mail"]', "", ""),
        ('type="new-complaint"\nto=["duty"]', 'unknown notifier "duty" (known: files, mail)', ""),
        ('type="new-complaint"\nto=["mail"]\nodd=1', 'unknown option "odd"', ""),
        ('type="new-complaint"\nto=["files"]', "", FILE),
        ('type="new-complaint"\nto=["duty","files"]', "", FILE),
        ('type="report"\nto=["files"]\nreport="by-channel"', "", FILE),
        ('type="report"\nto=["files"]\nreport="by-channel"\nfile="csv"', "", ""),
    ],
)
def test_rules_of_a_watch_file(
    rule: str, warned: str, refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OTKLIK_NOTIFIERS", json.dumps(NOTIFIERS))
    read_settings.cache_clear()
    file = tmp_path / "w.toml"
    file.write_text(f'[[rule]]\nname="a"\n{rule}\n')

    done = CliRunner().invoke(otklik, ["watch", "apply", str(file)])
    kept = CliRunner().invoke(otklik, ["watch", "dump"]).output
    read_settings.cache_clear()

    assert ("[[rule]]" in kept) is not bool(refused)
    if refused:
        assert isinstance(done.exception, OtklikError)
        assert refused in str(done.exception)
        return
    assert done.exit_code == 0, done.output
    assert done.stdout == 'added rule "a"\n'
    assert done.stderr.startswith("warning: w.toml: rule") is bool(warned)
    assert warned in done.stderr
