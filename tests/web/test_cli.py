"""`otklik up` and `otklik user`."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.errors import OtklikError
from pipeline.settings import Settings, read_settings
from web.cli import listen
from web.user_cli import user


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path))
    read_settings.cache_clear()
    yield CliRunner()
    read_settings.cache_clear()


def test_people_are_added_listed_and_given_passwords(runner: CliRunner) -> None:
    words = ["add", "anna", "--role", "manager", "--password", "верно, лошадь"]

    assert runner.invoke(user, words).output == "added anna (manager)\n"
    assert "anna" in runner.invoke(user, ["list"]).output
    changed = runner.invoke(user, ["password", "anna", "--password", "ещё одна лошадь"])
    assert changed.exit_code == 0
    assert isinstance(runner.invoke(user, words).exception, OtklikError)


def test_a_port_in_use_is_said_in_one_line() -> None:
    with listen(Settings(port=0)) as door:
        port = door.getsockname()[1]
        with pytest.raises(OtklikError, match=f"127.0.0.1:{port}: Address already in use"):
            listen(Settings(port=port))


def heed_ctrl_c() -> None:
    """A shell makes what it runs in the background deaf to Ctrl-C, the tests perhaps too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_desk_comes_up_invites_and_stops_cleanly(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "up", "--no-line", "--port", str(port)],
        env=os.environ | {"OTKLIK_DATA": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        preexec_fn=heed_ctrl_c,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout is not None
    link = next(line.strip() for line in running.stdout if "/welcome?token=" in line)
    next(line for line in running.stdout if line.startswith("desk: "))
    with urllib.request.urlopen(link, timeout=20) as answer:  # noqa: S310
        assert answer.status == 200
    running.send_signal(signal.SIGINT)
    rest, _ = running.communicate(timeout=30)

    assert running.returncode == 0
    assert rest == "stopped\n"
