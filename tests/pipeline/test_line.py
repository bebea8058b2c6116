import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline import line


def otklik(
    arguments: Sequence[str], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_line_says_what_each_step_did(tmp_path: Path) -> None:
    done = otklik(["run", "--no-crawl"], {"OTKLIK_DATA": str(tmp_path), "OTKLIK_JUDGE": "words"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [
        "assess: judged 0 mentions, judge=words-1",
        "follow-up: opened 0 tasks, reopened 0, woke 0, assigned 0, escalated 0",
    ]


def test_a_failing_step_does_not_stop_the_later_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTKLIK_DATA", str(tmp_path))
    monkeypatch.setenv("OTKLIK_JUDGE", "wurds")
    assert list(line.run_steps(["assess", "follow-up"])) == ["assess"]
    out, err = capfd.readouterr()
    assert out == "follow-up: opened 0 tasks, reopened 0, woke 0, assigned 0, escalated 0\n"
    assert 'unknown judge "wurds" (did you mean "words"?)' in err
    assert "assess: failed with exit code 2" in err


def test_the_exit_code_says_that_a_step_failed(tmp_path: Path) -> None:
    environment = {"OTKLIK_DATA": str(tmp_path), "OTKLIK_JUDGE": "wurds"}
    done = otklik(["run", "--no-crawl"], environment)
    assert done.returncode == 1
    assert "failed steps: assess" in done.stderr
